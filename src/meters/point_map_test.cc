// Goal: a site's own device is read by a short file, and what is wrong in the file is said with its
// place.
#include "meters/point_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace islet {
namespace {

using ::testing::HasSubstr;

TEST(PointMap, HoldsPointsOfThreeProtocols) {
  const auto map = read_point_map(
      "name: rack meter\nunit: 3\nfunction: 4\npath: /status\npoints:\n"
      "  - {what: load_power, register: 100, form: s32, factor: 0.1}\n"
      "  - {what: battery_charge, topic: site/battery, member: soc, factor: 0.01}\n"
      "  - {what: panel_power, member: pv.power_w}\n",
      "m.yaml");
  ASSERT_TRUE(map) << map.error().text();
  ASSERT_EQ(map->registers.points.size(), 1U);
  EXPECT_EQ(map->registers.unit, 3);
  EXPECT_EQ(map->registers.function, 4);
  EXPECT_EQ(map->registers.points[0].form, RegisterForm::s32);
  ASSERT_EQ(map->topics.points.size(), 1U);
  EXPECT_EQ(map->topics.points[0].member, "soc");
  ASSERT_EQ(map->members.size(), 1U);
  EXPECT_EQ(map->members[0].way, (std::vector<std::string>{"pv", "power_w"}));
}

struct WrongCase {
  const char* text;
  const char* says;
};

TEST(PointMap, SaysWhatIsWrong) {
  const WrongCase cases[] = {
      {"points: []\n", "a list of 1 to 100 points"},
      {"points:\n  - {what: joy, member: x}\n", "must be a measure"},
      {"points:\n  - {what: load_power}\n", "must have a `register`"},
      {"points:\n  - {what: load_power, register: 70000}\n", "a whole number up to 65534"},
      {"points:\n  - {what: load_power, register: 1, form: f64}\n", "u16, s16, u32 or s32"},
      {"points:\n  - {what: load_power, member: x, factor: many}\n", "must be a number"},
      {"path: x\npoints:\n  - {what: load_power, member: x}\n", "must begin with /"},
  };
  for (const WrongCase& one : cases) {
    const auto map = read_point_map(one.text, "m.yaml");
    ASSERT_FALSE(map) << one.text;
    EXPECT_THAT(map.error().text(), HasSubstr(one.says));
    EXPECT_THAT(map.error().text(), HasSubstr("m.yaml:"));
  }
}

TEST(NumberInPayload, TakesTheMemberThatIsNamed) {
  EXPECT_EQ(number_in_payload(R"({"soc": 71.5, "w": -3})", "soc"), 71.5);
  EXPECT_EQ(number_in_payload(R"({"soc": 71.5, "w": -3})", "w"), -3);
  EXPECT_EQ(number_in_payload(R"({"soc": null})", "soc"), std::nullopt);
  EXPECT_EQ(number_in_payload("12", "soc"), 12);
}

}  // namespace
}  // namespace islet
