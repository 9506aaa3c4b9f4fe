// A trace through the world of engines and scheduler: how both are set, the run, its record.
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "sim/trace_world.h"

namespace islet {
namespace {

constexpr double quantum_steps = 4.1;
constexpr double quiet_quantum_steps = 5.5;
constexpr double places_for_a_step = 1.35;
constexpr double share_of_places = 0.75;
constexpr int most_of_a_light_step = 256;

/// Sequences of usual lengths with which a step takes the quantum, when each brings the prompt
/// tokens that keep their number as it is.
int sequences_within(const Deployment& deployment, const UsualLengths& usual, Duration quantum,
                     int most) {
  int low = 0;
  int high = most + 1;
  while (high - low > 1) {
    const int count = low + (high - low) / 2;
    StepWork work;
    work.decode_sequences = count;
    work.mean_context = usual.prompt + 0.5 * usual.reply;
    work.prefill = count * (usual.prompt / std::max(usual.reply, token)) * token;
    work.prompts = std::max(1.0, work.prefill / std::max(usual.prompt, token));
    (deployment.step(work).time > quantum ? high : low) = count;
  }
  return std::max(1, low);
}

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

void put_acute_first(const Deployment& deployment, const UsualLengths& usual,
                     EngineSettings& engine, SchedulerSettings& scheduler) {
  const StepWork one{.decode_sequences = 1, .mean_context = usual.prompt};
  const Duration shortest = deployment.step(one).time;
  const Duration quantum = quantum_steps * shortest;
  engine.urgent_rule = {
      .quantum = quantum,
      .quiet_quantum = quiet_quantum_steps * shortest,
      .pause_from = std::clamp(engine.token_budget / 2, 1, most_of_a_light_step) + 1};
  const double length = std::max(1.0, (usual.prompt + usual.reply) / token);
  const double cached = static_cast<double>(engine.cache_blocks) * block_tokens / length;
  const int most = std::clamp(static_cast<int>(cached), 1, engine.max_sequences);
  const int busy = sequences_within(deployment, usual, quantum, most);
  const int routine =
      static_cast<int>(std::ceil(std::min(places_for_a_step * busy, share_of_places * most)));
  scheduler.acute_slots = (engine.max_sequences - routine) * engine.ranks;
}

SchedulerSettings trace_scheduler_settings(const Deployment& deployment, const ServingSetup& setup,
                                           const TraceScheduling& scheduling) {
  SchedulerSettings settings = scheduling.settings;
  EngineSettings engine = setup.engine;
  if (puts_acute_first(scheduling.policy) && scheduling.has_acute) {
    put_acute_first(deployment, scheduling.usual, engine, settings);
  }
  return settings;
}

Result<ReplayOutcome> replay_trace(const Deployment& deployment, const ServingSetup& setup,
                                   const TraceScheduling& scheduling, std::string_view log) {
  return replay(log, trace_scheduler_settings(deployment, setup, scheduling), {});
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
