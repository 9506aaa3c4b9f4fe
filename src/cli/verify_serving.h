// `islet verify serving`: recorded runs of engines, replayed in the simulator.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/engine_options.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/serving_page.h"
#include "sim/recorded_runs.h"

namespace islet {

class VerifyServing {
 public:
  /// Adds its operand and options to the subcommand.
  void declare(CLI::App& app);
  ExitCode run() const;

 private:
  std::variant<ReplayedRun, RunRefusal> replayed(const RecordedRun& run) const;

  std::string file_;  ///< as given; empty: the runs that are shipped
  EngineOptions engine_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace islet
