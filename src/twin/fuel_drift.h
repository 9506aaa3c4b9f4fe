// Whether the tank falls as the generator burns: a leak, a thief, a worn engine, a wrong gauge.
#pragma once

#include <optional>

#include "base/instant.h"
#include "energy/generator.h"
#include "twin/drift.h"

namespace islet {

class FuelDrift {
 public:
  explicit FuelDrift(const std::optional<Generator>& set) : set_(set) {}

  void saw(Instant now, std::optional<double> fuel, std::optional<Power> power);

  /// Litres that are gone over litres that the simulation's set burnt, since the last delivery.
  ///
  ///     burnt = sum of fuel_flow(power) dt while power > 0
  ///     ratio = (gone + 5 % of the tank) / (burnt + 5 % of the tank)
  ///
  /// Valid for   tanks whose gauge is good to a few percent
  /// Leaves out  what is filled in while it burns
  /// Source      fuel line of energy/generator.h; own choice of what the gauge may be off
  double ratio() const;

  Volume gone() const { return gone_; }
  Volume burnt() const { return burnt_; }
  const Drift& drift() const { return drift_; }

 private:
  std::optional<Generator> set_;
  Drift drift_{0.5, 0.3};
  bool has_begun_ = false;
  double full_ = 0;  ///< share of the tank when it was counted from
  double lowest_ = 1;
  Instant last_;
  Power power_;
  Volume gone_, burnt_;
};

}  // namespace islet
