// Lanes: which engines can take which waiting requests, how much waits there, and the gates of
// deferred work.
#include <algorithm>
#include <bitset>
#include <cmath>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

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
  const bool by_class = house.policies.order->puts_acute_first();
  const bool acute = by_class && is_acute(work_class);
  std::bitset<max_models * residency_count> seen;
  std::int64_t ahead_ns = 0;
  double running_s = 0;
  double slots = 0;
  bool has_free_slot = false;
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    const EngineRow& engine = house.engines[static_cast<std::size_t>(__builtin_ctzll(left))];
    const auto all = static_cast<double>(engine.spec.slots);
    const int running = static_cast<int>(engine.running.size());
    const int routine = running - engine.acute_running;
    // Acute work need not wait for routine work that it may stop; routine work gets what acute
    // work leaves.
    const bool passes = acute && house.policies.preempts && engine.spec.can_preempt;
    const int in_use = passes ? engine.acute_running : running;
    has_free_slot = has_free_slot || (engine.up && in_use < engine.spec.slots);
    slots += acute || !by_class ? all : std::max(0.05 * all, all - engine.acute_mean);
    if (acute || !by_class) running_s += left_to_run_s(house, engine, 0, engine.acute_running);
    if (!passes) running_s += left_to_run_s(house, engine, 1, routine);
    for (const std::uint16_t row : engine.lanes) {
      if (seen[row]) continue;
      seen.set(row);
      const std::size_t classes = by_class ? index_of(work_class) + 1 : work_class_count;
      for (std::size_t i = 0; i < classes; ++i) ahead_ns += house.lanes[row].backlog_ns[i];
    }
  }
  if ((ahead_ns == 0 && has_free_slot) || slots <= 0) return Duration();
  return house.slowness * (static_cast<double>(ahead_ns) * 1e-9 + running_s) / slots * second;
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
                          .slowness = house.slowness,
                          .free_now = house.power.free(house.now),
                          .forecast = house.power.forecast()};
  lane.gate = house.policies.deferral->gate(view);
  lane.work_seen = lane.work.service;
}

void set_gates(House& house) {
  for (Lane& lane : house.lanes) {
    if (!lane.pool.empty()) set_gate(house, lane);
  }
}

}  // namespace islet
