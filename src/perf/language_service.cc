// Continuous batching in steady work: the batch that demand settles at, and what users see.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/root.h"
#include "perf/queueing.h"
#include "perf/service.h"

namespace islet {
namespace {

constexpr int doublings_max = 20;
constexpr double one_sided_95 = 1.645;  // standard normal quantile of 95 %

/// Demand on one replica, in plain numbers.
struct Flow {
  double requests = 0;  // 1/s
  double prompt = 1;
  double reply = 1;
  double prompt_variability = 0;  // squared coefficient of variation
  double reply_variability = 0;
  Tokens context;  // mean context of a sequence in decoding
  Company company;
  const Drafting* drafting = nullptr;

  /// Of times of replies: the deployment's own, and that of an assumed acceptance.
  double decode_range(const Deployment& deployment) const {
    const double own = deployment.range().decode;
    return drafting == nullptr ? own : own * acceptance_factor(drafting->length);
  }
  Grade grade(const Deployment& deployment) const {
    return drafting == nullptr ? deployment.range().grade : Grade::d;
  }
};

Flow flow_of(const LanguageDemand& demand, const Company& company) {
  const auto variability = [](const TokenLength& length) {
    const double mean = std::max(1.0, length.mean / token);
    const double ratio = length.deviation / token / mean;
    return ratio * ratio;
  };
  Flow flow;
  flow.requests = demand.requests / hertz / demand.replicas;
  flow.prompt = std::max(1.0, demand.prompt.mean / token);
  flow.reply = std::max(1.0, demand.reply.mean / token);
  flow.prompt_variability = variability(demand.prompt);
  flow.reply_variability = variability(demand.reply);
  flow.company = company;
  flow.drafting = demand.drafting;
  // A long reply is in flight longer, so it is met more often.
  flow.context = (flow.prompt + 0.5 * flow.reply * (1.0 + flow.reply_variability)) * token;
  return flow;
}

/// Mean and spread of lengths of which a share `part` is drawn from `one`, the rest from `other`.
TokenLength mixed(const TokenLength& one, const TokenLength& other, double part) {
  const auto square = [](const TokenLength& length) {
    return (length.mean * length.mean + length.deviation * length.deviation) / (token * token);
  };
  TokenLength out;
  out.mean = part * one.mean + (1.0 - part) * other.mean;
  const double spread =
      part * square(one) + (1.0 - part) * square(other) - out.mean * out.mean / (token * token);
  out.deviation = std::sqrt(std::max(0.0, spread)) * token;
  return out;
}

/// A mixed step with `batch` sequences: each brings its share of a new prompt. With drafts a
/// token's part of a round.
StepCost mixed_step(const Deployment& deployment, const Flow& flow, double batch) {
  const StepWork work{.prefill = batch * flow.prompt / flow.reply * token,
                      .decode_sequences = batch,
                      .mean_context = flow.context};
  return flow.drafting == nullptr ? deployment.step(work)
                                  : drafted_step(deployment, *flow.drafting, work);
}

/// What is not interrupted: a step, or a round of drafts.
StepCost whole_step(const Deployment& deployment, const Flow& flow, const StepWork& work) {
  return flow.drafting == nullptr ? deployment.step(work)
                                  : drafted_round(deployment, *flow.drafting, work);
}

/// How much longer a step takes beside others on its device.
///
///     slow = min(1 / (1 - first - beside), (1 + part) / (1 - first)),  `even_part` of those beside
///
/// Others take their share, and those beside no more than as much each. So two engines that always
/// have work slow each other to half, whatever share each would fill.
///
/// Valid for   `active`, the share of time with sequences in flight, 0 to 1
/// Leaves out  that what is beside is slowed, too, and so has work more often
/// Source      conservation of work; as `even_part`
double slowness(const Company& company, double active) {
  const double left_by_first = 1.0 - company.first.share;
  const double evenly = (1.0 + even_part(company.beside, 1.0 - active)) / left_by_first;
  const double left = 1.0 - company.taken();
  return left > 0 ? std::min(1.0 / left, evenly) : evenly;
}

/// Share of time with sequences in flight, of a mean number: Poisson.
double active_share(double in_flight) { return -std::expm1(-in_flight); }

/// Of a mixed step with `batch` sequences, while some are in flight a share `active` of the time.
double slowed_seconds(const Deployment& deployment, const Flow& flow, double batch,
                      double active = 1.0) {
  const Duration step = mixed_step(deployment, flow, batch).time;
  return step / second * slowness(flow.company, active);
}

/// Sequences at work while there is work, from the mean number in flight.
///
///     working = in_flight / (1 - exp(-in_flight))
///
/// Valid for   Poisson arrivals and no limit on the batch: the number in flight is Poisson
/// Source      M/G/infinity, Cooper, "Introduction to Queueing Theory", 1981, section 3.3
double working_batch(double in_flight) {
  return in_flight < 1e-6 ? 1.0 : std::max(1.0, in_flight / -std::expm1(-in_flight));
}

/// Mean number in flight: the fixed point of demand and step time.
///
///     in_flight = requests * reply * step_time(working_batch(in_flight))
///
/// between 0 and the batch that memory holds; demand must be below the greatest.
///
/// Valid for   demand steady for longer than a reply takes
/// Leaves out  steps longer than the token budget (their extra host time)
/// Source      Little, "A proof for the queuing formula L = lambda W", Oper. Res. 9, 1961
double sequences_in_flight(const Deployment& deployment, const Flow& flow, double batch_max) {
  const auto excess = [&](double in_flight) {
    const double step =
        slowed_seconds(deployment, flow, working_batch(in_flight), active_share(in_flight));
    return flow.requests * flow.reply * step - in_flight;
  };
  return root_between(excess, 0.0, batch_max);
}

/// Batch of the greatest throughput: as many as memory holds, unless longer contexts and more
/// sequences slow a step more than they add.
double batch_of_greatest_rate(const Deployment& deployment, const Flow& flow, double batch_max) {
  double best = 1.0;
  double best_rate = 0.0;
  double batch = 1.0;
  for (int doublings = 0; doublings <= doublings_max; ++doublings) {
    const double rate = batch / slowed_seconds(deployment, flow, batch);
    if (rate > best_rate) {
      best_rate = rate;
      best = batch;
    }
    if (batch >= batch_max) break;
    batch = std::min(2.0 * batch, batch_max);
  }
  return best;
}

struct Waits {
  Waiting slot;       // for a place in the batch
  QueueLoad prompts;  // which wait for their turn
  Company company;
  Duration prefill;        // of a token of a prompt
  double prompt_part = 0;  // of the engine's time
  double seen = 1;         // sequences in the batch of one user
  Duration step;           // one step in decoding as this user sees it
};

Duration first_token_quantile(const Waits& waits, const Flow& own, double p) {
  return waits.slot.quantile(p) + shared_waiting_quantile(waits.prompts, waits.company, p) +
         lognormal_quantile(own.prompt * waits.prefill, own.prompt_variability, p);
}

Duration response_quantile(const Waits& waits, const Flow& own, double p) {
  return first_token_quantile(waits, own, p) +
         lognormal_quantile((own.reply - 1.0) * waits.step, own.reply_variability, p);
}

/// Part of the tokens of an engine's replies, and so of its sequences, that is this demand's.
double part_of_replies(const Flow& own, const Flow& engine) {
  return engine.requests > own.requests
             ? own.requests * own.reply / (engine.requests * engine.reply)
             : 1.0;
}

/// Part of the engine's time that is this demand's: of prompts and of decoding, each by its tokens.
double part_of_time(const Flow& own, const Flow& engine, double prompt_part) {
  if (engine.requests <= own.requests) return 1.0;
  const double prompts = own.requests * own.prompt / (engine.requests * engine.prompt);
  return prompt_part * prompts + (1.0 - prompt_part) * part_of_replies(own, engine);
}

template <class Q>
Estimate<Q> graded(Q value, const Deployment& deployment, const Flow& flow, double factor) {
  return within_factor(value, factor, flow.grade(deployment), "queue on " + deployment.name());
}

/// Energy of the boards for one reply token: at work and, where nothing works, idle.
///
///     energy = devices * (own * power + (1 - own - others) * idle) / token rate
///
/// Valid for   a workload that pays for all idle time of its devices
/// Leaves out  host and supply (perf/power.h)
/// Source      mean power over rate
EnergyPerToken board_energy(const Deployment& deployment, const Flow& flow,
                            const LanguageService& service) {
  const double rate = flow.requests * flow.reply;
  if (rate <= 0) return EnergyPerToken{};
  const double own = service.device_time.share;
  const double idle = std::max(0.0, 1.0 - own - flow.company.taken());
  const Power mean = own * service.board_power + idle * deployment.idle_power();
  return deployment.devices() * mean / (rate * token / second);
}

/// Greatest rate of this replica, and whether demand stays below the share that is planned for.
void find_limits(const Deployment& deployment, const Flow& flow, LanguageService& service) {
  const double best = batch_of_greatest_rate(deployment, flow, service.batch_max);
  const double rate_max = best / slowed_seconds(deployment, flow, best);
  service.greatest =
      graded(rate_max * token / second, deployment, flow, flow.decode_range(deployment));
  service.utilisation = flow.requests * flow.reply / rate_max;
  service.saturated = service.utilisation >= share_limit;
  if (!service.saturated) return;
  // With room for four times the batch, would the rate rise by a fifth?
  const double roomy = 4.0 * best / slowed_seconds(deployment, flow, 4.0 * best);
  service.limit =
      best >= service.batch_max && roomy > 1.2 * rate_max ? "cache memory" : "device time";
}

/// Device time and waits at the batch that demand settles at.
Waits settle(const Deployment& deployment, const Flow& flow, double in_flight, Tokens step_budget,
             LanguageService& service) {
  const double budget = std::min(flow.prompt, step_budget / token);
  const StepCost chunk = whole_step(
      deployment, flow,
      {.prefill = budget * token, .decode_sequences = service.batch, .mean_context = flow.context});
  const StepCost decode = whole_step(
      deployment, flow, {.decode_sequences = service.batch, .mean_context = flow.context});
  const Duration prompt_time = chunk.time * (flow.prompt / budget);
  DeviceTime& own = service.device_time;
  const double active = active_share(in_flight);
  const StepCost mean_step = mixed_step(deployment, flow, service.batch);
  const double slow = slowness(flow.company, active);
  own.share = active / slow;
  own.longest = chunk.time;
  const double prompt_part = std::min(own.share, flow.requests * (prompt_time / second));
  const double decode_part = own.share - prompt_part;
  own.residual = 0.5 * (prompt_part * chunk.time + decode_part * decode.time);

  service.board_power = mean_step.board_power;
  Waits waits;
  waits.slot = waiting_time({.arrivals = flow.requests * hertz,
                             .service = flow.reply * slow * mean_step.time,
                             .service_variability = flow.reply_variability,
                             .servers = static_cast<int>(service.batch_max)},
                            {});
  waits.prompts = {.arrivals = flow.requests * hertz,
                   .service = prompt_time,
                   .service_variability = flow.prompt_variability};
  // A decoding step under way delays a prompt as work of lower importance would.
  waits.company = flow.company;
  waits.company.after =
      flow.company.after + DeviceTime{decode_part, 0.5 * decode_part * decode.time, decode.time};
  waits.prefill = slowness(flow.company, active) * prompt_time / flow.prompt;
  waits.prompt_part = own.share > 0 ? prompt_part / own.share : 0.0;
  // A user shares the batch with all others in flight and is one more.
  waits.seen = std::min(service.batch_max, in_flight + 1.0);
  waits.step = slowed_seconds(deployment, flow, waits.seen, active) * second;
  return waits;
}

}  // namespace

LanguageDemand together(const LanguageDemand& one, const LanguageDemand& other) {
  LanguageDemand out = one;
  out.mates = nullptr;
  out.requests = one.requests + other.requests;
  if (out.requests <= Frequency()) return out;
  const double part = one.requests / out.requests;
  out.prompt = mixed(one.prompt, other.prompt, part);
  out.reply = mixed(one.reply, other.reply, part);
  return out;
}

/// Service of a language workload by continuous batching.
///
///     first token = wait for a place + wait for the prompt's turn + prefill
///     response    = first token + (reply - 1) * step time
///
/// The engine works on this demand and its mates as one; prompt and reply are this demand's own.
/// Place: M/G/k with k = the batch that memory holds. Turn: M/G/1 of prompts, non-preemptive, with
/// the decoding step under way as company. Engines beside it take their share of each step.
/// Quantiles of the parts are added at the same level: exact when the parts move together, above
/// the truth at high levels when they are independent.
///
/// Valid for   steady demand below 0.9 of the greatest; one engine per replica
/// Leaves out  reuse of cached prefixes, pre-emption when the cache is full, network
/// Source      Yu et al., "Orca", OSDI 2022 (continuous batching); queues in perf/queueing.cc
LanguageService language_service(const Deployment& deployment, const LanguageDemand& demand,
                                 const Company& company) {
  CHECK(demand.replicas >= 1);
  const LanguageDemand engine = demand.mates == nullptr ? demand : together(demand, *demand.mates);
  LanguageService service;
  service.batch_max = demand.drafting != nullptr
                          ? demand.batch_most
                          : deployment.sequences_that_fit(engine.prompt.mean + engine.reply.mean);
  service.throughput = demand.requests * demand.reply.mean;
  if (service.batch_max < 1 || company.first.share >= share_limit) {
    service.saturated = true;
    service.limit = service.batch_max < 1 ? "cache memory" : "device time";
    service.utilisation = std::numeric_limits<double>::infinity();
    return service;
  }
  const Flow flow = flow_of(engine, company);
  const Flow own = flow_of(demand, company);
  find_limits(deployment, flow, service);
  service.greatest = scaled(service.greatest, demand.replicas);
  if (service.saturated) return service;

  const double in_flight = sequences_in_flight(deployment, flow, service.batch_max);
  service.batch = working_batch(in_flight);
  service.own_batch = service.batch * part_of_replies(own, flow);
  const Waits waits = settle(deployment, flow, in_flight, demand.step_budget, service);
  const Duration turn = shared_waiting_quantile(waits.prompts, waits.company, 0.5);
  if (waits.slot.saturated || !std::isfinite(turn / second)) {
    service.saturated = true;
    service.limit = waits.slot.saturated ? "cache memory" : "device time";
    return service;
  }

  const TunedRange& range = deployment.range();
  const auto first = [&](double p) {
    return graded(first_token_quantile(waits, own, p), deployment, flow, range.prompt);
  };
  const auto whole = [&](double p) {
    const double widest = std::max(range.prompt, flow.decode_range(deployment));
    return graded(response_quantile(waits, own, p), deployment, flow, widest);
  };
  service.first_token = {first(0.50), first(0.95), first(0.99)};
  service.response = {whole(0.50), whole(0.95), whole(0.99)};
  const double crowded =
      std::min(service.batch_max, waits.seen + one_sided_95 * std::sqrt(in_flight));
  const double slow_step = slowed_seconds(deployment, flow, crowded, active_share(in_flight));
  const double decode_range = flow.decode_range(deployment);
  service.speed = graded(1.0 * token / waits.step, deployment, flow, decode_range);
  service.speed_p95 = graded(1.0 * token / (slow_step * second), deployment, flow, decode_range);
  service.board_energy = board_energy(deployment, flow, service);
  const double part = part_of_time(own, flow, waits.prompt_part);
  service.device_time.share *= part;
  service.device_time.residual = service.device_time.residual * part;
  return service;
}

}  // namespace islet
