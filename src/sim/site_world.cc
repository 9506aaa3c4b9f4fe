#include "sim/site_world.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "sim/week_profile.h"

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t minute_ns = 60'000'000'000;

Instant start_of_day(int number) { return Instant(number * 24 * hour_ns); }

EngineId engine_of(std::size_t unit, bool language) {
  return EngineId{static_cast<std::uint8_t>(2 * unit + (language ? 0 : 1))};
}
std::size_t unit_of(EngineId engine) { return static_cast<std::size_t>(index_of(engine)) / 2; }

}  // namespace

SiteWorld::SiteWorld(const SiteRun& run, bool watched)
    : run_(run),
      begin_(start_of_day(run.first_day)),
      end_(start_of_day(run.first_day + run.days)),
      now_(begin_),
      costs_(run),
      books_(run.workloads.size()),
      idle_share_(run.groups.size(), 1.0) {
  CHECK(run.days > 0 && run.workloads.size() <= max_workloads);
  // Readings come with the steps of the plant.
  settings_.power.stale_after = 1.5 * run.power.step;
  std::vector<WorkloadRule> ladders;
  for (const SiteWorkload& workload : run.workloads) ladders.push_back({workload.ladder});
  Policies policies = make_policies(run.scheduling);
  CHECK(!policies.name.empty());
  newest_only_ = policies.newest_frame_only;
  if (watched) {
    watcher_ = std::make_unique<Invariants>(
        settings_,
        Invariants::Promises{.acute_first = policies.preempts,
                             .newest_frame_only = policies.newest_frame_only},
        costs_);
  }
  scheduler_ = std::make_unique<Scheduler>(settings_, std::move(policies), ladders, costs_);
}

SiteOutcome SiteWorld::simulate() {
  start();
  serve(*this, *this, *scheduler_);
  if (watcher_) watcher_->finish(now_, false);
  return outcome();
}

EngineSpec SiteWorld::spec_of(std::size_t unit, bool language) const {
  const UnitGroup& group = run_.groups[group_of_unit_[unit]];
  const SiteDevice& device = *devices_[unit];
  EngineSpec spec;
  spec.id = engine_of(unit, language);
  spec.slots = 0;
  double cache = 0;
  Power board;
  for (const UnitModel& model : group.models) {
    if (model.language.has_value() != language) continue;
    if (spec.slots == 0) spec.loaded = model.model;
    spec.models.add(model.model);
    if (language) {
      spec.slots = std::max(spec.slots, model.engine.max_sequences);
      const double held = static_cast<double>(model.engine.cache_blocks) * block_tokens;
      cache = cache > 0 ? std::min(cache, held) : held;
      board = std::max(board, model.language->limit_power());
      StepWork work;
      work.prefill = model.engine.token_budget * token;
      spec.quantum = std::max(spec.quantum, model.language->step(work).time);
    } else {
      spec.slots = 16;
      board = std::max(board, model.inputs->limit_power());
      spec.quantum = std::max(spec.quantum, model.inputs->batch(1).time);
    }
  }
  if (language) spec.cache = cache * token;
  spec.swaps = language && group.swaps;
  spec.load_time = group.load_time;
  spec.where = Residency::site;
  // What is drawn in any case is taken off what is available.
  spec.full = device.above_idle(board);
  return spec;
}

bool SiteWorld::is_periodic(const SiteWorkload& workload) const {
  return workload.spec.kind == WorkloadKind::video || workload.spec.kind == WorkloadKind::signal;
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
      devices_.push_back(std::make_unique<SiteDevice>(run_.groups[g], draws, run_.closed_form));
      devices_.back()->frames().busy_until(begin_);
      group_of_unit_.push_back(g);
    }
  }
  CHECK(2 * devices_.size() <= max_engines);
  engine_energy_.resize(devices_.size());
  frame_energy_.resize(devices_.size() * run_.workloads.size());
  for (std::size_t w = 0; w < run_.workloads.size(); ++w) {
    const SiteWorkload& workload = run_.workloads[w];
    std::vector<Duration>& phases = phases_.emplace_back();
    books_[w].running_since = begin_;
    if (!is_periodic(workload)) {
      streams_.emplace_back(workload, static_cast<int>(w), random, begin_, end_);
      continue;
    }
    RandomStream stream = random.fork("phases of " + workload.spec.name);
    const int count = std::max(1, static_cast<int>(std::lround(workload.spec.count.typical)));
    for (int i = 0; i < count; ++i) phases.push_back(stream.uniform() * second);
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
  plant_ = std::make_unique<PlantLoop>(run_.power, plant_loads(), begin_);
  drawn_.resize(run_.power.others.size() + run_.groups.size() + run_.workloads.size());
  plant_end_ = after(begin_, run_.power.step);
  expect_draws();
  follow_plant();
}

void SiteWorld::plan(Instant at, const Planned& planned) {
  planned_.emplace(std::pair(at, plan_order_++), planned);
}

/// A fault begins or ends. A meter that is stale is looked up where readings are made.
void SiteWorld::strike(const SiteFault& fault, bool ends) {
  if (fault.kind == FaultKind::slow_engine) {
    devices_[fault.unit]->slow_down(ends ? 1.0 : fault.factor);
  } else if (fault.kind == FaultKind::engine_crash || fault.kind == FaultKind::device_lost) {
    for (const bool language : {true, false}) {
      const bool hits = fault.kind == FaultKind::device_lost || language == fault.language;
      const EngineSpec spec = spec_of(fault.unit, language);
      if (!hits || spec.slots == 0) continue;
      if (ends) {
        pending_.push_back({now_, EngineUp{spec}});
      } else {
        pending_.push_back({now_, EngineDown{spec.id}});
      }
    }
  } else if (fault.kind == FaultKind::burst && !ends) {
    for (RequestStream& stream : streams_) {
      for (int i = 0; i < fault.requests && stream.next() != never; ++i) {
        Request request = stream.take();
        request.id = RequestId{++next_id_};
        request.deadline = never;
        request.ends_at_deadline = false;
        pending_.push_back({now_, RequestArrives{request}});
      }
    }
  }
}

bool SiteWorld::is_meter_stale() const {
  return std::any_of(run_.faults.begin(), run_.faults.end(), [&](const SiteFault& fault) {
    return fault.kind == FaultKind::stale_meter && now_ >= fault.at &&
           now_ < after(fault.at, fault.length);
  });
}

void SiteWorld::begin_steps() {
  for (const auto& device : devices_) device->begin(now_);
}

std::optional<TimedEvent> SiteWorld::next(Instant wake) {
  while (!over_) {
    if (!pending_.empty()) {
      TimedEvent event = std::move(pending_.front());
      pending_.pop_front();
      return event;
    }
    begin_steps();
    std::size_t first = 0;
    for (std::size_t i = 1; i < devices_.size(); ++i) {
      if (devices_[i]->step_end() < devices_[first]->step_end()) first = i;
    }
    const Instant step = devices_.empty() ? never : devices_[first]->step_end();
    RequestStream* stream = nullptr;
    for (RequestStream& each : streams_) {
      if (stream == nullptr || each.next() < stream->next()) stream = &each;
    }
    const Instant arrival = stream == nullptr ? never : stream->next();
    const Instant planned = planned_.empty() ? never : planned_.begin()->first.first;
    const Instant at = std::min({step, arrival, planned, plant_end_, wake});
    now_ = std::max(now_, at);
    if (step == at) {
      devices_[first]->end_step();
      collect(*devices_[first]);
    } else if (plant_end_ == at) {
      plant_boundary();
    } else if (planned == at) {
      const Planned what = planned_.begin()->second;
      planned_.erase(planned_.begin());
      if (what.fault >= 0) strike(run_.faults[static_cast<std::size_t>(what.fault)], what.ends);
      if (what.workload >= 0) set_lanes(static_cast<std::size_t>(what.workload), now_);
      if (!std::holds_alternative<Tick>(what.event)) pending_.push_back({now_, what.event});
    } else if (arrival == at) {
      Request request = stream->take();
      request.id = RequestId{++next_id_};
      pending_.push_back({now_, RequestArrives{request}});
    } else {
      return TimedEvent{now_, Tick{}};
    }
  }
  return std::nullopt;
}

/// What engines gave back. Those done become events; of others, what they had is kept.
void SiteWorld::collect(SiteDevice& device) {
  for (const DeviceOutcome& each : device.outcomes()) {
    Open* open = find(RequestId{each.request});
    if (open == nullptr) continue;
    open->energy += each.energy;
    if (each.generated > 0 && open->first_token == never) open->first_token = each.first_token;
    open->generated += each.generated;
    if (!each.done) continue;
    open->device = -1;
    count_running(static_cast<std::size_t>(index_of(open->request.workload)), -1);
    pending_.push_back({now_, RequestDone{RequestId{each.request}}});
  }
  device.outcomes().clear();
}

SiteWorld::Open* SiteWorld::find(RequestId id) {
  const std::uint32_t row = rows_.find(number_in(id));
  return row == IdTable::none ? nullptr : &open_[row];
}

void SiteWorld::see_running(Books& books) {
  books.running_s += books.running * (between(books.running_since, now_) / second);
  books.running_since = now_;
}

void SiteWorld::count_running(std::size_t workload, int more) {
  see_running(books_[workload]);
  books_[workload].running += more;
}

void SiteWorld::leave_device(RequestId id, Open& open) {
  if (open.device < 0) return;
  SiteDevice& device = *devices_[static_cast<std::size_t>(open.device)];
  open.device = -1;
  count_running(static_cast<std::size_t>(index_of(open.request.workload)), -1);
  device.take_out(number_in(id), now_);
  collect(device);
}

void SiteWorld::close(RequestId id, bool done, Reason reason) {
  Open* open = find(id);
  if (open == nullptr) return;
  leave_device(id, *open);
  const auto w = static_cast<std::size_t>(index_of(open->request.workload));
  Books& books = books_[w];
  books.energy += open->energy;
  if (!done) {
    books.counts.lost += 1;
    ++books.lost_by[static_cast<std::size_t>(reason)];
  } else {
    const Workload& spec = run_.workloads[w].spec;
    const double whole_s = between(open->arrived, now_) / second;
    books.computed += 1;
    books.end_to_end.record(whole_s);
    bool late = false;
    for (const LatencyGoal& goal : spec.latency) late = late || whole_s > goal.limit / second;
    if (open->first_token != never) {
      const double first_s = std::max(0.0, between(open->arrived, open->first_token) / second);
      books.first_token.record(first_s);
      for (const LatencyGoal& goal : spec.first_token) late = late || first_s > goal.limit / second;
    }
    (late ? books.counts.late : open->degraded ? books.counts.degraded : books.counts.served) += 1;
  }
  mix(number_in(id) * 4 + (done ? 1 : 2));
  mix(static_cast<std::uint64_t>(now_.nanoseconds()));
  const std::uint32_t row = rows_.find(number_in(id));
  rows_.erase(number_in(id));
  unused_.push_back(row);
}

void SiteWorld::apply(Instant now, const Event& event) {
  now_ = now;
  last_event_ = event;
  if (const auto* arrival = std::get_if<RequestArrives>(&event)) {
    std::uint32_t row = 0;
    if (unused_.empty()) {
      row = static_cast<std::uint32_t>(open_.size());
      open_.emplace_back();
    } else {
      row = unused_.back();
      unused_.pop_back();
    }
    open_[row] = Open();
    open_[row].request = arrival->request;
    open_[row].arrived = now;
    rows_.insert(number_in(arrival->request.id), row);
  } else if (const auto* done = std::get_if<RequestDone>(&event)) {
    close(done->request, true, Reason::its_turn);
  } else if (const auto* gone = std::get_if<RequestCancelled>(&event)) {
    close(gone->request, false, Reason::cancelled);
  } else if (const auto* down = std::get_if<EngineDown>(&event)) {
    const bool language = index_of(down->engine) % 2 == 0;
    const std::size_t unit = unit_of(down->engine);
    devices_[unit]->clear(language, now);
    for (Open& open : open_) {
      if (open.device != static_cast<int>(unit)) continue;
      const UnitModel* model = devices_[unit]->model_of(open.model);
      if (model->language.has_value() != language) continue;
      count_running(static_cast<std::size_t>(index_of(open.request.workload)), -1);
      open.device = -1;
      open.generated = 0;
      open.first_token = never;
    }
  }
}

void SiteWorld::carry_out(Instant now, std::span<const Decision> decisions) {
  now_ = now;
  if (watcher_) watcher_->see(now, last_event_, decisions);
  for (const Decision& decision : decisions) carry_out_one(decision);
}

void SiteWorld::place(RequestId id, EngineId engine) {
  Open* open = find(id);
  if (open == nullptr) return;
  Request request = open->request;
  request.model = open->model;
  open->device = static_cast<int>(unit_of(engine));
  count_running(static_cast<std::size_t>(index_of(request.workload)), 1);
  SiteDevice& device = *devices_[unit_of(engine)];
  if (device.submit(request, open->generated, now_)) return;
  device.outcomes().clear();
  pending_.push_back({now_, RequestCancelled{id}});
}

void SiteWorld::carry_out_one(const Decision& decision) {
  mix(decision.index());
  if (const auto* admit = std::get_if<Admit>(&decision)) {
    Open* open = find(admit->request);
    open->model = admit->model;
    open->degraded = admit->model != open->request.model;
  } else if (const auto* reject = std::get_if<Reject>(&decision)) {
    close(reject->request, false, reject->reason);
  } else if (const auto* ended = std::get_if<End>(&decision)) {
    close(ended->request, false, ended->reason);
  } else if (const auto* start = std::get_if<Start>(&decision)) {
    place(start->request, start->engine);
  } else if (const auto* resume = std::get_if<Resume>(&decision)) {
    place(resume->request, resume->engine);
  } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
    ++preempted_;
    if (Open* open = find(preempt->request)) leave_device(preempt->request, *open);
  } else if (const auto* degrade = std::get_if<Degrade>(&decision)) {
    const auto w = static_cast<std::size_t>(index_of(degrade->workload));
    books_[w].level = degrade->level;
    if (is_periodic(run_.workloads[w])) set_lanes(w, now_);
  } else if (const auto* load = std::get_if<LoadModel>(&decision)) {
    const UnitGroup& group = run_.groups[group_of_unit_[unit_of(load->engine)]];
    plan(after(now_, group.load_time), {ModelLoaded{load->engine, load->model}});
  }
}

void SiteWorld::mix(std::uint64_t word) {
  fingerprint_ = std::rotl(fingerprint_ ^ word, 27) * 0x9e3779b97f4a7c15U + 0x2545f4914f6cdd1dU;
}

}  // namespace islet
