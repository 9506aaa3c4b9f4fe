#include "twin/broker.h"

#include <csignal>

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/written_file.h"
#include "net/http_client.h"
#include "net/talk_port.h"

namespace islet {
namespace {

constexpr int patience_ms = 5'000;
constexpr int look_every_ms = 20;

Error refused(const std::string& what) {
  return Error{{},
               what,
               "Debian's package `mosquitto` brings it; without --broker none is needed.",
               "D5",
               ""};
}

/// The system's choice; 0 when it has none. Free until somebody else asks.
int free_port(EventLoop& loop) {
  const auto held = TalkPort::open(loop, [] { return std::unique_ptr<Talk>(); });
  return held ? (*held)->port() : 0;
}

}  // namespace

Result<std::unique_ptr<Broker>> Broker::open(EventLoop& loop, const std::string& folder,
                                             const std::string& program) {
  const int port = free_port(loop);
  const std::string settings = folder + "/broker.conf";
  if (auto fault = write_file(settings, fmt::format("listener {} 127.0.0.1\nallow_anonymous true\n"
                                                    "persistence false\nlog_dest none\n",
                                                    port))) {
    return *fault;
  }
  std::string name = program;
  std::string option = "-c";
  std::string file = settings;
  char* words[] = {name.data(), option.data(), file.data(), nullptr};
  char* no_environment[] = {nullptr};
  int process = -1;
  if (::posix_spawn(&process, program.c_str(), nullptr, nullptr, words, no_environment) != 0) {
    return refused("the MQTT broker cannot be started: " + program);
  }
  std::unique_ptr<Broker> out(new Broker(process, port));
  for (int waited = 0; waited < patience_ms; waited += look_every_ms) {
    if (RawClient(port).is_open()) return out;
    if (::waitpid(process, nullptr, WNOHANG) == process) {
      out->process_ = -1;
      break;
    }
    ::poll(nullptr, 0, look_every_ms);
  }
  return refused("the MQTT broker does not come up: " + program);
}

Broker::~Broker() {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace islet
