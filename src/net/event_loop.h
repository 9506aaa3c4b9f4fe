// The loop of the live site's one thread: sockets, timers, and what other threads hand over.
#pragma once

#include <functional>
#include <memory>

#include "base/instant.h"

namespace islet {

class EventLoop {
 public:
  using Call = std::function<void()>;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Until `stop`.
  void run();
  /// Only what is due now; the number of calls made.
  std::size_t run_due();
  void stop();
  /// Runs `call` on the loop's thread, later. May be called from any thread.
  void post(Call call);
  /// Called when the program is asked to end (SIGINT, SIGTERM), once for each time.
  void on_end_signal(Call call);

  /// What the sockets of this floor are opened on.
  struct Core;
  Core& core() { return *core_; }

 private:
  std::unique_ptr<Core> core_;
};

/// One call at a time in the future. Ends with its object.
class LoopTimer {
 public:
  explicit LoopTimer(EventLoop& loop);
  ~LoopTimer();
  LoopTimer(const LoopTimer&) = delete;
  LoopTimer& operator=(const LoopTimer&) = delete;

  /// In place of what was set before.
  void set(Instant when, EventLoop::Call call);
  void cancel();

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

/// Calls whenever a descriptor, which stays its owner's, can be read from (or written to, while
/// asked for). Ends with its object.
class LoopWatch {
 public:
  LoopWatch(EventLoop& loop, int descriptor, EventLoop::Call ready);
  ~LoopWatch();
  LoopWatch(const LoopWatch&) = delete;
  LoopWatch& operator=(const LoopWatch&) = delete;

  void want_write();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace islet
