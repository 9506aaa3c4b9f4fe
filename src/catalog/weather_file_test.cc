// Goal: a good weather year is read to the last digit, a bad one gets one clear message at its
// place.
#include "catalog/weather_file.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace islet {
namespace {

/// A well-formed year at 0 N 0 E, with light from 8 to 16 o'clock.
struct Sample {
  std::vector<std::string> lines;

  Sample() {
    lines = {"# site: Null Island", "# lat: 0",     "# lon: 0",
             "# tz_hours: 0",       "# elev_m: 10", "month,day,hour,ghi,dni,dhi,temp_c,wind_ms"};
    for (int d = 0, m = 0, date = 1; d < 365; ++d) {
      for (int h = 0; h < 24; ++h) {
        const bool light = h >= 8 && h < 16;
        lines.push_back(std::to_string(m + 1) + "," + std::to_string(date) + "," +
                        std::to_string(h) + (light ? ",500,400,250.5" : ",0,0,0") + ",25.5,3");
      }
      if (++date > days_in_month(m)) date = 1, ++m;
    }
  }
};

class WeatherFile : public testing::Test {
 protected:
  std::string path_ = testing::TempDir() + "islet_weather_file_test.csv";

  void TearDown() override { std::filesystem::remove(path_); }

  Result<WeatherYear> read_text_of(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    return read_weather_year(path_);
  }

  Result<WeatherYear> read(const Sample& sample, const std::string& end = "\n") {
    std::string text;
    for (const std::string& line : sample.lines) text += line + end;
    return read_text_of(text);
  }

  /// The whole message without the name of the file.
  std::string message(const Result<WeatherYear>& result) {
    if (result) return "no error";
    const std::string text = result.error().text();
    EXPECT_EQ(text.substr(0, path_.size()), path_);
    return text.substr(path_.size());
  }
};

const std::string format_hint = "\n  hint: The format is described in data/weather/README.md.";
const std::string cut_hint =
    "\n  hint: The file may have been cut off while it was written; fetch it again.";
const std::string order_hint =
    "\n  hint: Rows run from 1 January 00:00 local standard time, hour by hour, hours 0 to 23, "
    "none missing.";
const std::string value_hint =
    "\n  hint: Fill gaps before use; irradiance is in W/m2, temperature in C, wind in m/s.";

TEST_F(WeatherFile, IsReadToTheLastDigit) {
  const Result<WeatherYear> weather = read(Sample());
  ASSERT_TRUE(weather) << weather.error().text();
  EXPECT_EQ(weather->name, "Null Island");
  EXPECT_EQ(weather->hours.size(), static_cast<std::size_t>(hours_per_year));
  EXPECT_EQ(weather->position.altitude, 10 * metre);
  EXPECT_EQ(weather->sun_at, 0.5 * hour);
  EXPECT_EQ(weather->grade, Grade::c);
  EXPECT_EQ(weather->hours[8].dhi, 250.5 * watt_per_square_metre);
  EXPECT_EQ(weather->hours[8].air, celsius(25.5));
}

TEST_F(WeatherFile, WindowsLineEndsAndAByteOrderMarkDoNotMatter) {
  EXPECT_TRUE(read(Sample(), "\r\n"));
  Sample sample;
  sample.lines[0] = "\xEF\xBB\xBF" + sample.lines[0];
  EXPECT_TRUE(read(sample));
}

TEST_F(WeatherFile, MustExistAndBeAFile) {
  EXPECT_EQ(message(read_weather_year(path_)),
            ": error[D1]: there is no such file\n  hint: Check the name and the folder.");
  EXPECT_EQ(read_weather_year("/dev/zero").error().text(),
            "/dev/zero: error[D1]: this is not a file that can be read\n  hint: Name a CSV file.");
  EXPECT_EQ(message(read_text_of("")),
            ": error[D3]: is empty, must be a weather year" + format_hint);
}

TEST_F(WeatherFile, AboveSixteenMegabytesIsRefusedUnread) {
  std::string text;
  text.resize(17'000'000, 'x');
  EXPECT_EQ(
      message(read_text_of(text)),
      ": error[D8]: has 17000000 bytes, must have at most 16000000\n  hint: Keep one year of hours "
      "and only the columns that are asked for.");
}

TEST_F(WeatherFile, NeedsItsPlace) {
  Sample sample;
  sample.lines.erase(sample.lines.begin() + 1);
  EXPECT_EQ(
      message(read(sample)),
      ":1:1: error[D3]: the line \"# lat: ...\" is missing\n  hint: Write latitude, longitude, "
      "time zone and height above the columns. The format is described in "
      "data/weather/README.md.");
  Sample wrong;
  wrong.lines[2] = "# lon: 190 E";
  EXPECT_EQ(message(read(wrong)),
            ":3:8: error[D3]: lon is \"190 E\", must be a number from -180 to 180" + format_hint);
  Sample grade;
  grade.lines[0] = "# grade: good";
  EXPECT_EQ(message(read(grade)),
            ":1:10: error[D3]: grade is \"good\", must be A, B, C or D\n  hint: A: measured at the "
            "site; B: near it; C: from a model; D: a guess.");
}

TEST_F(WeatherFile, NeedsItsColumns) {
  Sample sample;
  sample.lines[5] = "month,day,hour,dni,ghi,dhi,temp_c,wind_ms";
  EXPECT_EQ(message(read(sample)),
            ":6:1: error[D3]: columns are \"month,day,hour,dni,ghi,dhi,temp_c,wind_m...\", must be "
            "\"month,day,hour,ghi,dni,dhi,temp_c,wind_ms\"" +
                format_hint);
  EXPECT_EQ(message(read_text_of("# lat: 0\n")),
            ": error[D3]: has no line of columns" + format_hint);
}

TEST_F(WeatherFile, MissesNoHour) {
  Sample sample;
  sample.lines.erase(sample.lines.begin() + 9);
  EXPECT_EQ(message(read(sample)),
            ":10:1: error[D3]: month,day,hour is \"1,1,4\", must be \"1,1,3\"" + order_hint);
}

TEST_F(WeatherFile, HasNoLeapDay) {
  Sample sample;
  sample.lines.insert(sample.lines.begin() + 6 + 59 * 24, "2,29,0,0,0,0,25,3");
  EXPECT_EQ(message(read(sample)),
            ":1423:1: error[D3]: month,day,hour is \"2,29,0\", must be \"3,1,0\"\n  hint: Leave 29 "
            "February out: a weather year has 8760 hours.");
}

TEST_F(WeatherFile, IsNotCutOff) {
  Sample hours;
  hours.lines.resize(6 + 100);
  EXPECT_EQ(message(read(hours)),
            ":106:1: error[D3]: ends after 100 hours, must have 8760; the next would be \"1,5,4\"" +
                cut_hint);
  Sample line;
  line.lines.resize(6 + 100);
  line.lines.back() = "1,5,3,0,0";
  EXPECT_EQ(
      message(read(line)),
      ":106:1: error[D3]: has 5 fields, must have 8: month,day,hour,ghi,dni,dhi,temp_c,wind_ms" +
          cut_hint);
}

TEST_F(WeatherFile, IsOneYear) {
  Sample sample;
  sample.lines.push_back("1,1,0,0,0,0,25,3");
  EXPECT_EQ(message(read(sample)),
            ":8767:1: error[D3]: there are more than 8760 hours\n  hint: Keep one year, without 29 "
            "February.");
}

TEST_F(WeatherFile, HoldsNumbersThatTheEarthCanGive) {
  const std::pair<std::string, std::string> cases[] = {
      {"1,1,0,abc,0,0,25,3",
       ":7:7: error[D3]: ghi is \"abc\", must be a number from 0 to 1500 W/m2"},
      {"1,1,0,0,nan,0,25,3",
       ":7:9: error[D3]: dni is \"nan\", must be a number from 0 to 1500 W/m2"},
      {"1,1,0,0,0,-5,25,3",
       ":7:11: error[D3]: dhi is \"-5\", must be a number from 0 to 1000 W/m2"},
      {"1,1,0,0,0,0,77,3", ":7:13: error[D3]: temp_c is \"77\", must be a number from -95 to 65 C"},
      {"1,1,0,0,0,0,25,inf",
       ":7:16: error[D3]: wind_ms is \"inf\", must be a number from 0 to 120 m/s"},
      {"1,1,0,0,0,0,,3", ":7:13: error[D3]: temp_c is \"\", must be a number from -95 to 65 C"}};
  for (const auto& [line, expected] : cases) {
    Sample sample;
    sample.lines[6] = line;
    EXPECT_EQ(message(read(sample)), expected + value_hint);
  }
}

TEST_F(WeatherFile, IsDarkAtNight) {
  Sample sample;
  sample.lines[3] = "# tz_hours: 10";
  EXPECT_EQ(
      message(read(sample)),
      ":15:7: error[D3]: ghi,dni,dhi is \"500,400,250.5\" while the sun is down, must be 0\n  "
      "hint: Check lat, lon and tz_hours: hours are local standard time, not UTC and not "
      "summer time.");
}

TEST_F(WeatherFile, IsInWatts) {
  Sample sample;
  for (std::string& line : sample.lines) {
    const std::size_t at = line.find(",500,400,250.5");
    if (at != std::string::npos) line.replace(at, 14, ",0.5,0.4,0.25");
  }
  EXPECT_EQ(
      message(read(sample)),
      ": error[D3]: ghi sums to 1 kWh/m2, must sum to 300 to 3000 kWh/m2 in a year\n  hint: Give "
      "irradiance as the mean of each hour in W/m2.");
}

}  // namespace
}  // namespace islet
