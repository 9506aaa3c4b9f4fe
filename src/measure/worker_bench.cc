#include "measure/worker_bench.h"

#include <algorithm>
#include <utility>

#include <poll.h>

#include "net/clock.h"

namespace islet {
namespace {

// Large models take minutes to load and seconds for a step.
constexpr EngineLimits limits{.load = 60.0 * minute, .step = 10.0 * minute};
constexpr Duration look_every = 0.1 * second;

Error gone(const std::string& why) {
  return {{}, "the engine ended while it was measured: " + why, "", "", ""};
}

}  // namespace

Result<std::unique_ptr<WorkerBench>> WorkerBench::open(const std::string& program,
                                                       const LoadOrder& order, MeterLog& log,
                                                       std::function<bool()> stopped) {
  Result<std::unique_ptr<Engine>> engine = start_worker(program, limits, monotonic_now());
  if (!engine) return engine.error();
  std::unique_ptr<WorkerBench> bench(new WorkerBench(std::move(*engine), log, std::move(stopped)));
  bench->engine_->order(order);
  Result<EngineReport> report = bench->next(false);
  if (!report) return report.error();
  if (const auto* refused = std::get_if<OrderRefused>(&*report)) {
    return Error{{order.file}, "the engine does not load the model: " + refused->why, "", "", ""};
  }
  if (const auto* loaded = std::get_if<Loaded>(&*report)) bench->loaded_ = *loaded;
  return bench;
}

Instant WorkerBench::now() const { return monotonic_now(); }

void WorkerBench::wait_until(Instant moment) {
  while (monotonic_now() < moment && !is_stopped()) {
    wait(std::min(look_every, between(monotonic_now(), moment)));
  }
}

void WorkerBench::wait(Duration at_most) {
  struct pollfd one {};
  one.fd = engine_->descriptor();
  one.events = static_cast<short>(POLLIN | (engine_->has_unsent() ? POLLOUT : 0));
  const Duration slice = std::clamp(at_most, Duration{}, look_every);
  // A millisecond at least would make waits for an arrival late: the last one is waited out.
  const int whole = static_cast<int>(slice / millisecond);
  if (one.fd >= 0 && whole > 0) {
    ::poll(&one, 1, whole);
  } else {
    wait_for(slice);
  }
  const Instant now = monotonic_now();
  engine_->look(now, reports_);
  log_.look(now);
}

Result<EngineReport> WorkerBench::next(bool wants_pong) {
  while (true) {
    while (!reports_.empty()) {
      EngineReport report = std::move(reports_.front());
      reports_.erase(reports_.begin());
      if (const auto* ended = std::get_if<EngineGone>(&report)) return gone(ended->why);
      if (std::holds_alternative<Pong>(report) == wants_pong) return report;
    }
    wait(look_every);
  }
}

std::optional<Error> WorkerBench::start(const BenchWork& work) {
  std::visit([&](const auto& one) { engine_->order(one); }, work);
  const Result<EngineReport> report = next(false);
  if (!report) return report.error();
  if (const auto* refused = std::get_if<OrderRefused>(&*report)) {
    return Error{{}, "the engine refuses a request: " + refused->why, "", "", ""};
  }
  return std::nullopt;
}

Result<StepDone> WorkerBench::step(const std::vector<StepItem>& items) {
  engine_->order(StepOrder{++steps_, items, false});
  Result<EngineReport> report = next(false);
  if (!report) return report.error();
  auto* done = std::get_if<StepDone>(&*report);
  if (done == nullptr) return gone("it answered a step with something else");
  cpu_ns_ = done->cpu_ns;
  return std::move(*done);
}

Result<std::uint64_t> WorkerBench::resident_bytes() {
  engine_->order(Ping{1});
  const Result<EngineReport> report = next(true);
  if (!report) return report.error();
  return std::get<Pong>(*report).resident_bytes;
}

}  // namespace islet
