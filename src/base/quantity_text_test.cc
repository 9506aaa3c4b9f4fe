// Goal: every form that site files use is read as people mean it, and every slip is named.
#include "base/quantity_text.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

struct Row {
  const char* text;
  ValueForm form;
  double typical;
  double low;
  double high;
  Dimension dimension;
};

TEST(ParseValue, ReadsTheFormsOfTheExamples) {
  const Row rows[] = {
      {"72 W", ValueForm::known, 72, 72, 72, Power::dimension},
      {"72W", ValueForm::known, 72, 72, 72, Power::dimension},
      {"12", ValueForm::known, 12, 12, 12, {}},
      {"1_200 USD", ValueForm::known, 1200, 1200, 1200, Money::dimension},
      {"8 % ± 4 %", ValueForm::uncertain, 0.08, 0.04, 0.12, {}},
      {"25 ± 10", ValueForm::uncertain, 25, 15, 35, {}},
      {"72 W +- 10 %", ValueForm::uncertain, 72, 64.8, 79.2, Power::dimension},
      {"900 tokens ± 400 tokens", ValueForm::uncertain, 900, 500, 1300, Tokens::dimension},
      {"900 tokens ± 400", ValueForm::uncertain, 900, 500, 1300, Tokens::dimension},
      {"-1 °C .. 47 °C", ValueForm::varies, 23, -1, 47, {}},
      {"20 s .. 15 min", ValueForm::varies, 460, 20, 900, Duration::dimension},
      {"240 W .. 900 W", ValueForm::varies, 570, 240, 900, Power::dimension},
      {"0 kWp to 12 kWp", ValueForm::choose, 6000, 0, 12000, Power::dimension},
      {"1 to 3", ValueForm::choose, 2, 1, 3, {}},
      {"at least 99.9 %", ValueForm::at_least, 0.999, 0.999, 0.999, {}},
      {">= 70 %", ValueForm::at_least, 0.7, 0.7, 0.7, {}},
      {"at most 60000 USD", ValueForm::at_most, 60000, 60000, 60000, Money::dimension},
      {"up to 2 kWp", ValueForm::at_most, 2000, 2000, 2000, Power::dimension},
      {"p99 < 100 ms", ValueForm::statistic, 0.1, 0.1, 0.1, Duration::dimension},
      {"every 30 days", ValueForm::every, 2592000, 2592000, 2592000, Duration::dimension},
      {"1.9 USD/L", ValueForm::known, 1900, 1900, 1900, VolumePrice::dimension},
      {"4 req/user/h", ValueForm::known, 4 / 3600., 4 / 3600., 4 / 3600., Frequency::dimension},
      {"1400 items/day", ValueForm::known, 1400 / 86400., 1400 / 86400., 1400 / 86400.,
       Frequency::dimension},
      {"2.5 h/user/day", ValueForm::known, 2.5 / 24, 2.5 / 24, 2.5 / 24, {}},
      {"9 %/year", ValueForm::known, 0.09 / 31536000, 0.09 / 31536000, 0.09 / 31536000,
       Frequency::dimension},
      {"4 /year", ValueForm::known, 4 / 31536000., 4 / 31536000., 4 / 31536000.,
       Frequency::dimension},
      {"10 fps", ValueForm::known, 10, 10, 10, Frequency::dimension},
      {"10 kHz", ValueForm::known, 1e4, 1e4, 1e4, Frequency::dimension},
      {"50 Mbit/s", ValueForm::known, 6.25e6, 6.25e6, 6.25e6, Bandwidth::dimension},
      {"50 Mbps", ValueForm::known, 6.25e6, 6.25e6, 6.25e6, Bandwidth::dimension},
      {"3 x", ValueForm::known, 3, 3, 3, {}},
      {"2 days/month", ValueForm::known, 24. / 365, 24. / 365, 24. / 365, {}},
      {"10 tokens/s", ValueForm::known, 10, 10, 10, TokenRate::dimension},
      {"0.11 USD/kWh", ValueForm::known, 0.11 / 3.6e6, 0.11 / 3.6e6, 0.11 / 3.6e6,
       EnergyPrice::dimension},
      {"300 MB/day", ValueForm::known, 3e8 / 86400, 3e8 / 86400, 3e8 / 86400, Bandwidth::dimension},
      {"8 U", ValueForm::known, 8, 8, 8, {}},
      {"1.8 kW", ValueForm::known, 1800, 1800, 1800, Power::dimension},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto value = parse_value(row.text);
    ASSERT_TRUE(value) << value.error().text();
    EXPECT_EQ(value->form, row.form);
    EXPECT_DOUBLE_EQ(value->typical, row.typical);
    EXPECT_DOUBLE_EQ(value->low, row.low);
    EXPECT_DOUBLE_EQ(value->high, row.high);
    EXPECT_EQ(value->dimension, row.dimension);
  }
}

TEST(ParseValue, RemembersWhatWasCounted) {
  const auto value = parse_value("4 req/user/h");
  EXPECT_EQ(value->counted, (std::vector<std::string>{"req", "user"}));
  EXPECT_TRUE(parse_value("12 kWp")->is_peak);
  EXPECT_TRUE(parse_value("47 °C")->is_temperature);
  EXPECT_EQ(parse_value("12 EUR")->currency, "EUR");
  EXPECT_DOUBLE_EQ(parse_value("p999 < 2 s")->quantile, 0.999);
  EXPECT_DOUBLE_EQ(parse_value("p99.9 < 2 s")->quantile, 0.999);
}

TEST(ParseValue, ReadsTimesWindowsFramesAndPlaces) {
  EXPECT_DOUBLE_EQ(parse_value("by 04:30")->window.from / hour, 4.5);
  EXPECT_EQ(parse_value("after 20:00")->form, ValueForm::after);
  const auto week = parse_value("mon-sat 07:30-17:00");
  EXPECT_EQ(week->form, ValueForm::window);
  EXPECT_EQ(week->window.days, 0x3fU);
  EXPECT_DOUBLE_EQ(week->window.to / hour, 17);
  EXPECT_EQ(parse_value("sat-mon 00:00-24:00")->window.days, 0x61U);
  EXPECT_EQ(parse_value("1920x1080")->height, 1080);
  const auto place = parse_value("22.71 S, 118.93 E");
  EXPECT_EQ(place->form, ValueForm::position);
  EXPECT_DOUBLE_EQ(place->latitude_deg, -22.71);
  EXPECT_DOUBLE_EQ(parse_value("-22.71, -118.93")->longitude_deg, -118.93);
  EXPECT_EQ(parse_value("auto")->form, ValueForm::word);
  EXPECT_EQ(parse_value("chat/8b-q4")->word, "chat/8b-q4");
}

struct Slip {
  const char* text;
  const char* message;
};

TEST(ParseValue, NamesTheSlip) {
  const Slip rows[] = {
      {"30 kwh", "error[U3]: `kwh` is no unit known here\n  hint: Did you mean `kWh`?"},
      {"30 kilowat", "error[U3]: `kilowat` is no unit known here"},
      {"1,200 USD",
       "error[U4]: `1,200 USD` has a comma: thousand or decimal?\n"
       "  hint: Write `1200 USD` for thousands; a decimal point is always `.`."},
      {"20 mbps",
       "error[U5]: `mbps` may mean bits or bytes\n"
       "  hint: Write `Mbit/s` for bits or `MB/s` for bytes."},
      {"72 W# peak",
       "error[U6]: there is no blank before `#`, so this is no comment\n"
       "  hint: Put a blank before `#`."},
      {"5 kW to 3 kW",
       "error[V4]: the range runs from high to low\n  hint: Write the lower end first."},
      {"5 kW to 3 kWh", "error[U2]: the two ends are a power and an energy, must be of one kind"},
      {"by 25:00",
       "error[V6]: `25:00` is no time of day\n"
       "  hint: Write hours and minutes, such as `04:30`."},
      {"1e300 W",
       "error[V9]: `1e300` is larger than anything on Earth\n"
       "  hint: Check the number and its unit."},
      {"at least", "error[V8]: `` has no number where one is needed"},
      {"  ", "error[V8]: the value is empty"},
  };
  for (const Slip& row : rows) {
    SCOPED_TRACE(row.text);
    const auto value = parse_value(row.text);
    ASSERT_FALSE(value);
    Error error = value.error();
    error.place = {};
    EXPECT_EQ(error.text(), row.message);
  }
}

TEST(ParseValue, PointsAtThePartThatIsWrong) {
  const auto value = parse_value("-1 °C .. 47 cC");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().place.column, 13);
  EXPECT_EQ(value.error().place.length, 2);
}

}  // namespace
}  // namespace islet
