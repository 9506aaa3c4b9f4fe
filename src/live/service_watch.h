// What the system's service manager is told, and what it asks: ready, alive, reload, stopping.
#pragma once

#include <functional>
#include <string>

#include "net/event_loop.h"

namespace islet {

/// What systemd hands to a service in its environment.
struct ServiceSupervisor {
  std::string socket;   ///< NOTIFY_SOCKET; empty: there is no manager
  Duration watchdog{};  ///< WATCHDOG_USEC; 0: none
};

/// Speaks to systemd where there is one, and takes SIGHUP as the wish to reload;
/// without a manager only the latter. One in a program; made before other threads are, which
/// inherit that the signal is not theirs.
class ServiceWatch {
 public:
  ServiceWatch(EventLoop& loop, ServiceSupervisor supervisor);
  ~ServiceWatch();
  ServiceWatch(const ServiceWatch&) = delete;
  ServiceWatch& operator=(const ServiceWatch&) = delete;

  void on_reload(std::function<void()> call) { reload_ = std::move(call); }
  /// From now on the manager hears in time that the loop turns (WATCHDOG_USEC).
  void ready();
  void stopping();

 private:
  void tell(const std::string& text) const;
  void beat();
  void take_signal();

  EventLoop& loop_;
  std::function<void()> reload_;
  ServiceSupervisor supervisor_;
  LoopTimer timer_;
  int signals_ = -1;
  std::unique_ptr<LoopWatch> watch_;
};

}  // namespace islet
