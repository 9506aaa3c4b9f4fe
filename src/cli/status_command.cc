#include <string>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/gateway_status.h"

namespace islet {
namespace {

class StatusCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("--port", port_, "of the gateway on this machine")
        ->check(CLI::Range(1, 65'535).description(""))
        ->capture_default_str();
    app.add_option("--key", key_, "of a tenant that operates; else ISLET_KEY");
  }

  ExitCode run() override {
    const Result<std::string> status = gateway_status(port_, key_);
    if (status) return write_result(*status + "\n") ? ExitCode::outside_failed : ExitCode::done;
    Error error = status.error();
    error.what = "no status from port " + std::to_string(port_) + ": " + error.what;
    error.hint = "Start one with `islet serve --demo`, or give the key of a tenant that operates.";
    show(console_for(ColourChoice::automatic), {error});
    return ExitCode::outside_failed;
  }

 private:
  int port_ = 8080;
  std::string key_;
};

}  // namespace

std::unique_ptr<Command> make_status_command() { return std::make_unique<StatusCommand>(); }

}  // namespace islet
