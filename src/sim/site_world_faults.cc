// Faults in the site's world: what each of them does when it begins and when it ends.
#include <algorithm>

#include "sim/site_world.h"

namespace islet {

/// Faults of the plant and of its meter are looked up where they matter.
void SiteWorld::strike(const SiteFault& fault, bool ends) {
  if (fault.kind == FaultKind::slow_engine) {
    devices_[fault.unit]->slow_down(ends ? 1.0 : fault.factor);
  } else if (fault.kind == FaultKind::engine_crash || fault.kind == FaultKind::device_lost) {
    for (const bool language : {true, false}) {
      if (fault.kind == FaultKind::engine_crash && language != fault.language) continue;
      if (ends) {
        bring_up(2 * fault.unit + (language ? 0 : 1));
      } else {
        take_down(fault.unit, language);
      }
    }
  } else if (fault.kind == FaultKind::lower_cap) {
    pending_.push_back({now_, CapChanged{cap_now()}});
  } else if (fault.kind == FaultKind::burst && !ends) {
    for (RequestStream& stream : streams_) {
      for (int i = 0; i < fault.requests && stream.next() != never; ++i) {
        Request request = stream.take();
        request.id = RequestId{++next_id_};
        request.deadline = never;
        request.ends_at_deadline = false;
        if (fault.urgent) {
          request.work_class = WorkClass::high;
          request.deferrable = false;
        }
        pending_.push_back({now_, RequestArrives{request}});
      }
    }
  }
}

bool SiteWorld::is_struck_by(FaultKind kind) const {
  return std::any_of(run_.faults.begin(), run_.faults.end(), [&](const SiteFault& fault) {
    return fault.kind == kind && fault.holds_at(now_);
  });
}

/// The lowest of the caps that hold.
Power SiteWorld::cap_now() const {
  Power full;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    full += std::max(spec_of(unit, true).full, spec_of(unit, false).full);
  }
  Power cap = unlimited_power;
  for (const SiteFault& fault : run_.faults) {
    if (fault.kind != FaultKind::lower_cap || !fault.holds_at(now_)) continue;
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
