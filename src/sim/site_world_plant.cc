// The site's plant within the simulation: what was drawn goes in, what may be drawn comes out.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/clock_hour.h"
#include "sim/site_world.h"
#include "sim/week_profile.h"

namespace islet {
namespace {

LatencyFigures figures_of(const SampleCollector& samples) {
  const SampleSummary summary = samples.summary();
  LatencyFigures out;
  out.samples = static_cast<double>(summary.count);
  out.mean = summary.mean.value;
  out.p50 = summary.p50.value;
  out.p90 = summary.p90.value;
  out.p99 = summary.p99.value;
  out.p999 = summary.p999.value;
  out.max = summary.max;
  return out;
}

LatencyFigures figures_of(const Histogram& times) {
  LatencyFigures out;
  out.samples = static_cast<double>(times.count());
  out.mean = times.mean();
  out.p50 = times.quantile(0.50);
  out.p90 = times.quantile(0.90);
  out.p99 = times.quantile(0.99);
  out.p999 = times.quantile(0.999);
  out.max = times.max();
  return out;
}

void add(ServedCounts& sum, const ServedCounts& more) {
  sum.served += more.served;
  sum.late += more.late;
  sum.degraded += more.degraded;
  sum.lost += more.lost;
  sum.open += more.open;
}

/// To the tenant that the workload belongs to; one without is a tenant of its own.
void add_to_tenant(const SiteRun& run, const SiteWorkload& workload, const WorkloadServed& served,
                   std::vector<TenantServed>& tenants) {
  const std::string& name = workload.tenant < 0
                                ? workload.spec.name
                                : run.tenants[static_cast<std::size_t>(workload.tenant)];
  auto found = std::ranges::find(tenants, name, &TenantServed::name);
  if (found == tenants.end()) found = tenants.insert(found, {name, {}});
  add(found->classes[index_of(served.work_class)], served.counts);
}

double relative(Energy difference, Energy size) {
  return std::abs(difference / joule) / std::max(1.0, std::abs(size / joule));
}

}  // namespace

void SiteWorld::plant_boundary() {
  for (const auto& device : devices_) device->run_to(now_);
  std::vector<Energy> closed;
  const Instant next_end = after(now_, run_.power.step);
  for (PowerBuckets& draws : draws_) closed.push_back(draws.close(next_end));
  // A drill: what this machine drew reaches no book.
  if (drill_.is(Drill::forgotten_energy) && !closed.empty()) closed.front() *= 0.99;
  book_draws(closed);
  plant_->end_step(drawn_);
  if (run_.keeps_hours) keep_hour();
  keep_moment();
  if (watch_) watch_step(closed);
  plant_end_ = next_end;
  if (now_ >= end_) {
    over_ = true;
    return;
  }
  expect_draws();
  follow_plant();
}

/// Weights of the workloads in what a unit drew since the last step of the plant.
std::vector<double> SiteWorld::weights_on(std::size_t unit) {
  SiteDevice& device = *devices_[unit];
  std::vector<double> weight(run_.workloads.size(), 0.0);
  for (std::size_t lane = 0; lane < device.frames().lanes(); ++lane) {
    const auto w = static_cast<std::size_t>(device.frames().lane(lane).workload);
    Energy& seen = frame_energy_[unit * run_.workloads.size() + w];
    weight[w] += (device.frames().tally(lane).energy - seen) / joule;
    seen = device.frames().tally(lane).energy;
  }
  const double engines = (device.engine_energy() - engine_energy_[unit]) / joule;
  engine_energy_[unit] = device.engine_energy();
  const int group = static_cast<int>(group_of_unit_[unit]);
  double running = 0;
  for (std::size_t w = 0; w < books_.size(); ++w) {
    if (run_.workloads[w].group != group) continue;
    see_running(books_[w]);
    running += books_[w].running_s;
  }
  for (std::size_t w = 0; w < books_.size() && running > 0; ++w) {
    if (run_.workloads[w].group == group) weight[w] += engines * books_[w].running_s / running;
  }
  double sum = 0;
  for (const double each : weight) sum += each;
  // A tail of the step before: whoever is first on the unit takes it.
  for (std::size_t w = 0; w < books_.size() && !(sum > 0); ++w) {
    if (run_.workloads[w].group == group) weight[w] = sum = 1;
  }
  for (double& each : weight) each /= sum > 0 ? sum : 1.0;
  return weight;
}

void SiteWorld::share_unit(std::size_t unit, Energy closed) {
  work_energy_ += closed;
  const std::size_t first = run_.power.others.size() + run_.groups.size();
  const std::vector<double> weight = weights_on(unit);
  for (std::size_t w = 0; w < books_.size(); ++w) {
    drawn_[first + w] += weight[w] * closed / run_.power.step;
    books_[w].wall += weight[w] * closed;
  }
}

/// Shares what each unit drew among its workloads: frames by their own energy, requests by how long
/// they were on it; scaled so that nothing is lost or made.
void SiteWorld::book_draws(std::span<const Energy> closed) {
  const Duration step = run_.power.step;
  const std::size_t others = run_.power.others.size();
  const std::size_t groups = run_.groups.size();
  std::fill(drawn_.begin(), drawn_.end(), Power());
  const std::span<const LoadSetting> settings = plant_->settings();
  for (std::size_t k = 0; k < others; ++k) {
    // Shed as the planner sheds them: else lights would drain what is kept for safety work.
    drawn_[k] = settings[k].share * run_.power.others[k].power;
    other_energy_ += drawn_[k] * step;
  }
  for (std::size_t g = 0; g < groups; ++g) {
    drawn_[others + g] = idle_share_[g] * run_.groups[g].idle;
    idle_energy_ += drawn_[others + g] * step;
  }
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) share_unit(unit, closed[unit]);
  for (Books& books : books_) books.running_s = 0;
}

/// What the frames of a periodic workload draw on all its devices.
Power SiteWorld::periodic_draw(std::size_t workload) const {
  Power draw;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    if (static_cast<int>(group_of_unit_[unit]) != run_.workloads[workload].group) continue;
    const FrameServer& frames = devices_[unit]->frames();
    for (std::size_t lane = 0; lane < frames.lanes(); ++lane) {
      if (frames.lane(lane).workload == static_cast<int>(workload)) {
        draw += frames.mean_draw_of(lane);
      }
    }
  }
  return draw;
}

/// What each workload will draw at full service: as much as in the step before, by what its level
/// takes off.
void SiteWorld::expect_draws() {
  const std::size_t first = run_.power.others.size() + run_.groups.size();
  for (std::size_t w = 0; w < books_.size(); ++w) {
    const SiteWorkload& workload = run_.workloads[w];
    Books& books = books_[w];
    Power expected = drawn_[first + w];
    if (is_periodic(workload.spec.kind) && now_ == begin_) expected += periodic_draw(w);
    const int level = std::max(books.level, books.plant_level);
    if (level == 0 && now_ >= books.off_until) {
      books.full_draw = expected;
    } else if (level > 0 && level <= static_cast<int>(workload.steps.size())) {
      const double factor = workload.steps[static_cast<std::size_t>(level - 1)].power_factor;
      expected = factor > 0.05 ? expected / factor : books.full_draw;
    }
    plant_->load(first + w).expected = expected;
  }
}

void SiteWorld::power_down(std::size_t group, Duration length) {
  brown_out_ += length;
  dark_until_[group] = std::max(dark_until_[group], after(now_, length));
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    if (group_of_unit_[unit] != group) continue;
    for (const bool language : {true, false}) {
      take_down(unit, language);
      Planned back;
      back.event = Tick{};
      back.engine = static_cast<int>(2 * unit + (language ? 0 : 1));
      plan(after(now_, length), back);
    }
  }
}

/// Until the generator takes load the store carries what it can: acute work, or nothing.
void SiteWorld::bridge_start(const GeneratorStart& start, const PowerReading& reading) {
  if (start.goes_dark) {
    for (std::size_t g = 0; g < run_.groups.size(); ++g) power_down(g, start.delay);
    for (std::size_t w = 0; w < books_.size(); ++w) {
      if (!is_periodic(run_.workloads[w].spec.kind)) continue;
      books_[w].off_until = std::max(books_[w].off_until, after(now_, start.delay));
      plan(books_[w].off_until, {Tick{}, static_cast<int>(w), -1, false});
      set_lanes(w, now_);
    }
  }
  bridged_ += start.delay;
  for (std::size_t w = 0; w < books_.size(); ++w) {
    if (is_acute(run_.workloads[w].work_class)) continue;
    books_[w].short_until = std::max(books_[w].short_until, after(now_, start.delay));
  }
  PowerReading meanwhile = as_metered(reading);
  meanwhile.bridging = true;
  pending_.push_back({now_, PowerRead{meanwhile}});
  plan(after(now_, start.delay), {PowerRead{as_metered(reading)}});
}

/// From here on the plant's step has begun: what it cannot give is taken away, and the scheduler is
/// told.
void SiteWorld::follow_plant() {
  plant_->hinder(is_struck_by(FaultKind::sun_lost), is_struck_by(FaultKind::generator_lost));
  plant_->begin_step();
  const std::span<const LoadSetting> settings = plant_->settings();
  const std::size_t others = run_.power.others.size();
  const std::size_t groups = run_.groups.size();
  const Duration step = run_.power.step;
  constexpr double whole = 1 - 1e-9;
  for (std::size_t g = 0; g < groups; ++g) {
    idle_share_[g] = settings[others + g].share;
    if (idle_share_[g] < whole) power_down(g, (1 - idle_share_[g]) * step);
  }
  Power fixed;
  Power fixed_other;
  Power kept_other;
  for (std::size_t k = 0; k < others; ++k) {
    fixed_other += run_.power.others[k].power;
    kept_other += settings[k].share * run_.power.others[k].power;
  }
  for (std::size_t g = 0; g < groups; ++g) fixed += run_.groups[g].idle;
  for (std::size_t w = 0; w < books_.size(); ++w) {
    const SiteWorkload& workload = run_.workloads[w];
    const LoadSetting& setting = settings[others + groups + w];
    const int level = setting.level;
    const bool is_stopped = level > 0 && level <= static_cast<int>(workload.steps.size()) &&
                            workload.steps[static_cast<std::size_t>(level - 1)].power_factor <= 0;
    if (setting.share < whole || is_stopped) {
      books_[w].short_until = std::max(books_[w].short_until, after(now_, step));
    }
    if (!is_periodic(workload.spec.kind)) continue;
    fixed += setting.share * plant_->load(others + groups + w).expected;
    Books& books = books_[w];
    const double share =
        std::min(setting.share, idle_share_[static_cast<std::size_t>(workload.group)]);
    const bool was_off = now_ < books.off_until;
    if (share < whole) {
      books.off_until = after(now_, (1 - share) * step);
      plan(books.off_until, {Tick{}, static_cast<int>(w), -1, false});
    }
    if (setting.level != books.plant_level || share < whole || was_off) {
      books.plant_level = setting.level;
      set_lanes(w, now_);
    }
  }
  const PowerReading reading = plant_->reading(fixed, fixed_other, kept_other);
  last_reading_ = reading;
  if (const std::optional<GeneratorStart>& start = plant_->starting()) {
    bridge_start(*start, reading);
  } else if (!is_struck_by(FaultKind::stale_meter)) {
    pending_.push_back({now_, PowerRead{as_metered(reading)}});
  }
  if (now_ == start_of_hour(hour_of(now_))) {
    pending_.push_back({now_, ForecastMade{plant_->forecast(fixed, fixed_other)}});
  }
}

void SiteWorld::add_workload(std::size_t number, SiteOutcome& out) const {
  const SiteWorkload& workload = run_.workloads[number];
  const Books& books = books_[number];
  WorkloadServed served;
  served.name = workload.spec.name;
  served.kind = workload.spec.kind;
  served.work_class = workload.work_class;
  served.counts = books.counts;
  served.computed = books.computed;
  served.energy = books.wall;
  if (is_periodic(workload.spec.kind)) {
    Histogram responses;
    for (const auto& device : devices_) {
      for (std::size_t lane = 0; lane < device->frames().lanes(); ++lane) {
        if (device->frames().lane(lane).workload != static_cast<int>(number)) continue;
        const FrameTally& tally = device->frames().tally(lane);
        served.counts.served += tally.served;
        served.counts.late += tally.late;
        served.counts.degraded += tally.degraded;
        served.counts.lost += tally.lost;
        served.computed += tally.looked_at;
        responses.merge(device->frames().responses(lane));
      }
    }
    served.end_to_end_s = figures_of(responses);
  } else {
    served.interrupted = books.interrupted;
    served.late_by_power = books.late_by_power;
    served.end_to_end_s = figures_of(books.end_to_end);
    served.first_token_s = figures_of(books.first_token);
    for (std::size_t reason = 0; reason < books.lost_by.size(); ++reason) {
      if (books.lost_by[reason] > 0) {
        served.lost_by.emplace_back(static_cast<Reason>(reason), books.lost_by[reason]);
      }
    }
  }
  out.workloads.push_back(std::move(served));
}

SiteOutcome SiteWorld::outcome() {
  for (const Open& open : open_) {
    if (rows_.find(number_in(open.request.id)) == IdTable::none) continue;
    if (open_[rows_.find(number_in(open.request.id))].arrived != open.arrived) continue;
    books_[static_cast<std::size_t>(index_of(open.request.workload))].counts.open += 1;
  }
  SiteOutcome out;
  for (std::size_t w = 0; w < books_.size(); ++w) {
    add_workload(w, out);
    const WorkloadServed& served = out.workloads.back();
    add(out.classes[index_of(served.work_class)], served.counts);
    add_to_tenant(run_, run_.workloads[w], served, out.tenants);
    mix(std::bit_cast<std::uint64_t>(served.counts.served));
    mix(std::bit_cast<std::uint64_t>(served.energy / joule));
  }
  for (const RequestStream& stream : streams_) mix(stream.draw_check());
  out.plant = plant_->books();
  out.idle = idle_energy_;
  out.others = other_energy_;
  out.machines = idle_energy_ + work_energy_;
  out.span = between(begin_, end_);
  out.scheduling = run_.scheduling;
  out.tally = scheduler_->tally();
  if (run_.power.plant.battery.usable() > Energy()) out.lowest_charge = out.plant.lowest_charge;
  out.brown_out = brown_out_;
  out.bridged = bridged_;
  out.hours = std::move(hours_);
  out.moments = std::move(moments_);
  out.ladder = std::move(ladder_);
  out.ladder_moves = ladder_moves_;
  out.waiting_most = waiting_most_;
  out.log = std::move(log_text_);
  out.log_is_cut = log_is_cut_;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    const double heat = 1.5;  // room for any cooler: a bound may only be too low
    out.movable_most += heat * std::max(spec_of(unit, true).full, spec_of(unit, false).full);
  }
  out.preempted = preempted_;
  out.model_loads = model_loads_;
  out.load_energy = load_energy_;
  mix(std::bit_cast<std::uint64_t>(out.plant.total.generator / joule));
  mix(std::bit_cast<std::uint64_t>(out.plant.stored_at_end / joule));
  out.fingerprint = fingerprint_;

  const StepFlows& flows = out.plant.total;
  const Energy in = flows.panels + flows.generator + flows.grid + flows.taken_from_store;
  const Energy used = flows.load + flows.own + flows.heater + flows.conversion_loss +
                      flows.battery_loss + flows.dumped;
  Energy by_devices;
  Energy ahead;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    by_devices += devices_[unit]->engine_energy();
    const FrameServer& frames = devices_[unit]->frames();
    for (std::size_t lane = 0; lane < frames.lanes(); ++lane) {
      by_devices += frames.tally(lane).energy;
    }
    ahead += draws_[unit].close(end_);
  }
  out.energy_error = std::max(
      {relative(in - used, in), relative(flows.load + flows.shortfall - out.plant.asked, in),
       relative(out.machines + out.others + out.plant.cooling - out.plant.asked, in),
       relative(by_devices - work_energy_ - ahead, work_energy_)});
  if (watch_) watch_end(out);
  return out;
}

SiteOutcome simulate_site(const SiteRun& run, bool watched) {
  return SiteWorld(run, watched).simulate();
}

}  // namespace islet
