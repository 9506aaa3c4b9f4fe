// What the site's world shows to those who watch over it.
#include <algorithm>
#include <cmath>

#include "sim/request_stream.h"
#include "sim/site_world.h"

namespace islet {

/// The step that has ended, in the hour that it began in. Work moves within the window of the first
/// batch workload; that of others stays where it was.
void SiteWorld::keep_hour() {
  const Duration step = run_.power.step;
  const Instant from = after(now_, -1.0 * step);
  const auto hour_number = static_cast<std::size_t>(between(begin_, from) / hour);
  while (hours_.size() <= hour_number) hours_.emplace_back();
  SiteHour& kept = hours_[hour_number];
  kept.sun += plant_->panels() * step;
  kept.grid += plant_->grid() * step;
  const double heat = 1 + plant_->cooling_per_heat();
  const std::size_t others = run_.power.others.size();
  for (std::size_t k = 0; k < drawn_.size(); ++k) {
    kept.fixed += (k < others ? 1.0 : heat) * drawn_[k] * step;
  }
  kept.fixed -= plant_->flows().shortfall;
  for (std::size_t w = 0; w < run_.workloads.size(); ++w) {
    const Workload& spec = run_.workloads[w].spec;
    if (spec.kind != WorkloadKind::batch) continue;
    const BatchWindow window = batch_window(spec);
    const double since = (between(Instant(), from) - window.start) / day;
    const double into_h = (since - std::floor(since)) * 24;
    if (into_h < window.length / hour) {
      kept.window = static_cast<int>(std::floor(since)) - run_.first_day + 1;
    }
    const Energy moved = heat * drawn_[others + run_.groups.size() + w] * step;
    kept.movable += moved;
    kept.fixed -= moved;
    break;
  }
}

/// What a workload saves on its step is known from its draw at full service.
void SiteWorld::keep_move(const Degrade& degrade) {
  constexpr std::size_t moves_kept = 1000;
  ++ladder_moves_;
  if (ladder_.size() == moves_kept) return;
  const auto w = static_cast<std::size_t>(index_of(degrade.workload));
  LadderMove move{now_, w, degrade.level, degrade.saved};
  const std::vector<DegradeStep>& steps = run_.workloads[w].steps;
  if (degrade.level > 0 && degrade.level <= static_cast<int>(steps.size())) {
    const double factor = steps[static_cast<std::size_t>(degrade.level) - 1].power_factor;
    move.saved = std::max(move.saved, (1 - factor) * books_[w].full_draw);
  }
  ladder_.push_back(move);
}

void SiteWorld::keep_moment() {
  const Duration step = run_.power.step;
  std::int64_t running = 0;
  for (const Books& books : books_) running += books.running;
  const std::int64_t in_house = scheduler_->tally().in_house;
  waiting_most_ = std::max(waiting_most_, in_house - running);
  if (!run_.keeps_moments) return;
  const std::size_t others = run_.power.others.size();
  SiteMoment moment;
  moment.at = now_;
  moment.charge = plant_->charge();
  moment.panels = plant_->panels();
  moment.generator = plant_->flows().generator / step;
  moment.grid = plant_->flows().grid / step;
  for (std::size_t k = 0; k < drawn_.size(); ++k) {
    (k < others ? moment.others : moment.machines) += drawn_[k];
  }
  moment.unserved = plant_->flows().shortfall / step;
  moment.may_draw = last_reading_.available;
  moment.in_house = in_house;
  moments_.push_back(moment);
}

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
    if (!is_periodic(workload.spec.kind)) {
      counted += counts.arrived();
      continue;
    }
    const Frequency full = source_rate(workload.spec);
    double heaviest = 1;
    for (const LadderStep& step : workload.ladder) {
      if (step.action == ShortageAction::rate) heaviest = std::max(heaviest, full / step.rate);
    }
    const auto cameras = static_cast<double>(lanes_.cameras(w));
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
