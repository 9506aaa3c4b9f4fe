// What a subcommand is, and the one table that lists them all.
#pragma once

#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"

namespace islet {

class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  /// Adds its options and operands.
  virtual void declare(CLI::App& app) = 0;
  /// Does the work; the options have been read.
  virtual ExitCode run() = 0;
};

struct CommandEntry {
  const char* name;
  const char* summary;   ///< one line
  const char* examples;  ///< lines of "  islet ...", shown first by --help
  std::unique_ptr<Command> (*make)();
};

/// Every subcommand, in the order of --help.
const std::vector<CommandEntry>& command_table();

std::unique_ptr<Command> make_plan_command();
std::unique_ptr<Command> make_report_command();
std::unique_ptr<Command> make_energy_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_catalog_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_market_command();
std::unique_ptr<Command> make_simulate_command();
std::unique_ptr<Command> make_verify_command();
std::unique_ptr<Command> make_init_command();
std::unique_ptr<Command> make_prices_command();
std::unique_ptr<Command> make_predict_command();
std::unique_ptr<Command> make_compare_command();
std::unique_ptr<Command> make_calibrate_command();
std::unique_ptr<Command> make_model_command();
std::unique_ptr<Command> make_measure_command();
std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_status_command();
std::unique_ptr<Command> make_schema_command();
std::unique_ptr<Command> make_version_command();
std::unique_ptr<Command> make_help_command();

/// The program's options and subcommands, help included; `commands` must outlive `app`.
void declare_program(CLI::App& app, std::vector<std::unique_ptr<Command>>& commands);

}  // namespace islet
