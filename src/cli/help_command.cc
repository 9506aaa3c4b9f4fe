#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/console.h"

namespace islet {
namespace {

class HelpCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app_ = &app;
    app.add_option("TOPIC", topic_, "a command, or exit-codes");
  }

  ExitCode run() override {
    std::string text;
    CLI::App* program = app_->get_parent();
    if (topic_.empty()) {
      text = program->help();
    } else if (topic_ == "exit-codes") {
      text = exit_code_text();
    } else if (const CLI::App* command = command_named(*program)) {
      text = command->help();
    } else {
      show(console_for(ColourChoice::automatic),
           {{{}, "unknown topic `" + topic_ + "`", "A command, or exit-codes.", "", ""}});
      return ExitCode::wrong_use;
    }
    return write_result(text) ? ExitCode::outside_failed : ExitCode::done;
  }

 private:
  const CLI::App* command_named(const CLI::App& program) const {
    for (const CLI::App* command : program.get_subcommands(nullptr)) {
      if (command->get_name() == topic_) return command;
    }
    return nullptr;
  }

  CLI::App* app_ = nullptr;
  std::string topic_;
};

}  // namespace

std::unique_ptr<Command> make_help_command() { return std::make_unique<HelpCommand>(); }

}  // namespace islet
