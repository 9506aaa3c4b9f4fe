#include "energy/charge_bands.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace islet {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
/// Roundings between a charge and its store.
constexpr int roundings_max = 64;

Energy next_above(Energy stored) { return std::nextafter(stored / joule, endless) * joule; }
Energy next_below(Energy stored) { return std::nextafter(stored / joule, -endless) * joule; }

}  // namespace

ChargeBands::ChargeBands(const Plant& plant, const LoadTable& table, const StepMarks& marks)
    : count_(table.bands().size()),
      floor_(plant.battery.floor()),
      per_usable_(plant.battery.usable() > Energy() ? joule / plant.battery.usable() : 0.0) {
  const Battery& battery = plant.battery;
  from_c_ = std::max({battery.charge_min.in_celsius(), battery.discharge_min.in_celsius(),
                      battery.heater > Power() ? 5.0 : -endless});
  to_c_ = battery.charge_max_temperature.in_celsius();
  Energy upper(endless);
  for (std::size_t b = 0; b < count_; ++b) {
    const LoadBand& band = table.bands()[b];
    rows_[b] = {least_stored(marks.charge(band.from)), upper, band.all.data(),
                band.inside_c.data()};
    upper = rows_[b].lower;
    most_load_ = std::max(most_load_, band.most_load_w * watt);
  }
  int until = hours_per_year;
  int from = hours_per_year;
  for (std::size_t d = fits_until_.size(); d-- > 0;) {
    const LoadTable::CellDay& cells = table.cell_days()[d];
    const int first_hour = static_cast<int>(24 * d);
    (fits(cells.coldest_c) && fits(cells.hottest_c) ? from : until) = first_hour;
    fits_until_[d] = until;
    fits_from_[d] = from;
  }
  if (battery.capacity > Energy() && count_ > 0) {
    const Energy dust = floor_ + rounding_dust * battery.capacity;
    BandRow& lowest = rows_[count_ - 1];
    lowest.lower = std::max(lowest.lower, next_above(dust));
  }
}

double ChargeBands::charge_of(Energy stored) const {
  if (per_usable_ <= 0.0) return 1.0;
  return std::clamp(per_usable_ * ((stored - floor_) / joule), 0.0, 1.0);
}

Energy ChargeBands::least_stored(double charge) const {
  if (charge > 1.0) return Energy(endless);
  if (charge <= 0.0 || per_usable_ <= 0.0) return Energy(-endless);
  Energy stored = floor_ + charge / per_usable_ * joule;
  for (int n = 0; n < roundings_max && charge_of(stored) < charge; ++n) {
    stored = next_above(stored);
  }
  for (int n = 0; n < roundings_max; ++n) {
    const Energy below = next_below(stored);
    if (charge_of(below) < charge) break;
    stored = below;
  }
  return stored;
}

}  // namespace islet
