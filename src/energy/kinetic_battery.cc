#include "energy/kinetic_battery.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

/// Share of the capacity in the available tank that makes a discharge in `shorter` hours give
/// `ratio` of what one in `longer` hours gives, at a flow of `rate` per hour.
///
///     c = x / (x + k a b (1 - r)),   x = r b (1 - e^(-k a)) - a (1 - e^(-k b))
///
/// a is the shorter time, b the longer, r the ratio of the energies.
///
/// Valid for   discharges of one battery at constant power
/// Leaves out  temperature, age
/// Source      Manwell and McGowan, "Lead acid battery storage model for hybrid energy systems",
///             Solar Energy 50(5), 1993; DiOrio et al., NREL/TP-6A20-64641, 2015
double share_for(double ratio, double shorter, double longer, double rate) {
  const double fast = ratio * -std::expm1(-rate * shorter) * longer;
  const double slow = -std::expm1(-rate * longer) * shorter;
  const double flow = rate * shorter * longer * (1 - ratio);
  return (fast - slow) / (fast - slow + flow);
}

struct Exponentials {
  double left;     ///< e^-kt: of the imbalance at the end of the step
  double settled;  ///< 1 - e^-kt
  double lag;      ///< kt - (1 - e^-kt)
};

Exponentials exponentials(Frequency rate, Duration step) {
  const double kt = rate * step;
  const double settled = -std::expm1(-kt);
  return {1 - settled, settled, kt - settled};
}

}  // namespace

/// Rate and share that fit the three discharges, and the capacity behind them.
///
///     share(short / 20 h, k) = share(short / 10 h, k)          solved for k
///     capacity = in_20_hours ((1 - e^(-20 h k)) (1 - c) + 20 h k c) / (20 h k c)
///
/// Valid for   lead-acid; discharges at constant power from full
/// Leaves out  temperature, age
/// Source      Manwell and McGowan 1993 and DiOrio et al. 2015, as above
KineticTanks kinetic_tanks(const CapacityTest& test) {
  CHECK(test.in_20_hours >= test.in_10_hours && test.in_10_hours >= test.in_short_time);
  CHECK(test.in_short_time > Energy() && test.short_time > Duration());
  const double short_h = test.short_time / hour;
  const double to_20 = test.in_short_time / test.in_20_hours;
  const double to_10 = test.in_short_time / test.in_10_hours;
  const auto difference = [&](double rate) {
    return share_for(to_20, short_h, 20, rate) - share_for(to_10, short_h, 10, rate);
  };
  // The difference has one zero; its place is between a day and a minute.
  constexpr int steps = 4000;
  double low = 1e-3;
  double high = low;
  for (int i = 1; i <= steps; ++i) {
    high = 1e-3 * std::pow(6e4, static_cast<double>(i) / steps);
    if (difference(low) * difference(high) <= 0) break;
    low = high;
  }
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (difference(low) * difference(middle) <= 0 ? high : low) = middle;
  }
  KineticTanks tanks;
  const double rate = 0.5 * (low + high);
  const double share = std::clamp(share_for(to_20, short_h, 20, rate), 1e-6, 1.0);
  const double flow = 20 * rate * share;
  tanks.rate = rate / hour;
  tanks.available_share = share;
  tanks.capacity = test.in_20_hours * ((-std::expm1(-20 * rate) * (1 - share) + flow) / flow);
  return tanks;
}

KineticCharge at_rest(const KineticTanks& tanks, double share) {
  const Energy total = share * tanks.capacity;
  return {tanks.available_share * total, (1 - tanks.available_share) * total};
}

/// Draw that empties the available tank at the end of the step.
///
///     (k q1 e + q k c (1 - e)) / (1 - e + c (kt - 1 + e)),   e = exp(-k t)
///
/// Valid for   any step
/// Leaves out  the current that plates and cables stand
/// Source      Manwell and McGowan 1993; HOMER Pro 3.12 help, "Kinetic Battery Model"
Power kinetic_discharge_limit(const KineticTanks& tanks, const KineticCharge& charge,
                              Duration step) {
  const Exponentials e = exponentials(tanks.rate, step);
  const double c = tanks.available_share;
  const Energy reach = e.left * charge.available + e.settled * c * charge.total();
  return std::max(Power(), tanks.rate * reach / (e.settled + c * e.lag));
}

/// Charging that fills the available tank at the end of the step.
///
///     (k c capacity - k q1 e - q k c (1 - e)) / (1 - e + c (kt - 1 + e)),   e = exp(-k t)
///
/// Valid for   any step
/// Leaves out  the current that plates and cables stand; gassing
/// Source      Manwell and McGowan 1993; HOMER Pro 3.12 help, "Kinetic Battery Model"
Power kinetic_charge_limit(const KineticTanks& tanks, const KineticCharge& charge, Duration step) {
  const Exponentials e = exponentials(tanks.rate, step);
  const double c = tanks.available_share;
  const Energy reach = e.left * charge.available + e.settled * c * charge.total();
  return std::max(Power(), tanks.rate * (c * tanks.capacity - reach) / (e.settled + c * e.lag));
}

/// The tanks after a step at constant power, exactly.
///
///     q1' = q1 e + (q k c - P)(1 - e) / k - P c (kt - 1 + e) / k
///     q2' = q2 e + q (1 - c)(1 - e) - P (1 - c)(kt - 1 + e) / k
///
/// Valid for   any step; q1' + q2' = q - P t
/// Leaves out  losses, which stand outside the tanks
/// Source      Manwell and McGowan 1993
KineticCharge after(const KineticTanks& tanks, const KineticCharge& charge, Power drawn,
                    Duration step) {
  const Exponentials e = exponentials(tanks.rate, step);
  const double c = tanks.available_share;
  const Energy total = charge.total();
  const Energy available = e.left * charge.available + e.settled * c * total -
                           drawn * (e.settled + c * e.lag) / tanks.rate;
  return {available, total - drawn * step - available};
}

}  // namespace islet
