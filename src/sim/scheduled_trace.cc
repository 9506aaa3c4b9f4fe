// A trace through the world of engines and scheduler: how both are set, the run, its record.
#include <algorithm>

#include "base/check.h"
#include "sim/trace_world.h"

namespace islet {
namespace {

constexpr int most_routine_tokens = 192;
constexpr int most_quiet_tokens = 320;
constexpr int most_of_a_light_step = 256;
constexpr double places_kept = 15.0 / 32;

/// As `serve` (serving/serve.h), with a record of what came and what was decided.
void serve_recorded(TraceWorld& world, Scheduler& scheduler, DecisionLog& log, std::string& text) {
  std::vector<Decision> decisions;
  while (const std::optional<TimedEvent> one = world.next(scheduler.next_wake())) {
    const bool is_kept = text.size() <= trace_log_bytes_max;
    const std::size_t kept = text.size();
    if (is_kept) log.event(one->at, one->event);
    decisions.clear();
    scheduler.handle(one->at, one->event, decisions);
    if (is_kept) log.decisions(decisions);
    // Answers of the estimate still come: they belong to events that are not kept.
    if (!is_kept) text.resize(kept);
    world.apply(one->at, one->event);
    world.carry_out(one->at, decisions);
  }
}

}  // namespace

bool puts_acute_first(const std::string& policy) {
  const Policies policies = make_policies(policy);
  CHECK(policies.order);
  return policies.order->puts_acute_first();
}

void put_acute_first(EngineSettings& engine, SchedulerSettings& scheduler) {
  engine.beside_urgent = 0;
  engine.usual_chunk = std::clamp(engine.token_budget / 2, 1, most_routine_tokens);
  engine.quiet_chunk = std::clamp(engine.token_budget * 3 / 4, 1, most_quiet_tokens);
  engine.pause_from = std::clamp(engine.token_budget / 2, 1, most_of_a_light_step) + 1;
  scheduler.acute_slots = static_cast<int>(places_kept * engine.max_sequences * engine.ranks);
}

SchedulerSettings trace_scheduler_settings(const ServingSetup& setup,
                                           const TraceScheduling& scheduling) {
  SchedulerSettings settings = scheduling.settings;
  EngineSettings engine = setup.engine;
  if (puts_acute_first(scheduling.policy) && scheduling.has_acute)
    put_acute_first(engine, settings);
  return settings;
}

Result<ReplayOutcome> replay_trace(const ServingSetup& setup, const TraceScheduling& scheduling,
                                   std::string_view log) {
  return replay(log, trace_scheduler_settings(setup, scheduling), {});
}

ServingRun serve_scheduled_trace(RequestSource& requests, const Deployment& deployment,
                                 const ServingSetup& setup, const TraceScheduling& scheduling,
                                 EngineWatcher* watcher) {
  ServingMetrics metrics(after(Instant(), setup.warm_up), watcher, true);
  TraceWorld world(requests, deployment, setup, scheduling, metrics);
  ServingRun run;
  DecisionLog log(world.costs(), run.log);
  if (scheduling.keeps_log) log.begin(scheduling.policy);
  const CostEstimate& costs = scheduling.keeps_log
                                  ? static_cast<const CostEstimate&>(log)
                                  : static_cast<const CostEstimate&>(world.costs());
  Scheduler scheduler(world.scheduler_settings(), make_policies(scheduling.policy), {}, costs);
  if (scheduling.keeps_log) {
    serve_recorded(world, scheduler, log, run.log);
    run.log_is_cut = run.log.size() > trace_log_bytes_max;
  } else {
    serve(world, world, scheduler);
  }
  run.summary = metrics.summary();
  run.span = between(Instant(), run.summary.last_end);
  run.boards = (setup.replicas + setup.prompt_replicas) * setup.engine.ranks * deployment.devices();
  run.use = world.use();
  run.adapter_loads = world.adapter_loads();
  run.policy = scheduling.policy;
  run.tally = scheduler.tally();
  return run;
}

}  // namespace islet
