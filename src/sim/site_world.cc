#include "sim/site_world.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/clock_hour.h"
#include "base/random.h"
#include "sim/site_log.h"
#include "sim/site_spec.h"
#include "sim/week_profile.h"

namespace islet {
namespace {

Instant start_of_day(int number) { return start_of_hour(std::int64_t{24} * number); }

EngineId engine_of(std::size_t unit, bool language) {
  return EngineId{static_cast<std::uint8_t>(2 * unit + (language ? 0 : 1))};
}

}  // namespace

SiteWorld::SiteWorld(const SiteRun& run, bool watched)
    : run_(run),
      begin_(start_of_day(run.first_day)),
      end_(start_of_day(run.first_day + run.days)),
      now_(begin_),
      costs_(run),
      lanes_(run, RandomStream(run.seed), make_policies(run.scheduling).newest_frame_only),
      drill_(run.drill),
      books_(run.workloads.size()),
      idle_share_(run.groups.size(), 1.0),
      dark_until_(run.groups.size(), long_ago) {
  CHECK(run.days > 0 && run.workloads.size() <= max_workloads);
  settings_ = site_scheduler_settings(run);
  const std::vector<WorkloadRule> ladders = site_ladders(run);
  Policies policies = make_policies(run.scheduling);
  CHECK(!policies.name.empty());
  acute_first_ = policies.order->puts_acute_first();
  if (watched) {
    watch_ = std::make_unique<SiteWatch>(
        settings_,
        Invariants::Promises{.acute_first = policies.preempts,
                             .newest_frame_only = policies.newest_frame_only},
        costs_, begin_);
  }
  if (run.keeps_log) {
    log_ = std::make_unique<DecisionLog>(costs_, log_text_);
    log_->begin(policies.name);
  }
  const CostEstimate& costs = run.keeps_log ? static_cast<const CostEstimate&>(*log_) : costs_;
  scheduler_ = std::make_unique<Scheduler>(settings_, std::move(policies), ladders, costs);
}

SiteOutcome SiteWorld::simulate() {
  start();
  serve(*this, *this, *scheduler_);
  return outcome();
}

EngineSpec SiteWorld::spec_of(std::size_t unit, bool language) const {
  return engine_spec(*devices_[unit], engine_of(unit, language), language);
}

std::vector<PlantLoad> SiteWorld::plant_loads() const {
  std::vector<PlantLoad> loads;
  for (const OtherDraw& other : run_.power.others) {
    loads.push_back({other.name, other.importance, {}, false, other.power});
  }
  for (const UnitGroup& group : run_.groups) {
    loads.push_back({"idle " + group.name, group.importance, {}, true, group.idle});
  }
  for (const SiteWorkload& workload : run_.workloads) {
    loads.push_back({workload.spec.name, workload.spec.importance, workload.steps, true, Power()});
  }
  return loads;
}

void SiteWorld::start() {
  const RandomStream random(run_.seed);
  for (std::size_t g = 0; g < run_.groups.size(); ++g) {
    for (int unit = 0; unit < run_.groups[g].units; ++unit) {
      PowerBuckets& draws = draws_.emplace_back();
      draws.start(after(begin_, run_.power.step));
      devices_.push_back(
          std::make_unique<SiteDevice>(run_.groups[g], draws, run_.closed_form, acute_first_));
      devices_.back()->frames().busy_until(begin_);
      group_of_unit_.push_back(g);
    }
  }
  CHECK(2 * devices_.size() <= max_engines);
  engine_energy_.resize(devices_.size());
  down_.resize(2 * devices_.size());
  frame_energy_.resize(devices_.size() * run_.workloads.size());
  for (std::size_t w = 0; w < run_.workloads.size(); ++w) {
    const SiteWorkload& workload = run_.workloads[w];
    books_[w].running_since = begin_;
    if (!is_periodic(workload.spec.kind)) {
      streams_.emplace_back(workload, static_cast<int>(w), random, begin_, end_);
      continue;
    }
    set_lanes(w, begin_);
  }
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    for (const bool language : {true, false}) {
      const EngineSpec spec = spec_of(unit, language);
      if (spec.slots > 0) pending_.push_back({begin_, EngineUp{spec}});
    }
  }
  for (std::size_t i = 0; i < run_.faults.size(); ++i) {
    const SiteFault& fault = run_.faults[i];
    CHECK(fault.unit < devices_.size());
    plan(fault.at, {Tick{}, -1, static_cast<int>(i), false});
    plan(after(fault.at, fault.length), {Tick{}, -1, static_cast<int>(i), true});
  }
  plant_ = std::make_unique<PlantLoop>(run_.power, plant_loads(), begin_, random.fork("generator"));
  drawn_.resize(run_.power.others.size() + run_.groups.size() + run_.workloads.size());
  plant_end_ = after(begin_, run_.power.step);
  expect_draws();
  follow_plant();
}

void SiteWorld::plan(Instant at, const Planned& planned) {
  planned_.emplace(std::pair(at, plan_order_++), planned);
}

void SiteWorld::begin_steps() {
  for (const auto& device : devices_) device->begin(now_);
}

std::optional<TimedEvent> SiteWorld::next(Instant wake) {
  std::optional<TimedEvent> what = what_happens(wake);
  if (!what) return what;
  last_event_ = what->event;
  if (!drill_.is(Drill::none)) what->event = drill_.told(last_event_);
  return what;
}

SiteDevice* SiteWorld::first_to_end() const {
  const auto first =
      std::ranges::min_element(devices_, {}, [](const auto& device) { return device->step_end(); });
  return first == devices_.end() ? nullptr : first->get();
}

RequestStream* SiteWorld::first_to_arrive() {
  const auto first = std::ranges::min_element(streams_, {}, &RequestStream::next);
  return first == streams_.end() ? nullptr : &*first;
}

void SiteWorld::carry_out_planned() {
  const Planned what = planned_.begin()->second;
  planned_.erase(planned_.begin());
  if (what.fault >= 0) strike(run_.faults[static_cast<std::size_t>(what.fault)], what.ends);
  if (what.engine >= 0) bring_up(static_cast<std::size_t>(what.engine));
  if (what.workload >= 0) set_lanes(static_cast<std::size_t>(what.workload), now_);
  if (!std::holds_alternative<Tick>(what.event)) pending_.push_back({now_, what.event});
}

std::optional<TimedEvent> SiteWorld::what_happens(Instant wake) {
  while (!over_) {
    if (!pending_.empty()) {
      TimedEvent event = std::move(pending_.front());
      pending_.pop_front();
      return event;
    }
    begin_steps();
    SiteDevice* device = first_to_end();
    const Instant step = device == nullptr ? never : device->step_end();
    RequestStream* stream = first_to_arrive();
    const Instant arrival = stream == nullptr ? never : stream->next();
    const Instant planned = planned_.empty() ? never : planned_.begin()->first.first;
    const Instant at = std::min({step, arrival, planned, plant_end_, wake});
    now_ = std::max(now_, at);
    if (device != nullptr && step == at) {
      device->end_step();
      collect(*device);
    } else if (plant_end_ == at) {
      plant_boundary();
    } else if (planned == at) {
      carry_out_planned();
    } else if (stream != nullptr && arrival == at) {
      Request request = stream->take();
      if (is_cut_off(static_cast<std::size_t>(stream - streams_.data()))) {
        outside_.push_back(request);
        continue;
      }
      request.id = RequestId{++next_id_};
      pending_.push_back({now_, RequestArrives{request}});
    } else {
      return TimedEvent{now_, Tick{}};
    }
  }
  return std::nullopt;
}

void SiteWorld::mix(std::uint64_t word) {
  fingerprint_ = std::rotl(fingerprint_ ^ word, 27) * 0x9e3779b97f4a7c15U + 0x2545f4914f6cdd1dU;
}

}  // namespace islet
