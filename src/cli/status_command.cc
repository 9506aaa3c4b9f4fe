#include <cstdlib>
#include <string>

#include "cli/command.h"
#include "cli/console.h"
#include "net/http_client.h"

namespace islet {
namespace {

class StatusCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("--port", port_, "of the gateway on this machine")
        ->check(CLI::Range(1, 65'535))
        ->capture_default_str();
    app.add_option("--key", key_, "of a tenant that operates; else ISLET_KEY");
  }

  ExitCode run() override {
    const char* kept = std::getenv("ISLET_KEY");
    const std::string key = !key_.empty() ? key_ : kept == nullptr ? "" : kept;
    RawClient client(port_);
    std::string request = "GET /islet/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    if (!key.empty()) request += "Authorization: Bearer " + key + "\r\n";
    const bool sent = client.is_open() && client.send(request + "\r\n");
    const std::string reply = sent ? client.receive_all() : "";
    const std::size_t body = reply.find("\r\n\r\n");
    if (body == std::string::npos || !reply.starts_with("HTTP/1.1 200")) {
      const std::string said = reply.empty() ? "nobody answers" : reply.substr(0, reply.find('\r'));
      show(console_for(ColourChoice::automatic),
           {Error{{},
                  "no status from port " + std::to_string(port_) + ": " + said,
                  "Start one with `islet serve --demo`, or give the key of a tenant that operates.",
                  "G2",
                  ""}});
      return ExitCode::outside_failed;
    }
    return write_result(reply.substr(body + 4) + "\n") ? ExitCode::outside_failed : ExitCode::done;
  }

 private:
  int port_ = 8080;
  std::string key_;
};

}  // namespace

std::unique_ptr<Command> make_status_command() { return std::make_unique<StatusCommand>(); }

}  // namespace islet
