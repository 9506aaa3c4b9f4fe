#include "cli/command.h"
#include "cli/console.h"
#include "report/version.h"

namespace islet {
namespace {

class VersionCommand : public Command {
 public:
  void declare(CLI::App&) override {}

  ExitCode run() override {
    return write_result("islet " + version() + "\n") ? ExitCode::outside_failed : ExitCode::done;
  }
};

}  // namespace

std::unique_ptr<Command> make_version_command() { return std::make_unique<VersionCommand>(); }

}  // namespace islet
