#include "twin/rehearsal.h"

#include <algorithm>
#include <cmath>

#include "base/clock_hour.h"
#include "net/clock.h"
#include "net/wall_step.h"
#include "sim/site_log.h"
#include "twin/plant_settings.h"

namespace islet {
namespace {

/// The world's time between two steps of the plant: 10 ms, or a quarter of a second at true speed.
constexpr Duration least_pulse = 10.0 * millisecond;
/// Between two questions to a meter: a machine that is busy for a moment is no silent meter.
constexpr Duration least_period = 60.0 * millisecond;
constexpr double step_choices_s[] = {0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60};

Duration step_for(double speed) {
  const double wanted = std::max(0.25, speed * (least_pulse / second));
  for (const double one : step_choices_s) {
    if (one >= wanted) return one * second;
  }
  return 60.0 * second;
}

}  // namespace

Rehearsal::Rehearsal(RehearsalWish wish)
    : wish_(std::move(wish)),
      start_(start_of_hour(std::int64_t{24} * wish_.run.first_day)),
      step_(step_for(wish_.speed)),
      meter_period_(std::max({0.5 * second, 2.0 * step_, wish_.speed * least_period})) {
  plant_ = std::make_unique<RehearsedPlant>(wish_.run.power, start_, step_,
                                            RandomStream(wish_.run.seed).fork("generator"));
  load_ = std::make_unique<RehearsedLoad>(wish_.run, start_, wish_.loads);
}

Rehearsal::~Rehearsal() {
  unleash_clock();
  pulse_.reset();
  load_->end();
  if (instruments_ != nullptr) instruments_->close();
  site_.reset();
}

/// As often as the rehearsal's clock and steps allow.
PlantWatchSettings Rehearsal::watch_settings() const {
  PlantWatchSettings out = plant_settings(wish_.run.power, wish_.run.first_day);
  out.remembers = false;  // what another rehearsal saw is none of this site's past
  out.inlet_max = wish_.inlet_max;
  out.standing = machines_->standing();
  out.fixed_rate = machines_->cameras().loads();
  out.full = machines_->full();
  out.look_every = std::max(0.25 * second, step_);
  out.tell_every = std::max(1.0 * second, 2.0 * step_);
  out.device_stale = 3.0 * meter_period_ + 1.0 * second;
  out.stable_for = std::max(30.0 * second, 2.0 * step_);
  out.set.patience += 2.0 * (step_ + meter_period_);
  return out;
}

Result<std::unique_ptr<Rehearsal>> Rehearsal::open(const ServeSettings& settings,
                                                   RehearsalWish wish) {
  std::unique_ptr<Rehearsal> out(new Rehearsal(std::move(wish)));
  Rehearsal* const raw = out.get();
  out->instruments_ = std::make_unique<Instruments>(
      raw->wish_.run.power, settings.state_folder + "/rehearsed-sys", raw->wish_.has_broker);
  SiteParts parts;
  auto machines = std::make_unique<RehearsedMachines>(raw->wish_.run);
  raw->machines_ = machines.get();
  parts.engines = std::move(machines);
  parts.costs = std::make_unique<SiteCosts>(raw->wish_.run);
  for (std::size_t m = 0; m < raw->wish_.run.models.size(); ++m) {
    ServedModel model;
    model.id = ModelId{static_cast<std::uint8_t>(m)};
    model.name = raw->wish_.run.models[m];
    parts.models.push_back(model);
  }
  // As in simulation, which replays the log. Stale meters are seen to before the scheduler hears.
  parts.scheduler = site_scheduler_settings(raw->wish_.run);
  parts.ladders = site_ladders(raw->wish_.run);
  parts.plant = raw->watch_settings();
  auto twin = std::make_unique<LiveTwin>(parts.plant->plant, parts.plant->panel_year,
                                         parts.plant->calendar, raw->wish_.nameplate);
  raw->twin_ = twin.get();
  parts.twin = std::move(twin);
  parts.instruments = [raw](EventLoop& loop) {
    raw->show();
    return raw->instruments_->open(loop, raw->meter_period_, raw->step_);
  };
  Result<std::unique_ptr<SiteServer>> site = SiteServer::open(settings, std::move(parts));
  if (!site) return site.error();
  raw->site_ = std::move(*site);
  raw->begin();
  return out;
}

void Rehearsal::begin() {
  desk_start_ = site_->desk().now();
  if (site_->plant() != nullptr) {
    site_->plant()->on_fixed_work(
        [this](const FixedWork& work) { machines_->hold(work, monotonic_now()); });
  }
  pulse_ = std::make_unique<LoopTimer>(site_->loop());
  pulse();
  load_->begin(site_->desk());
}

/// What is open at the end of the span is open: nobody waits for it.
void Rehearsal::run() {
  site_->run(0.5 * wish_.speed * second);
  unleash_clock();
}

void Rehearsal::follow_troubles(Duration since) {
  const TroublesNow now = troubles_at(wish_.troubles, since);
  PlantTroubles& plant = plant_->troubles();
  if (now.mains_lost && !plant.mains_lost) plant.failing_cranks = now.failing_cranks;
  plant.mains_lost = now.mains_lost;
  plant.sun_lost = now.sun_lost;
  plant.generator_lost = now.generator_lost;
  plant.battery_health = now.battery_health;
  plant.panel_health = now.panel_health;
  plant.hotter = now.hotter_k * kelvin;
  if (now.clock_step != troubles_.clock_step) step_wall_clock(now.clock_step ? day : -1.0 * day);
  troubles_ = now;
  lower_cap(now.cap);
}

void Rehearsal::lower_cap(double share) {
  if (share == cap_ || site_->plant() == nullptr) return;
  cap_ = share;
  site_->plant()->limit(share < 1 ? share * machines_->full() : unlimited_power);
}

void Rehearsal::show() { instruments_->show(*plant_, metered_, troubles_); }

/// As many steps of the plant as the clock has gone on, then its instruments show the new state.
void Rehearsal::pulse() {
  const Duration since = between(desk_start_, site_->desk().now());
  if (since >= span()) {
    frames_ = frames();
    unleash_clock();
    return site_->stop();
  }
  leash_clock(1.4 * step_);
  follow_troubles(since);
  const Duration behind = since - between(start_, plant_->now());
  const auto steps = static_cast<int>(behind / step_);
  if (steps > 0) {
    const Energy drawn = machines_->drawn(monotonic_now());
    const Power mean = (drawn - metered_) / (steps * step_);
    metered_ = drawn;
    see_envelope(mean - machines_->standing());
    plant_->limit_charging(instruments_->charge_share());
    for (int i = 0; i < steps; ++i) plant_->take_step(mean);
    show();
    if (site_->plant() != nullptr) {
      site_->plant()->draws_for_fixed_work(machines_->standing(), machines_->camera_hosts());
    }
  }
  see_promise();
  see_alarms(since);
  pulse_->set(after(monotonic_now(), step_), [this] { pulse(); });
}

/// By the plant's own truth, not by a meter: how long the machines drew more than they might.
void Rehearsal::see_envelope(Power draw) {
  const PlantWatch* plant = site_->plant();
  if (plant == nullptr) return;
  const Power cap = cap_ < 1 ? cap_ * machines_->full() : unlimited_power;
  const bool is_over = draw > 1.02 * std::min(plant->standing().limit, cap);
  const Instant now = monotonic_now();
  if (!is_over) over_since_ = never;
  if (is_over && over_since_ == never) over_since_ = now;
  if (is_over) longest_over_ = std::max(longest_over_, between(over_since_, now) + step_);
}

/// Whether the site is told more than there is, and whether what it is told goes up and down.
void Rehearsal::see_promise() {
  const PlantWatch* plant = site_->plant();
  if (plant == nullptr || plant->standing().readings == 0) return;
  heat_stage_ = std::max(heat_stage_, plant->heat_stage());
  const Power told = plant->standing().reading.available;
  const Power truth = std::max(Power(), plant_->deliverable_now() - machines_->standing());
  const Power rounding = 10.0 * watt;
  const bool is_over = told > 1.1 * truth + rounding;
  const Instant now = monotonic_now();
  if (!is_over) promised_since_ = never;
  if (is_over && promised_since_ == never) promised_since_ = now;
  if (is_over) longest_promised_ = std::max(longest_promised_, between(promised_since_, now));
  const bool goes_on = rises_ ? told >= turned_at_ : told <= turned_at_;
  const Power way = rises_ ? turned_at_ - told : told - turned_at_;
  if (goes_on) {
    turned_at_ = told;
  } else if (way > 0.1 * std::max(told, turned_at_)) {
    rises_ = !rises_;
    turned_at_ = told;
    ++swings_;
  }
}

void Rehearsal::see_alarms(Duration since) {
  if (site_->plant() == nullptr) return;
  for (const Alarm& alarm : site_->plant()->alarms().present()) {
    SeenAlarm& seen = alarms_[alarm.what];
    seen.how = alarm.how;
    if (++seen.looks == 1) seen.first = since;
  }
}

/// Cameras ask nobody: their machines say what became of their frames. By workload; of others
/// nothing.
std::vector<RehearsedWork> Rehearsal::frames() const {
  const auto whole = [](double frames) { return static_cast<std::int64_t>(std::llround(frames)); };
  const RehearsedCameras& cameras = machines_->cameras();
  std::vector<RehearsedWork> out(wish_.run.workloads.size());
  for (std::size_t w = 0; w < out.size(); ++w) {
    if (!is_periodic(wish_.run.workloads[w].spec.kind)) continue;
    const FrameTally tally = cameras.tally(w);
    RehearsedWork& work = out[w];
    work.served = whole(tally.served);
    work.late = whole(tally.late);
    work.degraded = whole(tally.degraded);
    work.lost = whole(tally.lost);
    work.open = whole(cameras.waiting(w, machines_->reached()));
    work.asked = work.served + work.late + work.degraded + work.lost + work.open;
    const std::int64_t paused = whole(cameras.lost_while_paused(w));
    if (paused > 0) work.lost_by["paused"] = paused;
    if (work.lost > paused) work.lost_by["not in time"] = work.lost - paused;
  }
  return out;
}

RehearsalOutcome Rehearsal::outcome() const {
  RehearsalOutcome out;
  out.span = between(start_, plant_->now());
  out.work = load_->work();
  const std::vector<RehearsedWork> seen = frames_.empty() ? frames() : frames_;
  for (std::size_t w = 0; w < seen.size(); ++w) {
    if (seen[w].asked == 0) continue;
    const RehearsedWork names = out.work[w];
    out.work[w] = seen[w];
    out.work[w].name = names.name;
    out.work[w].work_class = names.work_class;
  }
  out.plant = plant_->books();
  out.charge = plant_->charge();
  out.hottest = plant_->hottest();
  out.inlet_max = wish_.inlet_max;
  out.heat_stage = heat_stage_;
  out.alarms = alarms_;
  out.longest_over = longest_over_;
  out.longest_promised = longest_promised_;
  out.swings = swings_;
  out.meter_period = meter_period_;
  if (const PlantWatch* plant = site_->plant()) {
    out.ledger = plant->ledger().sums();
    out.standing = plant->standing();
    out.forecast = plant->forecast().status(site_->desk().now());
    out.twin = twin_->status();
    Energy by_plant;
    Energy by_ledger;
    for (const Reconciled& one : plant->hours()) {
      by_plant += one.plant;
      by_ledger += one.ledger;
    }
    out.hours = static_cast<int>(plant->hours().size());
    if (by_plant > Energy()) out.residual = (by_plant - by_ledger) / by_plant;
  }
  return out;
}

}  // namespace islet
