// Faults in the site's world: what each of them does when it begins and when it ends.
#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/site_world.h"

namespace islet {

/// Faults of the plant and of its meter are looked up where they matter.
void SiteWorld::strike(const SiteFault& fault, bool ends) {
  switch (fault.kind) {
    case FaultKind::slow_engine:
      devices_[fault.unit]->slow_down(ends ? 1.0 : fault.factor);
      break;
    case FaultKind::engine_crash:
      stop_or_bring_up(fault.unit, fault.language, ends);
      break;
    case FaultKind::device_lost:
      stop_or_bring_up(fault.unit, true, ends);
      stop_or_bring_up(fault.unit, false, ends);
      break;
    case FaultKind::link_cut:
      if (ends) let_in();
      break;
    case FaultKind::weak_inverter:
      if (last_reading_.charge >= 0 && !is_struck_by(FaultKind::stale_meter)) {
        pending_.push_back({now_, PowerRead{as_metered(last_reading_)}});
      }
      break;
    case FaultKind::lower_cap:
      pending_.push_back({now_, CapChanged{cap_now()}});
      break;
    case FaultKind::burst:
      if (!ends) burst(fault);
      break;
    default:
      break;
  }
}

void SiteWorld::stop_or_bring_up(std::size_t unit, bool language, bool up) {
  if (up) {
    bring_up(2 * unit + (language ? 0 : 1));
  } else {
    take_down(unit, language);
  }
}

/// So many requests of each stream at once.
void SiteWorld::burst(const SiteFault& fault) {
  for (RequestStream& stream : streams_) {
    for (int i = 0; i < fault.requests && stream.next() != never; ++i) {
      Request request = stream.take();
      request.id = RequestId{++next_id_};
      request.ends_at_deadline = fault.worth > Duration();
      request.deadline = request.ends_at_deadline ? after(now_, fault.worth) : never;
      request.deferrable = request.deferrable && !request.ends_at_deadline;
      // Evenly through the burst: whole numbers that `urgent` times the count passes.
      const bool is_urgent = std::floor(fault.urgent * (i + 1)) > std::floor(fault.urgent * i);
      if (is_urgent) {
        request.work_class = WorkClass::high;
        request.deferrable = false;
      }
      pending_.push_back({now_, RequestArrives{request}});
    }
  }
}

/// Whether requests of a stream wait outside now.
bool SiteWorld::is_cut_off(std::size_t stream) const {
  return std::any_of(run_.faults.begin(), run_.faults.end(), [&](const SiteFault& fault) {
    const bool carries = fault.stream >= streams_.size() || fault.stream == stream;
    return fault.kind == FaultKind::link_cut && carries && fault.holds_at(now_);
  });
}

void SiteWorld::let_in() {
  std::deque<Request> still;
  for (Request& request : outside_) {
    const auto at = std::find_if(streams_.begin(), streams_.end(), [&](const RequestStream& each) {
      return each.number() == index_of(request.workload);
    });
    if (is_cut_off(static_cast<std::size_t>(at - streams_.begin()))) {
      still.push_back(request);
      continue;
    }
    request.id = RequestId{++next_id_};
    pending_.push_back({now_, RequestArrives{request}});
  }
  outside_ = std::move(still);
}

bool SiteWorld::is_struck_by(FaultKind kind) const {
  return std::any_of(run_.faults.begin(), run_.faults.end(), [&](const SiteFault& fault) {
    return fault.kind == kind && fault.holds_at(now_);
  });
}

/// What the meter says of the plant: less where the inverter is weak.
PowerReading SiteWorld::as_metered(const PowerReading& reading) const {
  PowerReading out = reading;
  out.available = std::min(out.available, lowest_of(FaultKind::weak_inverter));
  out.for_safety = std::min(out.for_safety, lowest_of(FaultKind::weak_inverter));
  out.free = std::min(out.free, out.available);
  return out;
}

Power SiteWorld::cap_now() const { return lowest_of(FaultKind::lower_cap); }

/// The lowest share that faults of that kind leave now; unlimited where none holds.
Power SiteWorld::lowest_of(FaultKind kind) const {
  Power full;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    full += std::max(spec_of(unit, true).full, spec_of(unit, false).full);
  }
  Power cap = unlimited_power;
  for (const SiteFault& fault : run_.faults) {
    if (fault.kind != kind || !fault.holds_at(now_)) continue;
    cap = std::min(cap, fault.cap * full);
  }
  return cap;
}

/// An engine is up again when none of the reasons for which it is down is left.
void SiteWorld::take_down(std::size_t unit, bool language) {
  const EngineSpec spec = spec_of(unit, language);
  if (spec.slots == 0) return;
  if (down_[static_cast<std::size_t>(index_of(spec.id))]++ > 0) return;
  pending_.push_back({now_, EngineDown{spec.id}});
}

void SiteWorld::bring_up(std::size_t engine) {
  const EngineSpec spec = spec_of(engine / 2, engine % 2 == 0);
  if (spec.slots == 0 || --down_[engine] > 0) return;
  // The scheduler knows of no cap of an engine that has just come up: it would never lift this one.
  devices_[engine / 2]->set_cap(engine % 2 == 0, unlimited_power);
  pending_.push_back({now_, EngineUp{spec}});
}

}  // namespace islet
