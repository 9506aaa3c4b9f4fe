#include "net/event_loop.h"

#include <csignal>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/clock.h"
#include "net/event_loop_core.h"

namespace islet {
namespace {

namespace asio = boost::asio;
using Fault = boost::system::error_code;

void wait_for_signal(const std::shared_ptr<asio::signal_set>& signals, EventLoop::Call call) {
  signals->async_wait([signals, call = std::move(call)](const Fault& fault, int) {
    if (fault) return;
    call();
    wait_for_signal(signals, call);
  });
}

}  // namespace

EventLoop::EventLoop() : core_(std::make_unique<Core>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  const auto guard = asio::make_work_guard(core_->context);
  core_->context.restart();
  core_->context.run();
}

std::size_t EventLoop::run_due() {
  core_->context.restart();
  return core_->context.poll();
}

void EventLoop::stop() { core_->context.stop(); }
void EventLoop::post(Call call) { asio::post(core_->context, std::move(call)); }

void EventLoop::on_end_signal(Call call) {
  wait_for_signal(std::make_shared<asio::signal_set>(core_->context, SIGINT, SIGTERM),
                  std::move(call));
}

struct LoopTimer::Core {
  explicit Core(asio::io_context& context) : timer(context) {}
  asio::steady_timer timer;
};

LoopTimer::LoopTimer(EventLoop& loop) : core_(std::make_unique<Core>(loop.core().context)) {}
LoopTimer::~LoopTimer() = default;

void LoopTimer::set(Instant when, EventLoop::Call call) {
  const auto left = static_cast<std::int64_t>(
      static_cast<double>(when.nanoseconds() - monotonic_now().nanoseconds()) / clock_rate());
  constexpr std::int64_t longest = 3'600'000'000'000;  // looked at again after an hour
  const bool is_far = left > longest;
  core_->timer.expires_after(std::chrono::nanoseconds(is_far ? longest : left < 0 ? 0 : left));
  core_->timer.async_wait([this, when, is_far, call = std::move(call)](const Fault& fault) {
    if (fault) return;
    is_far ? set(when, call) : call();
  });
}

void LoopTimer::cancel() { core_->timer.cancel(); }

struct LoopWatch::Core : std::enable_shared_from_this<LoopWatch::Core> {
  Core(asio::io_context& context, int number, EventLoop::Call call)
      : descriptor(context, number), ready(std::move(call)) {}

  void wait(asio::posix::stream_descriptor::wait_type kind) {
    descriptor.async_wait(kind, [self = shared_from_this(), kind](const Fault& fault) {
      if (fault || self->is_over) return;
      const bool reads = kind == asio::posix::stream_descriptor::wait_read;
      if (!reads) self->waits_to_write = false;
      self->ready();
      if (reads && !self->is_over) self->wait(kind);
    });
  }

  asio::posix::stream_descriptor descriptor;
  EventLoop::Call ready;
  bool waits_to_write = false;
  bool is_over = false;
};

LoopWatch::LoopWatch(EventLoop& loop, int descriptor, EventLoop::Call ready)
    : core_(std::make_shared<Core>(loop.core().context, descriptor, std::move(ready))) {
  core_->wait(asio::posix::stream_descriptor::wait_read);
}

LoopWatch::~LoopWatch() {
  core_->is_over = true;
  core_->descriptor.release();  // its owner closes it
}

void LoopWatch::want_write() {
  if (core_->waits_to_write) return;
  core_->waits_to_write = true;
  core_->wait(asio::posix::stream_descriptor::wait_write);
}

}  // namespace islet
