// Daily clearness (sunlight on the ground against that outside the air) drawn from monthly means.
#pragma once

#include <array>
#include <vector>

#include "base/random.h"
#include "catalog/weather.h"

namespace islet {

/// What a year of days is drawn from. Clearness 0..1.
struct ClearnessYear {
  std::array<double, months_per_year> monthly{};  ///< means, weighted by sunlight outside the air
  std::vector<double> outside;  ///< sunlight outside the air on each of 365 days, any unit
};

/// Clearness of 365 days whose weighted monthly means come within 3 % of `monthly`.
std::vector<double> daily_clearness(const ClearnessYear& given, RandomStream& random);

}  // namespace islet
