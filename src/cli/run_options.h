// The options of a run that somebody thinks of, and the question they make.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "accuracy/run_question.h"
#include "catalog/catalog.h"
#include "cli/exit_code.h"

namespace islet {

/// Why a question cannot be asked, and what to end with.
struct RunRefusal {
  std::vector<Error> list;
  ExitCode code = ExitCode::wrong_input;
};

class RunOptions {
 public:
  /// The operand MODEL and every option but --on.
  void declare(CLI::App& app);
  /// The options of split, precision and engine alone.
  void declare_engine(CLI::App& app);
  /// In place of the operand; `engine` where --engine says nothing.
  void set_model(const std::string& model, const std::string& engine);

  /// With what is usual where no option says otherwise. Lives as long as `catalog`.
  std::variant<RunQuestion, RunRefusal> question(const Catalog& catalog,
                                                 const std::string& device) const;

 private:
  std::vector<Error> read_words(RunQuestion& question) const;

  std::string model_;
  std::string engine_;     ///< empty: the usual one
  std::string precision_;  ///< empty: that of the choice, else the usual one
  std::string cap_;        ///< empty: none
  double clock_ = 1;       ///< share of the highest
  int tensor_ = 1;
  int pipeline_ = 1;
  int replicas_ = 1;
  int batch_ = 1;
  int prompt_ = 512;
  int reply_ = 256;
  double memory_share_ = usual_engine_share;
};

}  // namespace islet
