#include "twin/rehearsed_machines.h"

#include <algorithm>
#include <utility>

#include "sim/site_spec.h"

namespace islet {
namespace {

EngineId engine_of(std::size_t unit, bool language) {
  return EngineId{static_cast<std::uint8_t>(2 * unit + (language ? 0 : 1))};
}

/// One device a unit, groups one after another.
std::vector<std::unique_ptr<SiteDevice>> devices_of(const SiteRun& run,
                                                    std::deque<PowerBuckets>& draws) {
  std::vector<std::unique_ptr<SiteDevice>> out;
  for (const UnitGroup& group : run.groups) {
    for (int unit = 0; unit < group.units; ++unit) {
      out.push_back(std::make_unique<SiteDevice>(group, draws.emplace_back(), true, true));
    }
  }
  return out;
}

}  // namespace

RehearsedMachines::RehearsedMachines(const SiteRun& run)
    : costs_(run),
      devices_(devices_of(run, draws_)),
      cameras_(run, devices_),
      is_up_(devices_.size(), true) {
  for (const UnitGroup& group : run.groups) {
    const int per_host = std::max(1, group.units_per_host);
    const int hosts = (group.units + per_host - 1) / per_host;
    for (int unit = 0; unit < group.units; ++unit) {
      if (unit % per_host == 0) hosts_.push_back({.idle = group.idle / hosts});
      hosts_.back().has_cameras = cameras_.are_on(host_of_.size());
      host_of_.push_back(hosts_.size() - 1);
    }
  }
}

/// As in simulation, but each engine has its part of the idle draw: joules are shared with it.
EngineSpec RehearsedMachines::spec_of(std::size_t unit, bool language) const {
  EngineSpec spec = engine_spec(*devices_[unit], engine_of(unit, language), language);
  if (spec.slots == 0) return spec;
  const EngineSpec other = engine_spec(*devices_[unit], engine_of(unit, !language), !language);
  // A host that is on for cameras alone: what it draws while it waits is theirs.
  if (!serves_requests(unit)) return spec;
  const UnitGroup& group = devices_[unit]->group();
  spec.idle = group.idle / group.units / (other.slots > 0 ? 2.0 : 1.0);
  spec.full += spec.idle;
  spec.least_cap += spec.idle;
  spec.switches = !hosts_[host_of_[unit]].has_cameras;
  spec.start_time = group.start_time;
  spec.parked_max = spec.slots * 4;
  spec.parked_cache = 4.0 * spec.cache;
  return spec;
}

Power RehearsedMachines::full() const {
  Power sum;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    if (!serves_requests(unit)) continue;
    for (const bool language : {true, false}) {
      const EngineSpec spec = spec_of(unit, language);
      if (spec.slots > 0) sum += spec.full;
    }
  }
  return sum;
}

void RehearsedMachines::start(Instant now) {
  has_begun_ = true;
  drawn_at_ = reached(now);
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    devices_[unit]->frames().busy_until(now);
    for (const bool language : {true, false}) {
      const EngineSpec spec = spec_of(unit, language);
      if (spec.slots == 0) continue;
      events_.emplace_back(EngineUp{spec});
      if (serves_requests(unit)) ++hosts_[host_of_[unit]].engines_on;
    }
  }
  for (Host& host : hosts_) host.stays_on = !host.has_cameras && host.engines_on == 0;
  cameras_.start(drawn_at_);
  follow_cameras(drawn_at_);
}

bool RehearsedMachines::serves_requests(std::size_t unit) const {
  return !cameras_.are_alone_on(unit);
}

Power RehearsedMachines::idle_now() const {
  Power sum;
  for (const Host& host : hosts_) {
    if (host.is_on()) sum += host.idle;
  }
  return sum;
}

Power RehearsedMachines::camera_hosts() const {
  Power sum;
  for (const Host& host : hosts_) {
    if (host.is_on() && !host.stays_on && host.engines_on == 0) sum += host.idle;
  }
  return sum;
}

int RehearsedMachines::hosts_off() const {
  return static_cast<int>(
      std::count_if(hosts_.begin(), hosts_.end(), [](const Host& host) { return !host.is_on(); }));
}

/// What was drawn until now has been booked.
void RehearsedMachines::follow_cameras(Instant now) {
  for (Host& host : hosts_) host.needed = 0;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    hosts_[host_of_[unit]].needed += cameras_.need(unit) ? 1 : 0;
    if (cameras_.are_on(unit) && serves_requests(unit)) follow_rest(unit, now);
  }
}

/// A host that cameras share goes off with them, and its engines with it.
void RehearsedMachines::follow_rest(std::size_t unit, Instant now) {
  const bool up = cameras_.are_up(unit);
  if (up == is_up_[unit]) return;
  is_up_[unit] = up;
  for (const bool language : {true, false}) {
    const EngineSpec spec = spec_of(unit, language);
    if (spec.slots == 0) continue;
    hosts_[host_of_[unit]].engines_on += up ? 1 : -1;
    devices_[unit]->set_cap(language, unlimited_power);
    if (up) {
      events_.emplace_back(EngineUp{spec});
    } else {
      devices_[unit]->clear(language, now);
      events_.emplace_back(EngineDown{spec.id});
    }
  }
  for (auto& [id, met] : met_) {
    if (!up && met.unit == static_cast<int>(unit)) met.unit = -1;
  }
}

void RehearsedMachines::hold(const FixedWork& work, Instant asked) {
  drawn(asked);
  cameras_.hold(work.settings(), work.rests(), reached_);
  follow_cameras(reached_);
}

/// What was drawn until now is booked first. One that starts draws as if it waited.
void RehearsedMachines::turn(EngineId engine, bool on, Instant now) {
  drawn(now);
  const std::size_t unit = unit_of(engine);
  hosts_[host_of_[unit]].engines_on += on ? 1 : -1;
  if (!on) return;
  const bool language = index_of(engine) % 2 == 0;
  // An engine that was off knows of no cap, and the scheduler counts on that.
  devices_[unit]->set_cap(language, unlimited_power);
  const EngineSpec spec = spec_of(unit, language);
  later_.emplace_back(after(now, spec.start_time), EngineUp{spec});
}

void RehearsedMachines::add(RequestId request, WorkClass /*work_class*/, AskedWork /*work*/,
                            bool /*streams*/) {
  met_[request].model = met_[request].request.model;
}

void RehearsedMachines::place(RequestId id, EngineId engine, Instant now) {
  const auto found = met_.find(id);
  if (found == met_.end()) return;
  Met& met = found->second;
  Request request = met.request;
  request.model = met.model;
  met.unit = static_cast<int>(unit_of(engine));
  SiteDevice& device = *devices_[unit_of(engine)];
  if (device.submit(request, met.generated, now)) return;
  device.outcomes().clear();
  EngineOutput output;
  output.request = id;
  output.end = SequenceEnd::failed;
  output.fault = "it is too large for its engine";
  outputs_.push_back(std::move(output));
  events_.emplace_back(RequestDone{id});
  met_.erase(found);
}

void RehearsedMachines::take_out(RequestId id, Instant now) {
  const auto found = met_.find(id);
  if (found == met_.end() || found->second.unit < 0) return;
  SiteDevice& device = *devices_[static_cast<std::size_t>(found->second.unit)];
  found->second.unit = -1;
  device.take_out(number_in(id), now);
  collect(device, nullptr, nullptr);
}

void RehearsedMachines::collect(SiteDevice& device, std::vector<EngineOutput>* outputs,
                                std::vector<Event>* events) {
  for (const DeviceOutcome& each : device.outcomes()) {
    const RequestId id{each.request};
    const auto found = met_.find(id);
    if (found == met_.end()) continue;
    found->second.generated += each.generated;
    if (!each.done || outputs == nullptr) continue;
    EngineOutput output;
    output.request = id;
    output.prompt_tokens = static_cast<std::uint32_t>(found->second.request.prompt / token);
    output.tokens = static_cast<std::uint32_t>(found->second.generated);
    output.text = "rehearsed";
    output.end = SequenceEnd::length;
    tokens_ += output.tokens;
    outputs->push_back(std::move(output));
    events->emplace_back(RequestDone{id});
    met_.erase(found);
  }
  device.outcomes().clear();
}

/// Those that are up by then.
void RehearsedMachines::start_camera_hosts(Instant now) {
  if (cameras_.next() > now) return;
  cameras_.run_to(now);
  follow_cameras(now);
}

/// Ends the steps that end by then, in order, each at its own moment.
void RehearsedMachines::run_to(Instant now, std::vector<EngineOutput>& outputs,
                               std::vector<Event>& events) {
  start_camera_hosts(now);
  for (const auto& device : devices_) {
    while (device->step_end() <= now) {
      const Instant end = device->step_end();
      device->end_step();
      collect(*device, &outputs, &events);
      device->begin(end);
    }
    device->run_to(now);
  }
}

void RehearsedMachines::carry_out(Instant asked, std::span<const Decision> decisions) {
  const Instant now = reached(asked);
  // A step that ended before the decision was made ends before it is carried out.
  run_to(now, outputs_, events_);
  for (const Decision& decision : decisions) {
    if (const auto* admit = std::get_if<Admit>(&decision)) {
      met_[admit->request].model = admit->model;
    } else if (const auto* reject = std::get_if<Reject>(&decision)) {
      met_.erase(reject->request);
    } else if (const auto* ended = std::get_if<End>(&decision)) {
      take_out(ended->request, now);
      met_.erase(ended->request);
    } else if (const auto* begun = std::get_if<Start>(&decision)) {
      place(begun->request, begun->engine, now);
    } else if (const auto* resume = std::get_if<Resume>(&decision)) {
      place(resume->request, resume->engine, now);
    } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
      take_out(preempt->request, now);
    } else if (const auto* cap = std::get_if<SetCap>(&decision)) {
      SiteDevice& device = *devices_[unit_of(cap->engine)];
      const bool language = index_of(cap->engine) % 2 == 0;
      device.set_cap(language, cap->cap - spec_of(unit_of(cap->engine), language).idle);
    } else if (const auto* load = std::get_if<LoadModel>(&decision)) {
      const Duration takes = devices_[unit_of(load->engine)]->group().load_time;
      later_.emplace_back(after(now, takes), ModelLoaded{load->engine, load->model});
    } else if (const auto* turned = std::get_if<SwitchEngine>(&decision)) {
      turn(turned->engine, turned->on, now);
    } else if (const auto* degrade = std::get_if<Degrade>(&decision)) {
      drawn(now);
      cameras_.degrade(degrade->workload, degrade->level, now);
      follow_cameras(now);
    }
  }
  for (const auto& device : devices_) device->begin(now);
}

void RehearsedMachines::look(Instant now, std::vector<Event>& events,
                             std::vector<EngineOutput>& outputs) {
  start_camera_hosts(reached(now));
  for (Event& event : events_) events.push_back(std::move(event));
  for (EngineOutput& output : outputs_) outputs.push_back(std::move(output));
  events_.clear();
  outputs_.clear();
  std::erase_if(later_, [&](const auto& one) {
    if (one.first > now) return false;
    events.push_back(one.second);
    return true;
  });
  run_to(reached(now), outputs, events);
}

Instant RehearsedMachines::next_look() const {
  if (!events_.empty() || !outputs_.empty()) return Instant();
  Instant next = never;
  for (const auto& device : devices_) next = std::min(next, device->step_end());
  for (const auto& [at, event] : later_) next = std::min(next, at);
  return std::min(next, cameras_.next());
}

Energy RehearsedMachines::drawn(Instant asked) {
  if (!has_begun_) return drawn_;
  const Instant now = reached(asked);
  run_to(now, outputs_, events_);
  Energy work = cameras_.energy();
  for (const auto& device : devices_) work += device->engine_energy();
  drawn_ += idle_now() * between(std::exchange(drawn_at_, now), now) + work -
            std::exchange(work_seen_, work);
  return drawn_;
}

std::vector<EngineStanding> RehearsedMachines::standings() const {
  std::vector<EngineStanding> out;
  for (const auto& device : devices_) {
    EngineStanding one;
    one.engine = "rehearsed " + device->group().name;
    const Host& host = hosts_[host_of_[out.size()]];
    one.is_up = has_begun_ && host.is_on();
    one.running = device->held(true) + device->held(false);
    one.tokens = out.empty() ? tokens_ : 0;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace islet
