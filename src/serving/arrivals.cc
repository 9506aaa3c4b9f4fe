// What becomes of a request when it arrives: limits, ladder, admission, and its first place.
#include <algorithm>
#include <limits>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

constexpr Duration in_vain{std::numeric_limits<double>::infinity()};
/// Deferred work that names no time at which it is due.
constexpr Duration usual_patience = week;

void turn_away(House& house, RequestId request, Reason reason, Duration retry_after) {
  house.decide(Reject{request, reason, retry_after});
  ++house.tally.rejected[static_cast<std::size_t>(reason)];
}

/// The engine whose figures stand for all of the lane until the request starts somewhere.
const EngineRow& first_engine(const House& house, const Lane& lane) {
  CHECK(lane.engines != 0);
  return house.engines[static_cast<std::size_t>(__builtin_ctzll(lane.engines))];
}

bool fits_some_engine(const House& house, const Lane& lane, Tokens cache) {
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    if (cache <= house.engines[static_cast<std::size_t>(__builtin_ctzll(left))].spec.cache) {
      return true;
    }
  }
  return false;
}

/// When the battery will have brought back a class that is stopped: not known, so a guess.
constexpr Duration usual_recovery = 15.0 * minute;

/// What the state of the site forbids at once, whatever the queues hold.
bool is_forbidden(House& house, const Request& request) {
  if (house.ladder.stops(request.workload)) {
    turn_away(house, request.id, Reason::shed, usual_recovery);
    return true;
  }
  // Batch work waits for better times; whoever waits for an answer gets it now.
  if (house.power.may_run(request.work_class) || request.work_class == WorkClass::batch ||
      request.deferrable) {
    return false;
  }
  const bool bridging = house.power.bridging() && !is_acute(request.work_class);
  turn_away(house, request.id, bridging ? Reason::bridging : Reason::charge_low,
            bridging ? minute : usual_recovery);
  return true;
}

/// Limits of the house, of its class and of its tenant. `replaces`: a waiting frame makes way.
bool is_over_a_limit(House& house, const JobRow& job, const Lane& lane, bool replaces) {
  const int more = replaces ? 0 : 1;
  const WorkClass work_class = job.request.work_class;
  const auto wait = [&] { return std::max(second, expected_wait(house, lane, work_class)); };
  if (house.tally.in_house + more > house.settings.max_requests) {
    turn_away(house, job.request.id, Reason::house_full, wait());
    return true;
  }
  const std::size_t at = index_of(work_class);
  if (house.tally.not_running[at] + more > house.settings.class_limit[at]) {
    turn_away(house, job.request.id, Reason::queue_full, wait());
    return true;
  }
  // Batch work of one owner is expected to come in bulk; the limit of its class bounds it.
  if (work_class != WorkClass::batch &&
      house.tenants.at(job.tenant).in_house + more > house.settings.tenant_limit) {
    turn_away(house, job.request.id, Reason::tenant_full, wait());
    return true;
  }
  return false;
}

/// Remembers the longest that were turned away for the wait alone.
void remember_turned_away(House& house, const JobRow& job, const Verdict& verdict) {
  constexpr double kept = 1 - 1.0 / 4096;
  TurnedAwayWork& longest = house.turned_away[index_of(job.request.work_class)];
  longest.first_token *= kept;
  longest.service *= kept;
  const double slowness = house.slowness(job.request.work_class);
  const auto fits = [&](Instant due, Duration needs) {
    return due == never || slowness * needs <= between(house.now, due);
  };
  if (verdict.admitted || verdict.reason != Reason::too_late) return;
  if (!fits(job.request.first_token_by, job.cost.first_token)) return;
  if (!fits(job.request.deadline, job.cost.service)) return;
  longest.first_token = std::max(longest.first_token, job.cost.first_token);
  longest.service = std::max(longest.service, job.cost.service);
}

/// Asks the rule of admission. Deferred work is judged by the work due before it.
bool is_admitted(House& house, const JobRow& job, const Lane& lane) {
  const Duration wait =
      job.deferred ? Duration() : expected_wait(house, lane, job.request.work_class);
  const WorkClass work_class = job.request.work_class;
  const AdmissionView view{house.now,        wait,        house.slowness(work_class),
                           idle_draw(house), house.power, house.turned_away[index_of(work_class)]};
  const Verdict verdict = house.policies.admission->judge(job.request, job.cost, view);
  remember_turned_away(house, job, verdict);
  if (!verdict.admitted) turn_away(house, job.request.id, verdict.reason, verdict.retry_after);
  return verdict.admitted;
}

/// The waiting frame that this one replaces, or `no_job`.
JobIndex older_frame(const House& house, const Request& request) {
  if (!house.policies.newest_frame_only || request.stream == StreamId::none) return no_job;
  return house.newest_frame.find(static_cast<std::uint64_t>(request.stream));
}

/// A job of that request with its lane, cost and tenant; nothing when it cannot be served at all.
bool make_job(House& house, const Request& request, JobRow& job) {
  job.request = request;
  job.request.model = house.ladder.model_for(request.workload, request.model);
  job.degraded = job.request.model != request.model;
  const int lane_row = lane_for(house, job.request.model, request.residency);
  if (lane_row < 0) {
    turn_away(house, request.id, Reason::no_engine, in_vain);
    return false;
  }
  job.lane = static_cast<std::uint16_t>(lane_row);
  const Lane& lane = house.lanes[job.lane];
  const EngineRow& engine = first_engine(house, lane);
  job.engine = engine.spec.id;
  job.cost = house.costs->cost(job.request, engine.spec);
  if (!fits_some_engine(house, lane, job.cost.cache)) {
    turn_away(house, request.id, Reason::too_large, in_vain);
    return false;
  }
  job.deferred = request.deferrable && house.policies.deferral->defers();
  if (job.deferred && request.deadline == never && request.latest_start == never) {
    job.request.latest_start = after(house.now, usual_patience);
  }
  return true;
}

/// From here on the request is in the house, in the place of `older` if there is one.
JobIndex admit(House& house, JobRow& job, JobIndex older) {
  TenantAccount& account = house.tenants.at(job.tenant);
  job.turn = house.policies.order->turn(job.request, job.cost, house.now, account);
  job.turn.number = house.next_number++;
  if (older != no_job && house.jobs[older].request.work_class == job.request.work_class) {
    job.turn = house.jobs[older].turn;
  }
  const JobIndex row = add_job(house, job);
  if (older != no_job) end_job(house, older, Reason::newer_frame);
  ++house.tally.admitted;
  house.decide(
      Admit{job.request.id, job.request.model, job.degraded ? Reason::ladder : Reason::its_turn});
  return row;
}

}  // namespace

void settle(House& house, JobIndex row) {
  JobRow& job = house.jobs[row];
  house.places[row] = UINT32_MAX;
  Instant until = job.request.not_before;
  Reason reason = Reason::window_not_open;
  if (house.now < job.request.not_before) {
    job.state = JobStage::held;
  } else if (house.ladder.waits(job.request.workload)) {
    job.state = JobStage::held;
    house.held[static_cast<std::size_t>(index_of(job.request.workload))].insert(row, job.turn,
                                                                                house.places);
    until = never;
    reason = Reason::ladder;
  } else if (job.deferred) {
    enter_pool(house, row);
  } else {
    enter_waiting(house, row);
  }
  if (job.request.stream != StreamId::none && house.policies.newest_frame_only) {
    const auto stream = static_cast<std::uint64_t>(job.request.stream);
    // A pre-empted frame comes back to a stream where a newer one may wait already.
    if (house.newest_frame.find(stream) == IdTable::none) house.newest_frame.insert(stream, row);
  }
  set_timer(house, row);
  if (job.state == JobStage::held) house.decide(Defer{job.request.id, until, reason});
}

void take_arrival(House& house, const Request& request) {
  ++house.tally.arrived;
  CHECK(index_of(request.workload) < max_workloads);
  CHECK(house.rows.find(number_in(request.id)) == IdTable::none);
  if (is_forbidden(house, request)) return;
  JobRow job;
  if (!make_job(house, request, job)) return;
  job.tenant = house.tenants.row_of(request.tenant, house.policies.order->virtual_now());
  const JobIndex older = older_frame(house, request);
  Lane& lane = house.lanes[job.lane];
  if (is_over_a_limit(house, job, lane, older != no_job) || !is_admitted(house, job, lane)) {
    house.tenants.tidy(job.tenant, house.policies.order->virtual_now());
    return;
  }
  const JobIndex row = admit(house, job, older);
  settle(house, row);
  const JobStage first_state = house.jobs[row].state;
  if (first_state == JobStage::held) return;
  if (first_state == JobStage::pooled) {
    const bool grew = lane.work.service > 1.05 * lane.work_seen;
    if (grew || lane.gate.look_again <= house.now) set_gate(house, lane);
  }
  dispatch_lane(house, lane);
  if (first_state == JobStage::pooled && house.jobs[row].state == JobStage::pooled) {
    const Instant until = std::max(house.now, lane.gate.must_run_at);
    house.decide(Defer{request.id, until, lane.gate.reason});
  }
}

}  // namespace islet
