// `islet verify power`: sun, panels and plant held against published cases.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"

namespace islet {

class VerifyPower {
 public:
  /// Adds its operand and options to the subcommand.
  void declare(CLI::App& app);
  ExitCode run() const;

 private:
  std::string folder_;
  std::string weather_;  ///< as given; empty: the usual folders
  OutputOptions output_;
};

}  // namespace islet
