// Goal: trackers face the sun where they may, turn back before rows shade one another, and rows
// take from one another what geometry says.
#include "energy/tracker.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;

SunPosition sun_at(double zenith_deg, double azimuth_deg) {
  return {90 - zenith_deg, azimuth_deg, zenith_deg};
}

TEST(Tracker, NeverFacesAwayFromTheSunMoreThanLevelGroundDoes) {
  const Tracker tracker;
  for (int zenith_deg = 0; zenith_deg < 90; zenith_deg += 3) {
    for (int azimuth_deg = 0; azimuth_deg < 360; azimuth_deg += 15) {
      const SunPosition sun = sun_at(zenith_deg, azimuth_deg);
      const double rotation_deg = tracker_rotation_deg(tracker, sun);
      EXPECT_LE(std::abs(rotation_deg), tracker.rotation_max_deg);
      EXPECT_GE(incidence_cosine(sun, tracker_surface(tracker, rotation_deg)),
                std::cos(zenith_deg * degree) - 1e-12);
    }
  }
}

TEST(Tracker, BacktrackingLeavesNoShade) {
  Tracker tracker;
  tracker.rotation_max_deg = 90;
  for (int zenith_deg = 0; zenith_deg < 90; ++zenith_deg) {
    for (const int azimuth_deg : {60, 90, 120, 240, 270, 300}) {
      const SunPosition sun = sun_at(zenith_deg, azimuth_deg);
      const double rotation_deg = tracker_rotation_deg(tracker, sun);
      EXPECT_NEAR(row_shade(tracker, sun, rotation_deg), 0, 1e-9) << zenith_deg;
    }
  }
}

TEST(Tracker, WithoutBacktrackingLowSunShadesRows) {
  Tracker tracker;
  tracker.backtracks = false;
  tracker.rotation_max_deg = 90;
  const SunPosition sun = sun_at(80, 90);
  // Facing the sun, a row's shadow covers 1 - cos z / ground cover of the next.
  EXPECT_NEAR(row_shade(tracker, sun, tracker_rotation_deg(tracker, sun)),
              1 - std::cos(80 * degree) / 0.4, 1e-9);
  EXPECT_EQ(tracker_rotation_deg(tracker, sun_at(95, 90)), 0);
}

TEST(Tracker, AxisDirectionDoesNotMatterOnLevelGround) {
  Tracker north;
  north.axis_azimuth_deg = 0;
  const Tracker south;
  const SunPosition sun = sun_at(50, 110);
  const Surface a = tracker_surface(north, tracker_rotation_deg(north, sun));
  const Surface b = tracker_surface(south, tracker_rotation_deg(south, sun));
  EXPECT_NEAR(a.tilt_deg, b.tilt_deg, 1e-9);
  EXPECT_NEAR(std::remainder(a.azimuth_deg - b.azimuth_deg, 360), 0, 1e-9);
  EXPECT_NEAR(b.azimuth_deg, 90, 1e-9);
}

// Rows far apart see what a lone row sees; upright rows as far apart as they are high see
// 1 + 1 - sqrt(2) of the half sky.
TEST(Tracker, RowsSeeLessOfTheSkyTheCloserTheyStand) {
  EXPECT_NEAR(row_view(1e-6, 30).sky, 1, 1e-5);
  EXPECT_NEAR(row_view(1e-6, 30).ground, 1, 1e-5);
  EXPECT_NEAR(row_view(1, 90).sky, 2 - std::numbers::sqrt2, 1e-12);
  EXPECT_GT(row_view(0.3, 30).sky, row_view(0.5, 30).sky);
  EXPECT_EQ(row_view(0, 30).sky, 1);
}

}  // namespace
}  // namespace islet
