#include "twin/rehearsed_machines.h"

#include <algorithm>
#include <utility>

#include "sim/site_spec.h"

namespace islet {
namespace {

EngineId engine_of(std::size_t unit, bool language) {
  return EngineId{static_cast<std::uint8_t>(2 * unit + (language ? 0 : 1))};
}

}  // namespace

RehearsedMachines::RehearsedMachines(const SiteRun& run) : costs_(run) {
  for (const UnitGroup& group : run.groups) {
    const int per_host = std::max(1, group.units_per_host);
    const int hosts = (group.units + per_host - 1) / per_host;
    for (int unit = 0; unit < group.units; ++unit) {
      devices_.push_back(std::make_unique<SiteDevice>(group, draws_.emplace_back(), true, true));
      if (unit % per_host == 0) hosts_.push_back({.idle = group.idle / hosts});
      host_of_.push_back(hosts_.size() - 1);
    }
  }
  std::size_t first = 0;
  for (std::size_t g = 0; g < run.groups.size(); ++g) {
    const EngineSpec spec = engine_spec(*devices_[first], engine_of(first, false), false);
    const auto next = first + static_cast<std::size_t>(run.groups[g].units);
    for (const SiteWorkload& workload : run.workloads) {
      if (!is_periodic(workload.spec.kind) || workload.group != static_cast<int>(g)) continue;
      Request frame;
      frame.model = workload.model;
      const double count = std::max(1.0, workload.spec.count.typical);
      const Frequency each =
          workload.spec.kind == WorkloadKind::video ? workload.spec.rate.typical : 1.0 / second;
      cameras_ += count * each * costs_.cost(frame, spec).energy;
      for (std::size_t unit = first; unit < next; ++unit) hosts_[host_of_[unit]].stays_on = true;
    }
    first = next;
  }
}

/// As in simulation, but each engine has its part of the idle draw: joules are shared with it.
EngineSpec RehearsedMachines::spec_of(std::size_t unit, bool language) const {
  EngineSpec spec = engine_spec(*devices_[unit], engine_of(unit, language), language);
  if (spec.slots == 0) return spec;
  const EngineSpec other = engine_spec(*devices_[unit], engine_of(unit, !language), !language);
  const UnitGroup& group = devices_[unit]->group();
  spec.idle = group.idle / group.units / (other.slots > 0 ? 2.0 : 1.0);
  spec.full += spec.idle;
  spec.least_cap += spec.idle;
  spec.switches = !hosts_[host_of_[unit]].stays_on;
  spec.start_time = group.start_time;
  spec.parked_max = spec.slots * 4;
  spec.parked_cache = 4.0 * spec.cache;
  return spec;
}

Power RehearsedMachines::full() const {
  Power sum;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
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
      ++hosts_[host_of_[unit]].engines_on;
    }
  }
  for (Host& host : hosts_) host.stays_on = host.stays_on || host.engines_on == 0;
}

Power RehearsedMachines::idle_now() const {
  Power sum;
  for (const Host& host : hosts_) {
    if (host.stays_on || host.engines_on > 0) sum += host.idle;
  }
  return sum;
}

int RehearsedMachines::hosts_off() const {
  return static_cast<int>(std::count_if(hosts_.begin(), hosts_.end(), [](const Host& host) {
    return !host.stays_on && host.engines_on == 0;
  }));
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

/// Ends the steps that end by then, in order, each at its own moment.
void RehearsedMachines::run_to(Instant now, std::vector<EngineOutput>& outputs,
                               std::vector<Event>& events) {
  for (const auto& device : devices_) {
    while (device->step_end() <= now) {
      const Instant end = device->step_end();
      device->end_step();
      collect(*device, &outputs, &events);
      device->begin(end);
    }
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
    }
  }
  for (const auto& device : devices_) device->begin(now);
}

void RehearsedMachines::look(Instant now, std::vector<Event>& events,
                             std::vector<EngineOutput>& outputs) {
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
  return next;
}

Energy RehearsedMachines::drawn(Instant asked) {
  if (!has_begun_) return drawn_;
  const Instant now = reached(asked);
  run_to(now, outputs_, events_);
  Energy engines;
  for (const auto& device : devices_) engines += device->engine_energy();
  drawn_ += (idle_now() + cameras_) * between(std::exchange(drawn_at_, now), now) + engines -
            std::exchange(engines_seen_, engines);
  return drawn_;
}

std::vector<EngineStanding> RehearsedMachines::standings() const {
  std::vector<EngineStanding> out;
  for (const auto& device : devices_) {
    EngineStanding one;
    one.engine = "rehearsed " + device->group().name;
    const Host& host = hosts_[host_of_[out.size()]];
    one.is_up = has_begun_ && (host.stays_on || host.engines_on > 0);
    one.running = device->held(true) + device->held(false);
    one.tokens = out.empty() ? tokens_ : 0;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace islet
