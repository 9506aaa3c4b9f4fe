// Goal: what a live site says of itself becomes values of its site file: a battery that holds less,
// panels that give less, people who ask more; and nothing where the site is as the file says.
#include "twin/site_changes.h"

#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "plan/demand.h"
#include "site/read_site.h"
#include "twin/site_facts.h"

namespace islet {
namespace {

constexpr const char* worn =
    R"({"version":"1","plant":{"unix_ms":1795328220000,"reading":{"charge":0.43,"fuel":0.71},)"
    R"("meters":[{"measure":"battery_charge"},{"measure":"fuel"}],)"
    R"("installed":{"battery_kwh":9.6,"panels_w":3000},)"
    R"("twin":{"battery":{"health":0.7,"drifts":true,"for_s":60},)"
    R"("panels":{"share":0.98,"drifts":false,"for_s":0}}}})";

Site clinic() {
  Faults faults;
  const Catalog catalog = read_catalog("data", faults);
  return read_site_file("examples/clinic.yaml", catalog, {}, faults);
}

LiveState state_of(const char* text) {
  const Result<LiveState> state = read_live_state(text, "state.json");
  EXPECT_TRUE(state);
  return state ? *state : LiveState();
}

TEST(LiveState, IsReadFromAStatusWholeOrInPart) {
  const LiveState state = state_of(worn);
  EXPECT_EQ(state.charge, 0.43);
  EXPECT_EQ(state.fuel, 0.71);
  EXPECT_EQ(state.battery_found.drifted(), 0.7);
  EXPECT_EQ(state.panels_found.share, 0.98);
  EXPECT_FALSE(state.panels_found.drifted()) << "no alarm stands";
  EXPECT_NEAR(state.battery / kilowatt_hour, 9.6, 1e-12);
  EXPECT_TRUE(read_live_state(R"({"installed":{}})", "x"));
  EXPECT_FALSE(state_of(R"({"installed":{},"reading":{"charge":1,"fuel":1}})").fuel)
      << "no meter says it";
  for (const char* wrong : {"", "[]", "{}", R"({"plant":null})", R"({"plant":{"reading":1}})"}) {
    EXPECT_FALSE(read_live_state(wrong, "state.json")) << wrong;
  }
}

TEST(SiteFacts, SayOfEachFigureWhatThePlanMakesOfIt) {
  RequestRows rows;
  for (const double at_s : {0.0, 200'000.0}) {
    rows.rows.emplace_back();
    rows.rows.back().at_s = at_s;
  }
  const std::vector<SiteFact> facts = site_facts(state_of(worn), rows);
  std::string text;
  for (const SiteFact& one : facts) text += one.what + ": " + one.says + ": " + one.taken + "\n";
  EXPECT_EQ(text,
            "charge: 43 % of the window: no: a plan is of years\n"
            "fuel: 71 % of the tank: no: a plan is of years\n"
            "battery: it holds 70 % of what the file says: yes\n"
            "panels: they give 98 % of what the file says: as the file says: no alarm stands\n"
            "requests: 2 in 3 days: no: less than a week\n");
  EXPECT_TRUE(site_facts(state_of(R"({"installed":{}})"), {}).empty());
  const std::vector<SiteFact> early =
      site_facts(state_of(R"({"installed":{"battery_kwh":9.6}})"), {});
  ASSERT_EQ(early.size(), 1U);
  EXPECT_EQ(early[0].says, "not known yet: half a battery up and down is needed");
}

TEST(SiteChanges, ScaleNumbersAndLeaveUnitsAlone) {
  EXPECT_EQ(scaled("8 req/user/h", 1.5), "12 req/user/h");
  EXPECT_EQ(scaled("240 W .. 900 W", 1.5), "360 W .. 1350 W");
  EXPECT_EQ(scaled("9.6 kWh", 0.7), "6.72 kWh");
  EXPECT_EQ(scaled("2.5 h/user/day", 2), "5 h/user/day");
  EXPECT_EQ(scaled("58 % ± 15 %", 0.5), "29 % ± 7.5 %");
}

TEST(SiteChanges, AWornBatteryIsASmallerOne) {
  const std::vector<KeyChange> changes = site_changes(clinic(), state_of(worn), {});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].key, "power.battery.size");
  EXPECT_EQ(changes[0].was, "9.6 kWh");
  EXPECT_EQ(changes[0].now, "6.72 kWh");
  EXPECT_EQ(changes[0].why, "it holds 70 % of what the file says");
}

TEST(SiteChanges, WhatThePlanChoseStandsThereAndIsOurs) {
  Faults faults;
  const Catalog catalog = read_catalog("data", faults);
  const Site mine = read_site_file("examples/mine.yaml", catalog, {}, faults);
  LiveState state;
  state.battery = 20 * kilowatt_hour;
  state.battery_found = {0.75, true};
  const std::vector<KeyChange> changes = site_changes(mine, state, {});
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].now, "15 kWh");
  EXPECT_EQ(changes[1].key, "power.battery.cost");
  EXPECT_EQ(changes[1].now, "0 USD");
  EXPECT_EQ(changes[2].now, "up to 45 kWh");
  std::vector<Override> overrides;
  for (const KeyChange& one : changes) overrides.push_back({one.key, one.now});
  const Site again = read_site_file("examples/mine.yaml", catalog, overrides, faults);
  EXPECT_FALSE(faults.has_errors());
  EXPECT_NEAR(again.power.battery->sizing.size.high / kilowatt_hour, 15, 1e-9);
}

/// A week of the clinic's chats, `factor` times as many as the file expects.
RequestRows week_of_chats(const Site& site, double factor) {
  RequestRows rows;
  for (const Workload& workload : site.workloads) {
    if (workload.name != "triage_helper") continue;
    const double expected = demand_of(workload).mean * week;
    const int count = static_cast<int>(factor * expected);
    for (int i = 0; i < count; ++i) {
      RequestRow row;
      row.at_s = 7 * 86'400.0 * i / (count - 1);
      row.model = workload.models.front();
      row.work_class = WorkClass::normal;
      rows.rows.push_back(row);
    }
  }
  return rows;
}

TEST(SiteChanges, PeopleWhoAskMoreAreMoreDemandAndChanceIsNone) {
  const Site site = clinic();
  const std::vector<KeyChange> more = site_changes(site, LiveState(), week_of_chats(site, 1.5));
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0].key, "workloads.triage_helper.demand");
  EXPECT_EQ(more[0].was, "8 req/user/h");
  EXPECT_EQ(more[0].now, "12 req/user/h");
  EXPECT_TRUE(site_changes(site, LiveState(), week_of_chats(site, 1.04)).empty());
}

}  // namespace
}  // namespace islet
