#include "twin/fuel_drift.h"

#include <algorithm>

namespace islet {
namespace {

constexpr double gauge_error = 0.05;
/// The level rises by more: somebody has filled in.
constexpr double delivery = 0.03;
constexpr Duration longest_gap = 3.0 * minute;

}  // namespace

void FuelDrift::saw(Instant now, std::optional<double> fuel, std::optional<Power> power) {
  if (!set_ || set_->tank <= Volume() || !fuel || !power) return;
  const bool is_filled = has_begun_ && *fuel > lowest_ + delivery;
  if (!has_begun_ || is_filled || between(last_, now) > longest_gap) {
    has_begun_ = true;
    full_ = lowest_ = *fuel;
    gone_ = burnt_ = Volume();
  } else {
    burnt_ += fuel_flow(*set_, power_, power_ > Power()) * between(last_, now);
    lowest_ = std::min(lowest_, *fuel);
    gone_ = std::max(0.0, full_ - lowest_) * set_->tank;
  }
  last_ = now;
  power_ = *power;
  drift_.judge(now, ratio());
}

double FuelDrift::ratio() const {
  if (!set_ || set_->tank <= Volume()) return 1;
  const Volume slack = gauge_error * set_->tank;
  return (gone_ + slack) / (burnt_ + slack);
}

}  // namespace islet
