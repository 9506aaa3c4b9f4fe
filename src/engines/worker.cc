#include "engines/worker.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "engines/engine_frame.h"
#include "engines/resident.h"
#include "net/clock.h"

namespace islet {
namespace {

/// The signal alone. It is never delivered, only asked for: so it needs no memory of its own.
sigset_t hurry_set() {
  sigset_t set{};
  ::sigemptyset(&set);
  ::sigaddset(&set, hurry_signal);
  return set;
}

/// Takes in what was told so far: the number of the step that is to hurry, or `before`.
int taken_hurry(int before) {
  const sigset_t set = hurry_set();
  const timespec at_once{};
  siginfo_t told{};
  while (::sigtimedwait(&set, &told, &at_once) == hurry_signal) before = told.si_value.sival_int;
  return before;
}

std::uint64_t nanoseconds_since(Instant start) {
  return static_cast<std::uint64_t>(monotonic_now().nanoseconds() - start.nanoseconds());
}

class Worker {
 public:
  Worker(int socket, const ModelLoader& loader) : socket_(socket), loader_(loader) {}

  int serve() {
    std::array<char, 65536> block{};
    while (!is_over_) {
      const ssize_t count = ::recv(socket_, block.data(), block.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return 0;
      frames_.feed({block.data(), static_cast<std::size_t>(count)});
      while (!is_over_) {
        const std::optional<Result<EngineOrder>> order = frames_.next_order();
        if (!order) break;
        if (!*order) return 1;
        std::visit([&](const auto& one) { carry_out(one); }, order->value());
      }
    }
    return 0;
  }

 private:
  void say(const EngineReport& report) {
    const std::string frame = frame_of(report);
    std::string_view left = frame;
    while (!left.empty()) {
      const ssize_t count = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return is_over_ = true, void();
      left.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void refuse(SequenceId id, const std::string& why) { say(OrderRefused{id, why}); }

  void carry_out(const Ping& ping) {
    if (model_) model_->rest();
    say(Pong{ping.number, resident_bytes(), steps_, busy_ns_, cpu_nanoseconds(),
             model_ ? model_->why_gone() : ""});
  }
  void carry_out(const LoadOrder& order) {
    if (model_) return refuse(SequenceId{}, "a model is loaded already");
    const Instant start = monotonic_now();
    Result<std::unique_ptr<LoadedModel>> model = loader_(order);
    if (!model) return refuse(SequenceId{}, model.error().what);
    model_ = std::move(*model);
    Loaded loaded = model_->figures();
    loaded.load_ns = nanoseconds_since(start);
    loaded.resident_bytes = resident_bytes();
    say(loaded);
  }
  template <class Start>
  void begin(const Start& start) {
    if (!model_) return refuse(start.id, "no model is loaded");
    const Result<SequenceStarted> started = model_->start(start);
    if (!started) return refuse(start.id, started.error().what);
    say(*started);
  }
  void carry_out(const StartSequence& start) { begin(start); }
  void carry_out(const StartTensors& start) { begin(start); }
  void carry_out(const StepOrder& order) {
    const Instant start = monotonic_now();
    StepDone done;
    hurried_ = taken_hurry(hurried_);
    const bool is_stopped = order.may_stop && hurried_ == hurry_number(order.number);
    if (model_ && !is_stopped) done = model_->step(order);
    done.number = order.number;
    done.compute_ns = nanoseconds_since(start);
    done.cpu_ns = cpu_nanoseconds();
    busy_ns_ += done.compute_ns;
    ++steps_;
    if (model_) done.gone = model_->why_gone();
    say(done);
  }
  void carry_out(const CancelSequence& order) {
    if (model_) model_->cancel(order.id);
  }
  void carry_out(const ParkSequence& order) {
    if (!model_) return refuse(order.id, "no model is loaded");
    const Instant start = monotonic_now();
    const Result<std::uint64_t> bytes = model_->park(order.id);
    if (!bytes) return refuse(order.id, bytes.error().what);
    say(SequenceParked{order.id, *bytes, nanoseconds_since(start)});
  }
  void carry_out(const ResumeSequence& order) {
    if (!model_) return refuse(order.id, "no model is loaded");
    const Instant start = monotonic_now();
    if (const auto fault = model_->resume(order.id)) return refuse(order.id, fault->what);
    say(SequenceResumed{order.id, nanoseconds_since(start)});
  }
  void carry_out(const Unload&) { is_over_ = true; }

  int socket_;
  const ModelLoader& loader_;
  FrameReader frames_;
  std::unique_ptr<LoadedModel> model_;
  bool is_over_ = false;
  int hurried_ = -1;  ///< number of the step that was told to hurry last
  std::uint64_t steps_ = 0;
  std::uint64_t busy_ns_ = 0;
};

/// Ends the program when the other side has gone, even in the middle of a long step.
void watch(int socket) {
  struct pollfd one {};
  one.fd = socket;
  one.events = POLLRDHUP;
  while (true) {
    const int count = ::poll(&one, 1, -1);
    if (count > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0) break;
  }
  wait_for(2.0 * second);  // what is in order ends by itself in this time
  ::kill(::getpid(), SIGKILL);
}

}  // namespace

bool is_in_a_hurry() {
  sigset_t waiting{};
  return ::sigpending(&waiting) == 0 && ::sigismember(&waiting, hurry_signal) == 1;
}

int run_worker(int socket, const ModelLoader& loader) {
  // Before there is any other thread, so that it waits for all of them.
  const sigset_t set = hurry_set();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(watch, socket).detach();
  return Worker(socket, loader).serve();
}

}  // namespace islet
