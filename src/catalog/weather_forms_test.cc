// Goal: a year written in the form of another tool comes back hour for hour; the mistakes of such
// files are filled and told, or refused with their place.
#include "catalog/weather_forms.h"

#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "catalog/weather_file.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

const WeatherYear& el_paso() {
  static const WeatherYear year = [] {
    Result<WeatherYear> read = read_weather_year("data/weather/years/el_paso_tx_tmy3.csv");
    EXPECT_TRUE(read) << read.error().text();
    return std::move(*read);
  }();
  return year;
}

double w(Irradiance light) { return light / watt_per_square_metre; }
double ms(Speed wind) { return wind / metre_per_second; }

struct Moment {
  int month = 1, day = 1, hour = 0;
};

Moment moment_of(std::size_t at) {
  Moment moment;
  int day = static_cast<int>(at / 24);
  while (day >= days_in_month(moment.month - 1)) day -= days_in_month(moment.month++ - 1);
  moment.day = day + 1;
  moment.hour = static_cast<int>(at % 24);
  return moment;
}

/// Every hour of the year as a row.
std::string rows(const std::function<std::string(const Moment&, const WeatherHour&)>& row,
                 std::size_t shift = 0) {
  std::string text;
  for (std::size_t at = 0; at < hours_per_year; ++at) {
    text += row(moment_of(at), el_paso().hours[(at + shift) % hours_per_year]);
  }
  return text;
}

std::string tmy3() {
  const GeoPosition& place = el_paso().position;
  return fmt::format("722700,\"EL PASO INTERNATIONAL AP [UT]\",TX,-7.0,{},{},{}\n",
                     place.latitude_deg, place.longitude_deg, place.altitude / metre) +
         "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb "
         "(C),Wspd (m/s)\n" +
         rows([](const Moment& at, const WeatherHour& one) {
           return fmt::format("{:02}/{:02}/1988,{:02}:00,0,{},{},{},{},{}\n", at.month, at.day,
                              at.hour + 1, w(one.ghi), w(one.dni), w(one.dhi), one.air.in_celsius(),
                              ms(one.wind));
         });
}

std::string epw() {
  const GeoPosition& place = el_paso().position;
  return fmt::format("LOCATION,El Paso,TX,USA,TMY3,722700,{},{},-7.0,{}\n", place.latitude_deg,
                     place.longitude_deg, place.altitude / metre) +
         "DESIGN CONDITIONS,0\nCOMMENTS 1,x\nDATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31\n" +
         rows([](const Moment& at, const WeatherHour& one) {
           return fmt::format(
               "1988,{},{},{},60,?9?9,{},0,50,88000,0,0,300,{},{},{},0,0,0,0,180,{},"
               "0,0\n",
               at.month, at.day, at.hour + 1, one.air.in_celsius(), w(one.ghi), w(one.dni),
               w(one.dhi), ms(one.wind));
         });
}

/// Rows in UTC: 7 hours ahead of El Paso's own time.
std::string psm3() {
  const GeoPosition& place = el_paso().position;
  return "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time "
         "Zone\n" +
         fmt::format("NSRDB,123,-,-,-,{},{},0,{},-7\n", place.latitude_deg, place.longitude_deg,
                     place.altitude / metre) +
         "Year,Month,Day,Hour,Minute,DHI,DNI,GHI,Temperature,Wind Speed\n" +
         rows(
             [](const Moment& at, const WeatherHour& one) {
               return fmt::format("2013,{},{},{},30,{},{},{},{},{}\n", at.month, at.day, at.hour,
                                  w(one.dhi), w(one.dni), w(one.ghi), one.air.in_celsius(),
                                  ms(one.wind));
             },
             hours_per_year - 7);
}

std::string pvgis() {
  const GeoPosition& place = el_paso().position;
  return fmt::format(
             "Latitude (decimal degrees): {}\nLongitude (decimal degrees): {}\n"
             "Elevation (m): {}\nIrradiance Time Offset (h): 0.5\nmonth,year\n1,2015\n",
             place.latitude_deg, place.longitude_deg, place.altitude / metre) +
         "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\n" +
         rows(
             [](const Moment& at, const WeatherHour& one) {
               return fmt::format("2015{:02}{:02}:{:02}00,{},50,{},{},{},300,{},180,88000\n",
                                  at.month, at.day, at.hour, one.air.in_celsius(), w(one.ghi),
                                  w(one.dni), w(one.dhi), ms(one.wind));
             },
             hours_per_year - 7) +
         "\nT2m: 2-m air temperature (degree Celsius)\n";
}

class WeatherForms : public testing::Test {
 public:
  ~WeatherForms() override { fs::remove(path_); }

 protected:
  Result<WeatherYear> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_weather_year(path_);
  }

  std::string path_ =
      (fs::temp_directory_path() / ("islet-weather-" + std::to_string(getpid()))).string();
};

void expect_el_paso(const Result<WeatherYear>& year) {
  ASSERT_TRUE(year) << year.error().text();
  EXPECT_EQ(year->utc_offset, -7 * hour);
  EXPECT_NEAR(year->sun_at / hour, 0.5, 1e-9);
  ASSERT_EQ(year->hours.size(), static_cast<std::size_t>(hours_per_year));
  for (std::size_t at = 0; at < hours_per_year; ++at) {
    ASSERT_NEAR(w(year->hours[at].ghi), w(el_paso().hours[at].ghi), 1e-6) << at;
    ASSERT_NEAR(w(year->hours[at].dni), w(el_paso().hours[at].dni), 1e-6) << at;
    ASSERT_NEAR(year->hours[at].air.in_celsius(), el_paso().hours[at].air.in_celsius(), 1e-9) << at;
    ASSERT_NEAR(ms(year->hours[at].wind), ms(el_paso().hours[at].wind), 1e-9) << at;
  }
}

TEST_F(WeatherForms, Tmy3ComesBackHourForHour) { expect_el_paso(read(tmy3())); }
TEST_F(WeatherForms, EpwComesBackHourForHour) { expect_el_paso(read(epw())); }
TEST_F(WeatherForms, Psm3InUtcComesBackInLocalTime) { expect_el_paso(read(psm3())); }
TEST_F(WeatherForms, PvgisComesBackInLocalTimeWithoutItsLegend) { expect_el_paso(read(pvgis())); }

std::string without_line(const std::string& text, int number) {
  std::size_t at = 0;
  for (int line = 1; line < number; ++line) at = text.find('\n', at) + 1;
  return text.substr(0, at) + text.substr(text.find('\n', at) + 1);
}

/// The EPW file with the columns that follow the wind, to those of snow depth and rain.
std::string epw_with_snow(const std::function<std::pair<double, double>(int)>& depth_and_rain) {
  std::string out;
  int at = -1;
  const std::string text = epw();
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    out += text.substr(from, end - from);
    if (at >= 0) {
      const auto [depth, rain] = depth_and_rain(at);
      out += fmt::format(",9999,9,999999999,0,0.1,88,{},88,0.2,{}", depth, rain);
    }
    if (at >= 0 || text.compare(from, 12, "DATA PERIODS") == 0) ++at;
    out += '\n';
    from = end + 1;
  }
  return out;
}

TEST_F(WeatherForms, SnowThatRisesOnTheGroundIsFresh) {
  // 999 stands for "not known"; 5 cm fall in hour 100, 2 cm melt, 3 cm fall in hour 200.
  const Result<WeatherYear> year = read(epw_with_snow([](int at) {
    const double depth = at < 100 ? 0 : at < 150 ? 5 : at < 200 ? 3 : at < 300 ? 6 : 0;
    return std::pair(at == 120 ? 999 : depth, 0.0);
  }));
  ASSERT_TRUE(year) << year.error().text();
  ASSERT_EQ(year->snowfall.size(), static_cast<std::size_t>(hours_per_year));
  Length sum;
  for (const Length each : year->snowfall) sum += each;
  EXPECT_NEAR(sum / metre, 0.08, 1e-12);
  EXPECT_NEAR(year->snowfall[100] / metre, 0.05, 1e-12);
  EXPECT_NEAR(year->snowfall[200] / metre, 0.03, 1e-12);
  EXPECT_EQ(year->notes.back(),
            "snow falls in 2 hours of the file and lies on the panels until it slides");
}

TEST_F(WeatherForms, RainInFrostIsSnow) {
  // Depth unknown throughout; rain falls through the winter and in one hour of summer.
  const Result<WeatherYear> year = read(
      epw_with_snow([](int at) { return std::pair(999.0, at == 4000 || at < 2000 ? 1.5 : 0.0); }));
  ASSERT_TRUE(year) << year.error().text();
  ASSERT_FALSE(year->snowfall.empty());
  for (std::size_t at = 0; at < 2000; ++at) {
    const bool freezes = el_paso().hours[at].air < celsius(1);
    EXPECT_NEAR(year->snowfall[at] / metre, freezes ? 0.015 : 0.0, 1e-12) << at;
  }
  EXPECT_EQ(year->snowfall[4000], Length());
}

TEST_F(WeatherForms, AFileWithoutSnowTellsOfNone) {
  EXPECT_TRUE(read(epw())->snowfall.empty());
  EXPECT_TRUE(read(epw_with_snow([](int) { return std::pair(0.0, 0.0); }))->snowfall.empty());
}

TEST_F(WeatherForms, AMissingHourIsFilledAndTold) {
  const auto year = read(without_line(epw(), 1000));
  ASSERT_TRUE(year) << year.error().text();
  ASSERT_EQ(year->notes.size(), 1U);
  EXPECT_EQ(year->notes.front(), "5 missing values were filled between their neighbours");
}

TEST_F(WeatherForms, ACodeForMissingIsNoValue) {
  std::string text = epw();
  const std::size_t at = text.find(",?9?9,") + 6;
  text.replace(at, text.find(',', at) - at, "99.9");
  const auto year = read(text);
  ASSERT_TRUE(year) << year.error().text();
  EXPECT_EQ(year->notes.size(), 1U);
  EXPECT_LT(year->hours[0].air.in_celsius(), 40);
}

TEST_F(WeatherForms, AFileCutOffIsRefused) {
  const std::string text = tmy3();
  const auto year = read(text.substr(0, text.size() / 2));
  ASSERT_FALSE(year);
  EXPECT_NE(year.error().what.find("of 8760 hours"), std::string::npos) << year.error().text();
}

TEST_F(WeatherForms, AnHourGivenTwiceIsRefusedWithBothLines) {
  std::string text = tmy3();
  const std::size_t start = text.find("01/02/1988,05:00");
  const std::string row = text.substr(start, text.find('\n', start) + 1 - start);
  text.insert(start, row);
  const auto year = read(text);
  ASSERT_FALSE(year);
  EXPECT_EQ(year.error().what, "this hour was given in line 31 already");
  EXPECT_EQ(year.error().place.line, 32);
}

TEST_F(WeatherForms, AWrongTimeZoneIsToldByItsNights) {
  std::string text = tmy3();
  text.replace(text.find("-7.0"), 4, "5.00");
  const auto year = read(text);
  ASSERT_FALSE(year);
  EXPECT_NE(year.error().what.find("light while the sun is down"), std::string::npos);
}

TEST_F(WeatherForms, AMissingColumnIsNamed) {
  std::string text = pvgis();
  text.replace(text.find("G(h)"), 4, "G(i)");
  const auto year = read(text);
  ASSERT_FALSE(year);
  EXPECT_EQ(year.error().what, "the file has no column of global horizontal");
}

std::string with(std::string text, const std::string& old, const std::string& replacement) {
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

TEST_F(WeatherForms, NumbersFarFromACalendarOrAClockAreRefused) {
  struct Case {
    std::string text, what;
  };
  const Case cases[] = {
      {with(psm3(), "Zone\nNSRDB", "Zone\nNSRDB"), ""},
      {with(psm3(), ",-7\n", ",1e300\n"),
       "the local time zone is \"1e300\", must be a number from -14 to 14"},
      {with(psm3(), "2013,1,1,3,", "2013,1e300,1,3,"),
       "the time of the row is \"2013,1e300,1,3,30,0,\", which is none"},
      {with(psm3(), "2013,1,1,3,30", "2013,1,1,3,1e300"),
       "month, day and hour of the row are no moment of a year"},
      {with(tmy3(), "01/01/1988,03:00", "01/-9e99/1988,03:00"),
       "the time of the row is \"01/-9e99/1988\", which is none"},
      {with(tmy3(), "-7.0,", "99,"), "the time zone is \"99\", must be a number from -14 to 14"},
      {with(epw(), "1988,1,1,3,60", "1988,1,1,1e9,60"),
       "the time of the row is \"1988,1,1,1e9,60,?9?9\", which is none"},
  };
  for (const Case& one : cases) {
    const auto year = read(one.text);
    EXPECT_EQ(year ? "" : year.error().what, one.what);
  }
}

TEST_F(WeatherForms, ALeapDayIsLeftOut) {
  std::string text = psm3();
  text += "2012,2,29,12,30,100,500,400,20,3\n";
  expect_el_paso(read(text));
}

}  // namespace
}  // namespace islet
