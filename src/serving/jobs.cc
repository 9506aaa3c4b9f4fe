// A job's way through the scheduler's tables: rows, queues and timers.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/clock_hour.h"
#include "serving/house.h"

namespace islet {
namespace {

std::int64_t service_ns(const JobRow& job) {
  return static_cast<std::int64_t>(std::min(job.cost.service / nanosecond, 1e17));
}

/// When deferred work must be done at the latest.
Instant due_of(const JobRow& job) {
  return std::min(job.request.deadline, after_or_never(job.request.latest_start, job.cost.service));
}

void leave_pool(House& house, JobIndex row) {
  const JobRow& job = house.jobs[row];
  Lane& lane = house.lanes[job.lane];
  lane.pool.remove(row, house.places);
  DeferredWork& work = lane.work;
  if (lane.pool.empty()) {
    work = DeferredWork();
    return;
  }
  work.service -= job.cost.service;
  work.energy -= job.cost.energy;
  const auto due = work.due_in_hour.find(hour_of(due_of(job)));
  CHECK(due != work.due_in_hour.end());
  due->second -= job.cost.service;
  if (due->second <= 1e-6 * second) work.due_in_hour.erase(due);
}

}  // namespace

House::House(const SchedulerSettings& limits, Policies rules, std::vector<WorkloadRule> workloads,
             const CostEstimate& estimate)
    : settings(limits),
      policies(std::move(rules)),
      costs(&estimate),
      held(max_workloads),
      tenants(limits.max_tenants),
      power(limits.power),
      ladder(std::move(workloads), limits.ladder) {
  for (auto& of_model : lane_rows) std::fill(std::begin(of_model), std::end(of_model), -1);
}

JobIndex add_job(House& house, const JobRow& job) {
  JobIndex row = 0;
  if (house.free_rows.empty()) {
    row = static_cast<JobIndex>(house.jobs.size());
    house.jobs.push_back(job);
    house.places.push_back(0);
    house.timer_places.push_back(UINT32_MAX);
  } else {
    row = house.free_rows.back();
    house.free_rows.pop_back();
    house.jobs[row] = job;
    house.timer_places[row] = UINT32_MAX;
  }
  house.jobs[row].in_house = true;
  house.rows.insert(number_in(job.request.id), row);
  ++house.tenants.at(job.tenant).in_house;
  house.power.book(job.request.work_class, job.cost.energy);
  ++house.tally.in_house;
  ++house.tally.not_running[index_of(job.request.work_class)];
  return row;
}

void remove_job(House& house, JobIndex row) {
  leave_place(house, row);
  JobRow& job = house.jobs[row];
  if (house.timer_places[row] != UINT32_MAX) house.timers.remove(row, house.timer_places);
  house.timer_places[row] = UINT32_MAX;
  house.rows.erase(number_in(job.request.id));
  house.tenants.leave(job.tenant, house.policies.order->virtual_now());
  house.power.book(job.request.work_class, -job.cost.energy);
  --house.tally.in_house;
  --house.tally.not_running[index_of(job.request.work_class)];
  job.in_house = false;
  house.free_rows.push_back(row);
}

void end_job(House& house, JobIndex row, Reason reason) {
  house.decide(End{house.jobs[row].request.id, reason});
  ++house.tally.ended[static_cast<std::size_t>(reason)];
  remove_job(house, row);
}

void enter_waiting(House& house, JobIndex row) {
  JobRow& job = house.jobs[row];
  Lane& lane = house.lanes[job.lane];
  const std::size_t at = index_of(job.request.work_class);
  job.state = JobStage::waiting;
  lane.waiting[at].insert(row, job.turn, house.places);
  lane.backlog_ns[at] += service_ns(job);
}

void enter_pool(House& house, JobIndex row) {
  JobRow& job = house.jobs[row];
  Lane& lane = house.lanes[job.lane];
  job.state = JobStage::pooled;
  const Instant due = due_of(job);
  lane.pool.insert(row, {.key = due.nanoseconds(), .number = job.turn.number}, house.places);
  lane.work.service += job.cost.service;
  lane.work.energy += job.cost.energy;
  lane.work.longest = std::max(lane.work.longest, job.cost.service);
  lane.work.due_in_hour[hour_of(due)] += job.cost.service;
}

void leave_place(House& house, JobIndex row) {
  JobRow& job = house.jobs[row];
  Lane& lane = house.lanes[job.lane];
  const std::size_t at = index_of(job.request.work_class);
  const auto stream = static_cast<std::uint64_t>(job.request.stream);
  if (stream != 0 && house.newest_frame.find(stream) == row) house.newest_frame.erase(stream);
  switch (job.state) {
    case JobStage::held:
      if (house.places[row] != UINT32_MAX) {
        house.held[static_cast<std::size_t>(index_of(job.request.workload))].remove(row,
                                                                                    house.places);
      }
      break;
    case JobStage::pooled:
      leave_pool(house, row);
      break;
    case JobStage::waiting:
      lane.waiting[at].remove(row, house.places);
      lane.backlog_ns[at] -= service_ns(job);
      if (lane.waiting[at].empty() && at == index_of(WorkClass::batch)) lane.batch_pace = 0;
      break;
    case JobStage::running:
      stop_running(house, row);
      break;
    case JobStage::parked: {
      EngineRow& engine = house.engines[static_cast<std::size_t>(index_of(job.engine))];
      engine.parked.remove(row, house.places);
      engine.parked_used -= job.cost.cache;
      if (engine.parked.empty()) engine.parked_used = Tokens();
      break;
    }
  }
}

void set_timer(House& house, JobIndex row) {
  const JobRow& job = house.jobs[row];
  if (house.timer_places[row] != UINT32_MAX) house.timers.remove(row, house.timer_places);
  house.timer_places[row] = UINT32_MAX;
  Instant at = job.request.ends_at_deadline ? job.request.deadline : never;
  if (job.state == JobStage::held) at = std::min(at, std::max(job.request.not_before, Instant()));
  if (job.state == JobStage::held && house.now >= job.request.not_before) {
    at = job.request.ends_at_deadline ? job.request.deadline : never;
  }
  if (at == never) return;
  house.timers.insert(row, {.key = at.nanoseconds(), .number = job.turn.number},
                      house.timer_places);
}

}  // namespace islet
