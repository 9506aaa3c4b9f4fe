// Goal: a weak grid's year has exactly its dark hours, no outage beyond the longest, and repeats.
#include "energy/grid.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

struct Outages {
  int dark = 0;
  int longest = 0;
  int count = 0;
};

Outages outages_of(const std::vector<Power>& power) {
  Outages found;
  int run = 0;
  for (const Power hourly : power) {
    run = hourly > Power() ? 0 : run + 1;
    found.dark += run > 0 ? 1 : 0;
    found.count += run == 1 ? 1 : 0;
    found.longest = std::max(found.longest, run);
  }
  return found;
}

TEST(WeakGrid, MeetsItsAvailabilityForEverySeed) {
  const WeakGrid clinic{3.0 * kilowatt, 0.58, 3.0 * day, Duration()};
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Outages found = outages_of(grid_year(clinic, seed));
    EXPECT_EQ(found.dark, std::lround(0.42 * 8760)) << "seed " << seed;
    EXPECT_EQ(found.longest, 72) << "seed " << seed;
  }
}

TEST(WeakGrid, MeanOutageFollowsFromTheLongest) {
  const WeakGrid clinic{3.0 * kilowatt, 0.58, 3.0 * day, Duration()};
  const double mean = mean_outage(clinic) / hour;
  EXPECT_NEAR(mean * (std::log(0.42 * 8760 / mean) + 0.5772), 72.0, 0.1);
  // The drawn years have about that mean.
  const Outages found = outages_of(grid_year(clinic, 7));
  EXPECT_NEAR(static_cast<double>(found.dark) / found.count, mean, 0.2 * mean);
}

TEST(WeakGrid, ExtremesAreAllOrNothing) {
  const WeakGrid always{1.8 * kilowatt, 1.0, Duration(), Duration()};
  EXPECT_EQ(outages_of(grid_year(always, 1)).dark, 0);
  const WeakGrid never{1.8 * kilowatt, 0.0, Duration(), Duration()};
  EXPECT_EQ(outages_of(grid_year(never, 1)).dark, 8760);
  const WeakGrid hardly{1.8 * kilowatt, 0.001, 1.0 * hour, 1.0 * hour};
  EXPECT_EQ(outages_of(grid_year(hardly, 1)).dark, 8751);
  const WeakGrid ship{1.8 * kilowatt, 0.997, Duration(), 1.0 * hour};
  EXPECT_EQ(outages_of(grid_year(ship, 1)).dark, 26);
}

TEST(WeakGrid, SameSeedGivesTheSameYear) {
  const WeakGrid clinic{3.0 * kilowatt, 0.58, 3.0 * day, Duration()};
  EXPECT_EQ(grid_year(clinic, 3), grid_year(clinic, 3));
  EXPECT_NE(grid_year(clinic, 3), grid_year(clinic, 4));
}

TEST(Bridging, HoldsLoadTimesLengthBeforeTheInverter) {
  const Bridging need = bridging_energy(1.5 * kilowatt, 15.0 * minute, 0.9);
  EXPECT_NEAR(need.energy / watt_hour, 416.667, 0.001);
  EXPECT_NEAR(need.power / watt, 1666.667, 0.001);
}

}  // namespace
}  // namespace islet
