// Lanes: which engines can take which waiting requests, how much waits there, and the gates of
// deferred work.
#include <algorithm>
#include <bit>
#include <bitset>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

constexpr std::size_t lanes_max = std::size_t{max_models} * residency_count;

bool serves(const EngineRow& engine, ModelId model, Residency residency) {
  return engine.known && engine.spec.models.has(model) && engine.spec.where <= residency;
}

void match_lane(House& house, std::size_t row) {
  Lane& lane = house.lanes[row];
  lane.engines = 0;
  for (EngineRow& engine : house.engines) {
    if (!serves(engine, lane.model, lane.residency)) continue;
    lane.engines |= std::uint64_t{1} << index_of(engine.spec.id);
    engine.lanes.push_back(static_cast<std::uint16_t>(row));
  }
}

/// Slots of the lane's engines that are there or will be.
double slots_of(const House& house, const Lane& lane) {
  double slots = 0;
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    slots += house.engines[static_cast<std::size_t>(__builtin_ctzll(left))].spec.slots;
  }
  return slots;
}

/// Service of those running that is still to come, going by expectation.
double left_to_run_s(const House& house, const EngineRow& engine, int kind, double count) {
  const double ran_ns =
      count * static_cast<double>(house.now.nanoseconds()) - engine.started_ns[kind];
  return std::max(0.0, (static_cast<double>(engine.service_ns[kind]) - ran_ns) * 1e-9);
}

/// What stands before a new request on the engines that could take it.
struct Ahead {
  std::int64_t waiting_ns = 0;
  double running_s = 0;
  double slots = 0;
  bool has_free_slot = false;
};

/// Whose work counts for whom, under the order at hand.
struct View {
  bool by_class = false;                   ///< acute work goes first
  bool acute = false;                      ///< the request is acute, and that matters
  bool may_stop = false;                   ///< it may stop routine work
  std::size_t classes = work_class_count;  ///< that go before it, from the first
};

void add_running(const House& house, const EngineRow& engine, const View& view, Ahead& ahead) {
  const auto all = static_cast<double>(engine.spec.slots);
  const int running = static_cast<int>(engine.running.size());
  // Acute work need not wait for routine work that it may stop; routine work gets what acute work
  // leaves.
  const bool passes = view.may_stop && engine.spec.can_preempt;
  const int in_use = passes ? engine.acute_running : running;
  ahead.has_free_slot = ahead.has_free_slot || (engine.up && in_use < engine.spec.slots);
  const bool shares = view.by_class && !view.acute;
  const double kept = slots_for_acute(house, engine) + engine.acute_mean;
  ahead.slots += shares ? std::max(0.05 * all, all - kept) : all;
  if (!shares) ahead.running_s += left_to_run_s(house, engine, 0, engine.acute_running);
  if (passes) return;
  ahead.running_s += left_to_run_s(house, engine, 1, running - engine.acute_running);
}

Ahead work_ahead(const House& house, const Lane& lane, const View& view) {
  std::bitset<lanes_max> seen;
  Ahead ahead;
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    const EngineRow& engine = house.engines[static_cast<std::size_t>(__builtin_ctzll(left))];
    add_running(house, engine, view, ahead);
    for (const std::uint16_t row : engine.lanes) {
      if (seen[row]) continue;
      seen.set(row);
      const PerClass<std::int64_t>& backlog = house.lanes[row].backlog_ns;
      for (std::size_t i = 0; i < view.classes; ++i) ahead.waiting_ns += backlog[i];
    }
  }
  return ahead;
}

}  // namespace

int lane_for(House& house, ModelId model, Residency residency) {
  CHECK(index_of(model) < max_models);
  std::int16_t& row = house.lane_rows[index_of(model)][static_cast<int>(residency)];
  if (row >= 0) return house.lanes[static_cast<std::size_t>(row)].engines == 0 ? -1 : row;
  bool is_served = false;
  for (const EngineRow& engine : house.engines) {
    is_served = is_served || serves(engine, model, residency);
  }
  if (!is_served) return -1;
  row = static_cast<std::int16_t>(house.lanes.size());
  house.lanes.emplace_back();
  house.lanes.back().model = model;
  house.lanes.back().residency = residency;
  match_lane(house, house.lanes.size() - 1);
  return row;
}

void match_lanes(House& house) {
  for (EngineRow& engine : house.engines) engine.lanes.clear();
  for (std::size_t row = 0; row < house.lanes.size(); ++row) match_lane(house, row);
}

/// Expected wait for a slot.
///
///     wait = slowness * (service that waits ahead + service left of those running)
///            / (slots - slots that acute work takes on average), 0 when a slot is free
///
/// Valid for   slots that are all in use; engines whose expected service holds for a full batch
/// Leaves out  cache as the bottleneck, bursts of acute work, the order within a class
/// Source      mean waiting work over the rate at which it is done (Little, 1961)
Duration expected_wait(const House& house, const Lane& lane, WorkClass work_class) {
  View view;
  view.by_class = house.policies.order->puts_acute_first();
  view.acute = view.by_class && is_acute(work_class);
  view.may_stop = view.acute && house.policies.preempts;
  if (view.by_class) view.classes = index_of(work_class) + 1;
  const Ahead ahead = work_ahead(house, lane, view);
  if ((ahead.waiting_ns == 0 && ahead.has_free_slot) || ahead.slots <= 0) return Duration();
  const double service_s = static_cast<double>(ahead.waiting_ns) * 1e-9 + ahead.running_s;
  return house.slowness(work_class) * service_s / ahead.slots * second;
}

/// Batch work runs beside others as if it had two thirds of its time.
///
///     pace = ceil(1.5 * slowness * service that waits / (engines * time left)), not less than
///            before while batch work waits; no limit without a deadline or after it
///
/// Valid for   work of one deadline; what is due later counts as if it were due with the first
/// Leaves out  batch work under way; other batch work on the same engines
/// Source      own; 1.5 leaves a third of the time for want of power, assumed (grade D)
int batch_pace(const House& house, Lane& lane) {
  constexpr int unlimited = std::numeric_limits<int>::max();
  constexpr double margin = 1.5;
  const auto at = index_of(WorkClass::batch);
  const TurnQueue& queue = lane.waiting[at];
  if (queue.empty()) return unlimited;
  const Instant deadline = house.jobs[queue.first()].request.deadline;
  if (deadline == never || deadline <= house.now) return unlimited;
  const double engines = std::max(1, std::popcount(lane.engines));
  const double service_s = 1e-9 * static_cast<double>(lane.backlog_ns[at]);
  const double left_s = between(house.now, deadline) / second;
  const double pace =
      std::ceil(margin * house.slowness(WorkClass::batch) * service_s / (engines * left_s));
  lane.batch_pace = std::max(lane.batch_pace, static_cast<int>(std::clamp(pace, 1.0, 1e6)));
  return lane.batch_pace;
}

void set_gate(House& house, Lane& lane) {
  if (lane.pool.empty()) {
    lane.gate = GateSetting();
    lane.work_seen = Duration();
    return;
  }
  const double slots = std::max(1.0, house.settings.deferred_share * slots_of(house, lane));
  const DeferralView view{.now = house.now,
                          .work = lane.work,
                          .slots = slots,
                          .slowness = house.slowness(WorkClass::batch),
                          .free_now = house.power.free(house.now),
                          .forecast = house.power.forecast()};
  lane.gate = house.policies.deferral->gate(view);
  lane.work_seen = lane.work.service;
  lane.saw_free = view.free_now > Power();
}

void set_gates(House& house, bool anew) {
  const bool has_free = house.power.free(house.now) > Power();
  for (Lane& lane : house.lanes) {
    if (lane.pool.empty()) continue;
    // A gate depends on a reading by whether there is free power, not by how much.
    if (anew || lane.gate.look_again <= house.now || has_free != lane.saw_free) {
      set_gate(house, lane);
    }
  }
}

}  // namespace islet
