// The MQTT broker of a rehearsal: Debian's mosquitto, a process of its own on loopback.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "net/event_loop.h"

namespace islet {

class Broker {
 public:
  /// Started and listening on a free port of loopback; its settings are written into `folder`.
  /// Error D5 where `program` is not there or does not come up within five seconds.
  static Result<std::unique_ptr<Broker>> open(EventLoop& loop, const std::string& folder,
                                              const std::string& program = usual_program);
  /// Ends it, and returns when it has.
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  int port() const { return port_; }
  static constexpr const char* usual_program = "/usr/sbin/mosquitto";

 private:
  Broker(int process, int port) : process_(process), port_(port) {}
  int process_;
  int port_;
};

}  // namespace islet
