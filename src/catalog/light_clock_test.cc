// Goal: a weather year whose clock is an hour off is told from one that is right.
#include "catalog/light_clock.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace islet {
namespace {

/// Clear days at 15 E, where the zone of one hour is the sun's.
WeatherYear clear_year(double late_h) {
  WeatherYear year;
  year.position.longitude_deg = 15;
  year.utc_offset = 1.0 * hour;
  for (int i = 0; i < hours_per_year; ++i) {
    const double from_noon = i % 24 + 0.5 - 12 - late_h;
    const double sun = std::cos(from_noon * std::numbers::pi / 12);
    WeatherHour now;
    now.ghi = std::max(0.0, sun) * 800.0 * watt_per_square_metre;
    year.hours.push_back(now);
  }
  return year;
}

TEST(LightClock, MeasuresTheShift) {
  for (const double late : {-2.0, -1.0, 0.0, 0.3, 1.0}) {
    EXPECT_NEAR(light_offset(clear_year(late)) / hour, late, 0.1) << late;
  }
}

TEST(LightClock, NotesAnHourAndNotWhatCloudsDo) {
  for (const double late : {-1.0, 1.0}) {
    WeatherYear year = clear_year(late);
    note_light_offset(year);
    ASSERT_EQ(year.notes.size(), 1U);
    EXPECT_NE(year.notes.front().find(late > 0 ? "later" : "earlier"), std::string::npos);
  }
  for (const double late : {0.0, 0.3}) {
    WeatherYear year = clear_year(late);
    note_light_offset(year);
    EXPECT_TRUE(year.notes.empty());
  }
  WeatherYear dark = clear_year(0);
  for (WeatherHour& now : dark.hours) now.ghi = Irradiance();
  note_light_offset(dark);
  EXPECT_TRUE(dark.notes.empty());
}

}  // namespace
}  // namespace islet
