// What the site's world shows to those who watch over it.
#include <algorithm>
#include <cmath>

#include "sim/site_world.h"

namespace islet {

void SiteWorld::watch_held() {
  std::vector<int> held;
  for (const auto& device : devices_) {
    held.push_back(device->held(true));
    held.push_back(device->held(false));
  }
  watch_->see_held(held);
}

void SiteWorld::watch_step(std::span<const Energy> closed) {
  std::vector<UnitReport> units;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    const SiteDevice& device = *devices_[unit];
    UnitReport report;
    for (const bool language : {true, false}) {
      const std::size_t kind = language ? 0 : 1;
      report.held[kind] = device.held(language);
      report.works[kind] = device.works(language);
      report.full = std::max(report.full, spec_of(unit, language).full);
    }
    report.drawn = closed[unit];
    report.drawn_by_engines = device.engine_energy();
    report.quantum = device.longest_step();
    units.push_back(report);
  }
  watch_->see_step(now_, scheduler_->tally().in_house, units, *plant_);
}

void SiteWorld::watch_end(SiteOutcome& out) {
  std::vector<FramesReport> frames;
  double counted = 0;
  for (std::size_t w = 0; w < run_.workloads.size(); ++w) {
    const SiteWorkload& workload = run_.workloads[w];
    const ServedCounts& counts = out.workloads[w].counts;
    if (!is_periodic(workload)) {
      counted += counts.arrived();
      continue;
    }
    const Frequency full = full_rate(workload);
    double heaviest = 1;
    for (const LadderStep& step : workload.ladder) {
      if (step.action == ShortageAction::rate) heaviest = std::max(heaviest, full / step.rate);
    }
    const auto cameras = static_cast<double>(phases_[w].size());
    FramesReport report;
    report.name = workload.spec.name;
    report.asked = cameras * (full * out.span);
    report.ended = counts.ended();
    for (const auto& device : devices_) {
      for (std::size_t lane = 0; lane < device->frames().lanes(); ++lane) {
        if (device->frames().lane(lane).workload != static_cast<int>(w)) continue;
        report.ended += device->frames().waiting(lane, end_);
      }
    }
    report.one_more = cameras * heaviest * (1 + books_[w].changes);
    frames.push_back(report);
  }
  Energy boards, booked;
  for (const auto& device : devices_) boards += device->board_energy();
  for (const Books& books : books_) booked += books.energy;
  const double share = boards > Energy() ? booked / boards : 0.0;
  watch_->finish(now_, static_cast<std::int64_t>(next_id_), counted, share, frames);
  out.violations = watch_->count();
  out.faults = watch_->faults();
}

}  // namespace islet
