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
  while (band > 0 && charge >= step_marks_.charge(bands[band - 1].from)) --band;
  while (band < bands.size() && charge < step_marks_.charge(bands[band].from)) ++band;
  band_ = band;
  return band;
}

/// Grid or sun alone bring more than the loads ask for, and more than an hour ago.
bool YearRun::brings_more(int i) const {
  const Power grid = weather_.grid.empty() ? Power() : weather_.grid[index(i)];
  const Power sun =
      weather_.panel_yield.empty() ? Power() : weather_.panel_yield[index(i)] * panels_;
  const Power asked = charge_bands_->full()[i];
  return (grid > input_.grid && grid > asked) || (sun > input_.panels && sun > asked);
}

/// Runs plain hours from `i` on; gives the first that is none. An hour behind one that was short
/// mostly is too, and is tried only where it brings more.
int YearRun::plain_hours(int i, int end) {
  if (!plain_ || !charge_bands_ || (is_short_ && !brings_more(i))) return i;
  if (per_tank_ > 0.0) {
    // A delivery belongs to the whole hour.
    if (i == 0 || is_delivered_on_call()) return i;
    if (refill_hours_ > 0) end = std::min(end, next_delivery_);
  }
  const int first = i;
  PlainState now{state_.stored, inside_temperature(plant_.cooling, ambient_, heat_).in_celsius(),
                 state_.fuel, state_.generator_running, state_.generator_ran};
  const int ran_before = plain_sums_.running_hours;
  const int starts_before = plain_sums_.starts;
  i = plain_->run(i, end, now, path_, plain_sums_);
  if (i == first) return i;
  if (books_are_open_) book_path(path_, i);
  ran_dry_ = ran_dry_ || plain_sums_.wanted_fuel;
  plain_sums_.wanted_fuel = false;
  state_.stored = now.stored;
  state_.fuel = now.fuel;
  state_.generator_running = now.is_running;
  state_.generator_ran = now.ran;
  state_.generator_hours += (plain_sums_.running_hours - ran_before) * hour;
  state_.generator_starts += plain_sums_.starts - starts_before;
  charge_ = charge_bands_->charge_of(now.stored);
  leave_path(path_, i);
  return i;
}

bool YearRun::is_delivered_on_call() const {
  return per_tank_ > 0.0 && refill_hours_ == 0 && per_tank_ * (state_.fuel / cubic_metre) <= 0.25;
}

/// The hour that ended the run may have entered other bands.
void YearRun::leave_path(const BandPath& path, int i) {
  band_ = path.before(i).band;
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

/// Books the levels of the loads along the path, and their heat.
void YearRun::book_path(const BandPath& path, int until) {
  BandSums& sums = band_sums_;
  for (std::size_t n = 0; n < path.count; ++n) {
    const BandPath::Part& part = path.parts[n];
    const int end = n + 1 < path.count ? path.parts[n + 1].from : until;
    if (end == part.from) continue;
    const LoadBand& band = table_->bands()[part.band];
    books_.set_band(part.band, part.from);
    if (!band.too_hot_until.empty()) {
      sums.too_hot += band.too_hot_until[index(end)] - band.too_hot_until[index(part.from)];
    }
    if (band.most_load_w > sums.peak_w || band.hottest_c > sums.hottest_c) {
      note_highest(band, part.from, end);
    }
  }
}

/// What the next hour's cells feel of this one.
void YearRun::leave_hour(int i, const LoadBand& band) {
  if (!table_->air().empty()) ambient_ = table_->air()[index(i)];
  heat_ = band.heat[index(i)];
}

/// Books what the loads got in an hour that was stepped through.
void YearRun::book_levels(int i) {
  if (table_ == nullptr) {
    books_.book_loads(hours_, all_full_);
    books_.book_demand(i / 24, view_.full.all);
    return;
  }
  const std::size_t band = band_at(view_.charge);
  bool is_by_charge = !is_short_ && band < table_->bands().size() && flows_.shortfall <= Energy();
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

/// Moves the sums of a month's plain hours into the books.
void YearRun::take_quick_sums(int first_day, int end_day) {
  if (!charge_bands_) return;
  StepFlows& flows = books_.month_flows();
  plain_sums_.add_to(flows, plant_);
  // What is not used of what the sky offers is left over, in whatever way the hour was run.
  Power offered;
  for (int d = first_day; d < end_day; ++d) offered += offered_[index(d)];
  flows.curtailed = std::max(Energy(), offered * hour - flows.panels);
  state_.discharged += plain_sums_.out * hour;
  charge_sum_ +=
      per_usable_ > 0.0 ? per_usable_ * (plain_sums_.above_floor / joule) : plain_sums_.hours();
  result_.lowest_charge =
      std::min(result_.lowest_charge, charge_bands_->charge_of(plain_sums_.lowest));
  const BandSums& ends = band_sums_;
  peak_load_ = std::max(peak_load_, ends.peak_w * watt_hour);
  result_.hottest_inside = std::max(result_.hottest_inside, celsius(ends.hottest_c));
  result_.too_hot += ends.too_hot * hour;
  plain_sums_ = PlainSums();
  // What was highest so far goes on: then few hours have to be looked at again.
  band_sums_.too_hot = 0;
}

}  // namespace islet
