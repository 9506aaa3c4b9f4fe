// `islet verify live`: drills on a server of its own, on loopback.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "cli/options.h"

namespace islet {

class VerifyLive {
 public:
  /// Adds its operands and options to the subcommand.
  void declare(CLI::App& app);
  ExitCode run() const;

 private:
  std::vector<std::string> names_;
  OutputOptions output_;
};

}  // namespace islet
