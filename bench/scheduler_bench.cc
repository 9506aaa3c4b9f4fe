// Times one event of the scheduler with thousands of requests waiting.
#include <vector>

#include <benchmark/benchmark.h>

#include "serving/scheduler.h"

namespace islet {
namespace {

class FlatCosts final : public CostEstimate {
 public:
  Cost cost(const Request& request, const EngineSpec& /*engine*/) const override {
    const Duration service = request.items * second;
    return {service, 0.1 * service, 20.0 * watt * service, request.prompt + request.reply};
  }
};

Request request_number(std::uint64_t id) {
  Request request;
  request.id = RequestId{id};
  // 5 % acute, most of the rest normal.
  request.work_class = id % 20 == 0  ? WorkClass::high
                       : id % 4 == 0 ? WorkClass::low
                                     : WorkClass::normal;
  request.tenant = TenantId{id % 50};
  request.prompt = 300.0 * token;
  request.reply = 200.0 * token;
  request.items = 1.0 + 0.001 * static_cast<double>(id % 997);
  return request;
}

/// A device that is always full and a queue that is always as long: each turn of the loop is one
/// arrival and one end, with the start or stop that follows from them.
void one_event(benchmark::State& state, std::string_view policies, Power available) {
  const auto waiting = static_cast<std::uint64_t>(state.range(0));
  const FlatCosts costs;
  SchedulerSettings settings;
  settings.class_limit = {200'000, 200'000, 200'000, 200'000, 200'000};
  settings.tenant_limit = 200'000;
  Scheduler scheduler(settings, make_policies(policies), {}, costs);
  EngineSpec engine;
  engine.models.add(ModelId{0});
  engine.slots = 64;
  engine.cache = 1e6 * token;
  engine.parked_max = 32;
  engine.idle = 60.0 * watt;
  engine.full = 5.0 * kilowatt;
  std::vector<Decision> decisions;
  std::vector<RequestId> running;
  Instant now;
  const auto note = [&](const Decision& decision) {
    if (const auto* start = std::get_if<Start>(&decision)) running.push_back(start->request);
    if (const auto* resume = std::get_if<Resume>(&decision)) running.push_back(resume->request);
    if (const auto* stop = std::get_if<Preempt>(&decision)) std::erase(running, stop->request);
  };
  const auto handle = [&](const Event& event) {
    decisions.clear();
    now = Instant(now.nanoseconds() + 1000);
    scheduler.handle(now, event, decisions);
    for (const Decision& decision : decisions) note(decision);
  };
  handle(EngineUp{engine});
  if (available < unlimited_power) {
    PowerReading reading;
    reading.available = available;
    handle(PowerRead{reading});
  }
  std::uint64_t id = 0;
  while (id < waiting + 64) handle(RequestArrives{request_number(++id)});
  std::size_t next = 0;
  for (auto _ : state) {
    handle(RequestArrives{request_number(++id)});
    next = (next + 7) % running.size();
    const RequestId ended = running[next];
    running[next] = running.back();
    running.pop_back();
    handle(RequestDone{ended});
  }
  state.SetItemsProcessed(2 * state.iterations());
  state.counters["per_event"] =
      benchmark::Counter(2.0 * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void by_default(benchmark::State& state) { one_event(state, default_scheduling, unlimited_power); }
void with_a_power_limit(benchmark::State& state) { one_event(state, default_scheduling, kilowatt); }
void first_come(benchmark::State& state) { one_event(state, "first-come", unlimited_power); }
void fair_share(benchmark::State& state) { one_event(state, "acute-fair", unlimited_power); }

BENCHMARK(by_default)->Arg(100)->Arg(5000)->Arg(50'000);
BENCHMARK(with_a_power_limit)->Arg(5000);
BENCHMARK(first_come)->Arg(100)->Arg(5000)->Arg(50'000);
BENCHMARK(fair_share)->Arg(5000);

}  // namespace
}  // namespace islet
