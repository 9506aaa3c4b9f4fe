#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "energy/cooling.h"
#include "energy/generator.h"
#include "energy/year_run.h"

namespace islet {
namespace {

std::size_t index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

/// Where `charge` lies among the bands of the table; their number where it lies below all.
std::size_t YearRun::band_at(double charge) {
  const std::vector<LoadBand>& bands = table_->bands();
  std::size_t band = std::min(band_, bands.size() - 1);
  while (band > 0 && charge >= bands[band - 1].from) --band;
  while (band < bands.size() && charge < bands[band].from) ++band;
  band_ = band;
  return band;
}

/// Runs plain hours from `i` on; gives the first that is none.
int YearRun::plain_hours(int i, int end) {
  if (!easy_) return i;
  if (per_tank_ > 0.0) {
    // A delivery belongs to the whole hour.
    if (i == 0) return i;
    if (refill_hours_ > 0) end = std::min(end, next_delivery_);
  }
  while (i < end) {
    if (is_delivered_on_call()) break;
    const int first = i;
    if (!state_.generator_running || may_stop(i)) i = easy_hours(i, end);
    if (running_ && i < end) i = quick_running_hours(i, end);
    if (plant_.generator && i < end) i = running_hours(i, end);
    if (i == first) break;
  }
  return i;
}

/// A running generator rests from hour `i` on if sun and battery carry the loads.
bool YearRun::may_stop(int i) const {
  if (plant_.generator && state_.generator_ran < plant_.generator->minimum_run) return false;
  return charge_ >= policy_.plain()->generator.stop_above || is_spared(i);
}

bool YearRun::is_delivered_on_call() const {
  return per_tank_ > 0.0 && refill_hours_ == 0 && per_tank_ * (state_.fuel / cubic_metre) <= 0.25;
}

/// Hours in which sun and battery carry all loads and the generator rests.
int YearRun::easy_hours(int i, int end) {
  CHECK(easy_.has_value() && charge_bands_.has_value());
  const int first = i;
  const bool stands_by =
      plant_.generator && output_limit(*plant_.generator, state_.fuel, hour) > Power();
  easy_->set_start_below(stands_by ? policy_.plain()->generator.start_below : 0.0);
  EasyState now{state_.stored / joule,
                inside_temperature(plant_.cooling, ambient_, heat_).in_celsius()};
  while (i < end) {
    const int until = easy_->run(i, end, now, path_, easy_sums_);
    if (books_are_open_) easy_load_ += book_path(path_, until);
    if (until == i) break;
    i = until;
    if (path_.count < BandPath::most) break;
  }
  if (i == first) return i;
  ran_dry_ = ran_dry_ || (plant_.generator && !stands_by);
  state_.stored = now.stored_j * joule;
  state_.generator_running = false;
  state_.generator_ran = Duration();
  charge_ = charge_bands_->charge_of(now.stored_j);
  leave_path(path_, i);
  return i;
}

/// Hours in which the generator runs, or starts, and nothing else has a say.
int YearRun::quick_running_hours(int i, int end) {
  CHECK(running_.has_value() && charge_bands_.has_value());
  const int first = i;
  RunningState now{state_.stored / joule,
                   inside_temperature(plant_.cooling, ambient_, heat_).in_celsius(),
                   state_.fuel / cubic_metre, state_.generator_running};
  while (i < end) {
    const int until = running_->run(i, end, now, path_, running_sums_);
    if (books_are_open_) running_load_ += book_path(path_, until);
    if (until == i) break;
    i = until;
    if (path_.count < BandPath::most) break;
  }
  if (i == first) return i;
  if (!state_.generator_running) ++state_.generator_starts;
  state_.generator_running = true;
  state_.generator_ran += (i - first) * hour;
  state_.generator_hours += (i - first) * hour;
  state_.fuel = now.fuel_m3 * cubic_metre;
  state_.stored = now.stored_j * joule;
  charge_ = charge_bands_->charge_of(now.stored_j);
  leave_path(path_, i);
  return i;
}

/// The hour that ended the run may have entered other bands.
void YearRun::leave_path(const BandPath& path, int i) {
  std::size_t last = path.count - 1;
  while (path.parts[last].from == i && last > 0) --last;
  band_ = path.parts[last].band;
  leave_hour(i - 1, table_->bands()[band_]);
}

/// Looks at the hours of those days alone that may hold the year's highest load or heat.
void YearRun::note_highest(const LoadBand& band, int from, int end) {
  BandSums& sums = band_sums_;
  while (from < end) {
    const LoadBand::Day& day_of = band.days[index(from / 24)];
    const int until = std::min(end, (from / 24 + 1) * 24);
    if (day_of.most_load_w > sums.peak_w || day_of.hottest_c > sums.hottest_c) {
      for (int i = from; i < until; ++i) {
        sums.peak_w = std::max(sums.peak_w, band.all[index(i)] / watt);
        sums.hottest_c = std::max(sums.hottest_c, band.inside_c[index(i)]);
      }
    }
    from = until;
  }
}

/// Books the levels of the loads along the path, their cooling and heat; gives what they drew,
/// W h.
double YearRun::book_path(const BandPath& path, int until) {
  double load = 0;
  BandSums& sums = band_sums_;
  for (std::size_t n = 0; n < path.count; ++n) {
    const BandPath::Part& part = path.parts[n];
    const int end = n + 1 < path.count ? path.parts[n + 1].from : until;
    if (end == part.from) continue;
    const LoadBand& band = table_->bands()[part.band];
    const LoadBand::Until& from = band.until[index(part.from)];
    const LoadBand::Until& to = band.until[index(end)];
    books_.set_band(part.band, part.from);
    load += to.load_w - from.load_w;
    cooling_sum_ += (to.cooling_w - from.cooling_w) * watt;
    sums.too_hot += to.too_hot - from.too_hot;
    if (band.most_load_w > sums.peak_w || band.hottest_c > sums.hottest_c) {
      note_highest(band, part.from, end);
    }
  }
  return load;
}

/// What the next hour's cells feel of this one.
void YearRun::leave_hour(int i, const LoadBand& band) {
  if (!table_->air().empty()) ambient_ = table_->air()[index(i)];
  heat_ = band.heat[index(i)];
}

/// Hours in which the generator runs, or starts, and all loads get what they ask for at this
/// charge.
[[gnu::flatten]] int YearRun::running_hours(int i, int end) {
  CHECK(plant_.generator.has_value());
  const PlainRule& rule = *policy_.plain();
  const Generator& set = *plant_.generator;
  const Conversion& through = plant_.conversion;
  const Power own = plant_.own_draw + plant_.battery.standby;
  const Power alone =
      (set.rated - own / through.source_to_bus) * through.source_to_load * (1.0 - 1e-9);
  const Setpoint setpoint = {.generator_on = true,
                             .generator_power = rule.charges ? set.rated : Power(),
                             .charge_from_generator = rule.charges,
                             .charge_from_grid = true};
  const int first = i;
  const LoadBand* band = nullptr;
  StepFlows sum;
  for (; i < end && !is_delivered_on_call(); ++i) {
    const double below =
        state_.generator_running ? rule.generator.stop_above : rule.generator.start_below;
    if (charge_ >= below || is_spared(i)) break;
    const std::size_t band_index = band_at(charge_);
    if (band_index == table_->bands().size()) break;
    const LoadBand& now = table_->bands()[band_index];
    const Power load = now.all[index(i)];
    if (!weather_.panel_yield.empty()) input_.panels = weather_.panel_yield[index(i)] * panels_;
    if (!weather_.grid.empty()) input_.grid = weather_.grid[index(i)];
    const Power by_others =
        input_.grid * through.source_to_load + input_.panels * through.bus_to_load;
    // Where the sun might do it alone, the policy is asked.
    if (load > alone || (by_others >= load && !(rule.charges && state_.generator_running))) break;
    input_.cells = band == nullptr ? inside_temperature(plant_.cooling, ambient_, heat_)
                                   : celsius(band->inside_c[index(i - 1)]);
    plant_step_.show(state_, input_);
    if (!plant_step_.generator_is_free()) break;
    StepFlows flows;
    plant_step_.take(state_, load, setpoint, flows);
    charge_ =
        std::clamp(per_usable_ * ((state_.stored - plant_.battery.floor()) / joule), 0.0, 1.0);
    band = &now;
    if (!books_are_open_) continue;
    books_.set_band(band_index, i);
    YearBooks::add(sum, flows);
    book_plain_hour(i, now);
  }
  if (i == first) return i;
  CHECK(sum.shortfall <= Energy());
  leave_hour(i - 1, *band);
  YearBooks::add(books_.month_flows(), sum);
  return i;
}

/// Hours in which the generator is kept for the safety loads.
bool YearRun::is_spared(int i) const {
  if (weather_.quiet_hours[index(i % 24)]) return true;
  return per_tank_ > 0.0 &&
         per_tank_ * (state_.fuel / cubic_metre) < policy_.plain()->generator.fuel_for_safety;
}

/// What is booked of an hour besides its flows.
void YearRun::book_plain_hour(int i, const LoadBand& band) {
  const std::size_t now = index(i);
  cooling_sum_ += (band.until[now + 1].cooling_w - band.until[now].cooling_w) * watt;
  charge_sum_ += charge_;
  result_.lowest_charge = std::min(result_.lowest_charge, charge_);
  peak_load_ = std::max(peak_load_, band.all[now] * hour);
  result_.hottest_inside = std::max(result_.hottest_inside, celsius(band.inside_c[now]));
  if (band.too_hot[now] != 0) result_.too_hot += hour;
}

/// Books what the loads got in an hour that was stepped through.
void YearRun::book_levels(int i) {
  if (table_ == nullptr) {
    books_.book_loads(hours_, all_full_);
    books_.book_demand(i / 24, view_.full.all);
    return;
  }
  const std::size_t band = band_at(view_.charge);
  bool is_by_charge = band < table_->bands().size() && flows_.shortfall <= Energy();
  for (std::size_t k = 0; is_by_charge && k < settings_.size(); ++k) {
    is_by_charge =
        settings_[k].share == 1.0 && settings_[k].level == table_->bands()[band].levels[k];
  }
  if (is_by_charge) {
    books_.set_band(band, i);
    return;
  }
  books_.end_runs(i, i + 1);
  books_.book_loads(hours_, all_full_);
}

/// Moves the sums of a month's easy and running hours into the books.
void YearRun::take_quick_sums(int first_hour, int end) {
  if (!easy_ || !sun_ || !charge_bands_) return;
  StepFlows& flows = books_.month_flows();
  easy_sums_.add_to(flows, plant_, easy_load_);
  running_sums_.add_to(flows, plant_, running_load_);
  // What is not used of what the sky offers is left over, in whatever way the hour was run.
  flows.curtailed = std::max(Energy(), sun_->offered(first_hour, end) - flows.panels);
  state_.discharged += easy_sums_.out * watt_hour;
  for (const StoreSums* store : {&easy_sums_.store, &running_sums_.store}) {
    charge_sum_ += per_usable_ * store->above_floor;
    result_.lowest_charge =
        std::min(result_.lowest_charge, charge_bands_->charge_of(store->lowest_j));
  }
  const BandSums& ends = band_sums_;
  peak_load_ = std::max(peak_load_, ends.peak_w * watt_hour);
  result_.hottest_inside = std::max(result_.hottest_inside, celsius(ends.hottest_c));
  result_.too_hot += ends.too_hot * hour;
  easy_sums_ = EasySums();
  running_sums_ = RunningSums();
  // What was highest so far goes on: then few hours have to be looked at again.
  band_sums_.too_hot = 0;
  easy_load_ = running_load_ = 0;
}

}  // namespace islet
