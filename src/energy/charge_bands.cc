#include "energy/charge_bands.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace islet {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
/// Roundings between a charge and its store.
constexpr int roundings_max = 64;

}  // namespace

ChargeBands::ChargeBands(const Plant& plant, const LoadTable& table)
    : count_(table.bands().size()),
      floor_j_(plant.battery.floor() / joule),
      per_usable_(plant.battery.usable() > Energy() ? joule / plant.battery.usable() : 0.0) {
  const Battery& battery = plant.battery;
  from_c_ = std::max({battery.charge_min.in_celsius(), battery.discharge_min.in_celsius(),
                      battery.heater > Power() ? 5.0 : -endless});
  to_c_ = battery.charge_max_temperature.in_celsius();
  double upper = endless;
  for (std::size_t b = 0; b < count_; ++b) {
    const LoadBand& band = table.bands()[b];
    rows_[b] = {least_stored_j(band.from), upper, band.all.data(), band.inside_c.data()};
    upper = rows_[b].lower_j;
    most_load_w_ = std::max(most_load_w_, band.most_load_w);
  }
  // The cells feel the hour before.
  fits_until_.resize(hours_per_year + 1, hours_per_year);
  const double* coldest = table.coldest_c().data();
  const double* hottest = table.hottest_c().data();
  int until = hours_per_year;
  for (std::size_t i = hours_per_year; i-- > 1;) {
    if (coldest[i - 1] < from_c_ || hottest[i - 1] > to_c_) until = static_cast<int>(i);
    fits_until_[i] = until;
  }
  fits_until_[0] = until;
  if (battery.capacity > Energy() && count_ > 0) {
    const double dust = floor_j_ + rounding_dust * battery.capacity / joule;
    BandRow& lowest = rows_[count_ - 1];
    lowest.lower_j = std::max(lowest.lower_j, std::nextafter(dust, endless));
  }
}

double ChargeBands::charge_of(double stored_j) const {
  return std::clamp(per_usable_ * (stored_j - floor_j_), 0.0, 1.0);
}

double ChargeBands::least_stored_j(double charge) const {
  if (charge <= 0.0) return -endless;
  if (charge > 1.0 || per_usable_ <= 0.0) return endless;
  double stored = floor_j_ + charge / per_usable_;
  for (int n = 0; n < roundings_max && charge_of(stored) < charge; ++n) {
    stored = std::nextafter(stored, endless);
  }
  for (int n = 0; n < roundings_max; ++n) {
    const double below = std::nextafter(stored, -endless);
    if (charge_of(below) < charge) break;
    stored = below;
  }
  return stored;
}

const BandRow* ChargeBands::enter(double stored_j, int i, BandPath& path) const {
  std::size_t band = path.count > 0 ? path.last().band : 0;
  while (band > 0 && stored_j >= rows_[band].upper_j) --band;
  while (band < count_ && stored_j < rows_[band].lower_j) ++band;
  if (band == count_ || path.count == BandPath::most) return nullptr;
  path.parts[path.count++] = {band, i};
  return &rows_[band];
}

}  // namespace islet
