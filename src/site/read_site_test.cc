// Goal: the example sites and every form of value come out as the typed site says.
#include "site/read_site.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "site/tiny_catalog.h"

namespace islet {
namespace {

/// V14 is no fault of the site: keys that the format has and no plan uses yet.
void expect_no_fault(const Faults& faults) {
  for (const Error& fault : faults.sorted()) {
    if (fault.code != "V14") ADD_FAILURE() << fault.text();
  }
}

Site read_whole(std::string_view text, const std::vector<Override>& overrides = {}) {
  Faults faults;
  Site site = read_site(text, "site.yaml", tiny_catalog(), overrides, faults);
  expect_no_fault(faults);
  return site;
}

Site read_example(const std::string& name) {
  Faults faults;
  Site site = read_site_file("examples/" + name, tiny_catalog(), {}, faults);
  expect_no_fault(faults);
  return site;
}

const Workload& workload(const Site& site, const std::string& name) {
  for (const Workload& found : site.workloads) {
    if (found.name == name) return found;
  }
  ADD_FAILURE() << "no workload " << name;
  return site.workloads.front();
}

const DefaultUsed* default_of(const Site& site, const std::string& key) {
  for (const DefaultUsed& used : site.defaults) {
    if (used.key == key) return &used;
  }
  return nullptr;
}

TEST(ExampleSites, MineIsReadWhole) {
  const Site site = read_example("mine.yaml");
  EXPECT_EQ(site.name, "Kestrel Ridge pit");
  ASSERT_TRUE(site.where.position);
  EXPECT_DOUBLE_EQ(site.where.position->latitude_deg, -22.71);
  EXPECT_DOUBLE_EQ(site.where.position->longitude_deg, 118.93);
  EXPECT_EQ(site.where.position->altitude, 610 * metre);
  EXPECT_EQ(site.where.utc_offset, 8 * hour);
  EXPECT_EQ(site.where.air.low, celsius(-1));
  EXPECT_EQ(site.where.air.high, celsius(47));
  EXPECT_TRUE(site.where.air.varies);
  EXPECT_EQ(site.where.dust, "heavy");
  EXPECT_FALSE(site.power.bus_is_ac);
  ASSERT_TRUE(site.power.solar);
  EXPECT_EQ(site.power.solar->sizing.size.high, 12 * kilowatt);
  EXPECT_NEAR(site.power.solar->soiling.low, 0.04, 1e-12);
  ASSERT_TRUE(site.power.battery);
  EXPECT_EQ(site.power.battery->sizing.size.low, 5 * kilowatt_hour);
  EXPECT_DOUBLE_EQ(site.power.battery->keep_above, 0.15);
  ASSERT_TRUE(site.power.generator);
  EXPECT_TRUE(site.power.generator->sizing.size.is_fixed());
  EXPECT_NEAR(site.power.generator->fuel_price.low * litre / dollar, 1.9 * 0.75, 1e-12);
  EXPECT_EQ(site.power.generator->refill_every, 30 * day);
  EXPECT_EQ(site.power.generator->quiet_from, 22 * hour);
  EXPECT_EQ(site.power.generator->quiet_to, 5 * hour);
  ASSERT_EQ(site.power.other_loads.size(), 2u);
  EXPECT_EQ(site.power.other_loads[1].power.typical, 12 * 9 * watt);
  EXPECT_EQ(site.enclosure.inside->bound, celsius(60));
  ASSERT_EQ(site.links.size(), 1u);
  EXPECT_NEAR(site.links[0].subscription * month / dollar, 250, 1e-9);
  EXPECT_NEAR(site.links[0].cap * month / terabyte, 1, 1e-12);
}

TEST(ExampleSites, ARepairTakesAsLongAsIsAssumedAndItsReserveIsSearched) {
  const Site site = read_example("patrol-vehicle.yaml");
  const GeneratorSupply& set = *site.power.generator;
  EXPECT_EQ(set.repair, 120 * hour);
  EXPECT_EQ(set.repair_reserve.low, Duration());
  EXPECT_EQ(set.repair_reserve.high, set.repair);
  EXPECT_FALSE(set.repair_reserve.is_fixed());
}

TEST(ExampleSites, MineWorkloadsAndWishesAreReadWhole) {
  const Site site = read_example("mine.yaml");
  const Workload& cameras = workload(site, "pit_cameras");
  EXPECT_EQ(cameras.kind, WorkloadKind::video);
  EXPECT_EQ(cameras.frame.width, 1920);
  EXPECT_EQ(cameras.rate.typical, 10 * hertz);
  ASSERT_EQ(cameras.latency.size(), 1u);
  EXPECT_DOUBLE_EQ(cameras.latency[0].quantile, 0.99);
  EXPECT_NEAR(cameras.latency[0].limit / millisecond, 100, 1e-9);
  ASSERT_EQ(cameras.when_short.size(), 2u);
  EXPECT_EQ(cameras.when_short[0].rate, 5 * hertz);
  EXPECT_EQ(cameras.when_short[1].model, "object-detector/small");
  EXPECT_TRUE(cameras.never_stop);
  EXPECT_DOUBLE_EQ(cameras.served_goal, 0.999);
  EXPECT_EQ(cameras.served_goal_origin, ValueOrigin::written);
  const Workload& assistant = workload(site, "crew_assistant");
  EXPECT_EQ(assistant.models.size(), 2u);
  EXPECT_DOUBLE_EQ(assistant.users.low, 15);
  EXPECT_DOUBLE_EQ(assistant.users.high, 35);
  EXPECT_NEAR(assistant.demand.typical * hour, 4, 1e-12);
  EXPECT_EQ(assistant.speed->bound, TokenRate(10));
  ASSERT_EQ(assistant.peaks.size(), 2u);
  EXPECT_EQ(assistant.peaks[0].window.from, 5.5 * hour);
  EXPECT_DOUBLE_EQ(assistant.peaks[0].factor, 3);
  EXPECT_EQ(assistant.when_short[1].action, ShortageAction::stop);
  const Workload& reports = workload(site, "night_reports");
  EXPECT_NEAR(reports.work.typical * day, 1400, 1e-9);
  EXPECT_EQ(*reports.start, 20 * hour);
  EXPECT_EQ(*reports.finish, 4.5 * hour);
  EXPECT_NEAR(reports.may_miss * day, 2 * 12 / 365.0, 1e-12);
  EXPECT_EQ(site.hardware.nodes_min, 1);
  EXPECT_EQ(site.hardware.nodes_max, 3);
  EXPECT_EQ(site.hardware.mass->bound, 60 * kilogram);
  EXPECT_EQ(site.goals.ride_through->bound, 36 * hour);
  EXPECT_DOUBLE_EQ(site.goals.renewable->bound, 0.7);
  EXPECT_NEAR(site.money.discount, 0.09, 1e-12);
  EXPECT_EQ(site.money.life, 6 * year);
  EXPECT_NEAR(site.money.visits_per_year, 4, 1e-12);
  EXPECT_EQ(site.money.cost_of_missing.front().first, "pit_cameras");
  ASSERT_EQ(site.what_if.size(), 3u);
  EXPECT_EQ(site.what_if[2].values, (std::vector<std::string>{"25", "60"}));
  ASSERT_EQ(site.live.readings.size(), 2u);
  EXPECT_EQ(site.live.readings[1].kind, "auto");
}

TEST(ExampleSites, ClinicIsReadWhole) {
  const Site site = read_example("clinic.yaml");
  EXPECT_EQ(site.where.utc_offset, 2 * hour);
  ASSERT_TRUE(site.power.grid);
  EXPECT_FALSE(site.power.grid->is_feed);
  EXPECT_NEAR(site.power.grid->available.low, 0.43, 1e-12);
  EXPECT_EQ(site.power.grid->longest_outage, 3 * day);
  EXPECT_EQ(*site.power.solar->sizing.cost, Money{});
  EXPECT_EQ(site.power.solar->sizing.more->bound, 2 * kilowatt);
  EXPECT_EQ(site.power.battery->age, 3 * year);
  EXPECT_EQ(site.power.bus, 230 * volt);
  EXPECT_EQ(site.power.other_loads[0].importance, Importance::safety);
  EXPECT_EQ(site.power.other_loads[1].power.high, 900 * watt);
  EXPECT_NEAR(workload(site, "notes").audio.typical, 2.5 / 24, 1e-12);
  EXPECT_EQ(workload(site, "notes").when[0].days, 0x3fu);
  EXPECT_EQ(workload(site, "backup").kind, WorkloadKind::transfer);
  EXPECT_NEAR(workload(site, "backup").data.typical * day / megabyte, 300, 1e-9);
  EXPECT_DOUBLE_EQ(workload(site, "triage_helper").served_goal, 0.97);
  EXPECT_DOUBLE_EQ(*&site.hardware.noise_dba->bound, 30);
  EXPECT_EQ(site.hardware.cooling, "passive");
  EXPECT_EQ(site.goals.minimise, Objective::purchase_cost);
  EXPECT_EQ(site.privacy.leaves_site, std::vector<std::string>{"nothing"});
  EXPECT_EQ(site.privacy.keep, 10 * year);
  EXPECT_EQ(site.money.visit, 220 * dollar);
}

TEST(ExampleSites, ShipIsReadWhole) {
  const Site site = read_example("ship.yaml");
  EXPECT_TRUE(site.where.moving);
  EXPECT_FALSE(site.where.position);
  EXPECT_EQ(site.where.route.size(), 3u);
  EXPECT_EQ(site.where.utc_offset, Duration{});
  EXPECT_TRUE(site.power.bus_is_ac);
  ASSERT_TRUE(site.power.grid);
  EXPECT_TRUE(site.power.grid->is_feed);
  EXPECT_EQ(site.power.grid->limit, 1.8 * kilowatt);
  EXPECT_NEAR(site.power.grid->blackouts.typical * year, 6, 1e-9);
  EXPECT_EQ(site.power.grid->blackout_length.low, 20 * second);
  EXPECT_FALSE(site.power.solar);
  EXPECT_FALSE(site.power.generator);
  EXPECT_NEAR(site.links[1].data_price * gigabyte / dollar, 9, 1e-9);
  EXPECT_EQ(workload(site, "engine_listening").rate.typical, 10'000 * hertz);
  EXPECT_EQ(site.hardware.survive_node_losses, 1);
  EXPECT_DOUBLE_EQ(site.hardware.height_u->bound, 8);
  EXPECT_EQ(site.goals.power->bound, 1.6 * kilowatt);
  EXPECT_DOUBLE_EQ(site.goals.power_quantile, 0.99);
  EXPECT_DOUBLE_EQ(site.goals.confidence, 0.95);
  EXPECT_EQ(site.live.prefer.size(), 3u);
}

TEST(ExampleSites, TenLinesAreEnough) {
  const Site site = read_example("ten-lines.yaml");
  EXPECT_EQ(site.name, "Cedar Creek camp");
  EXPECT_EQ(site.power.solar->sizing.size.low, 4 * kilowatt);
  EXPECT_EQ(site.power.battery->sizing.size.low, 10 * kilowatt_hour);
  const Workload& cameras = workload(site, "cameras");
  EXPECT_EQ(cameras.kind, WorkloadKind::video);
  EXPECT_EQ(cameras.count.typical, 4);
  const Workload& assistant = workload(site, "assistant");
  EXPECT_EQ(assistant.kind, WorkloadKind::chat);
  EXPECT_EQ(assistant.prompt.typical, Tokens(900));
  EXPECT_EQ(assistant.prompt.origin, ValueOrigin::defaulted);
  EXPECT_DOUBLE_EQ(assistant.served_goal, 0.97);
  EXPECT_EQ(site.where.utc_offset, -10 * hour);
  const DefaultUsed* zone = default_of(site, "where.timezone");
  ASSERT_NE(zone, nullptr);
  EXPECT_EQ(zone->value, "UTC-10:00");
  EXPECT_EQ(zone->why, "longitude / 15°, in whole hours: no time zone was named");
}

constexpr const char* small = R"(site: here
where: 10.5 N, 20 E
power: {solar: 4 kWp, battery: 10 kWh}
workloads:
  helper: {users: 6, model: chat/8b-q4}
)";

TEST(LiveBlock, ControlsAreReadWithBoundsAndAreOffUnlessEnabled) {
  const Site site = read_whole(
      std::string(small) +
      "live:\n"
      "  controls:\n"
      "    cpu: {kind: power_file, place: /sys/x, least: 15 W, most: 0.065 kW, enabled: yes}\n"
      "    card: {kind: card_clock, place: \"0\", least: 300 MHz, most: 1.2 GHz}\n"
      "    share: {kind: cpu_quota, place: /sys/y, least_cores: 1, most_cores: 8}\n"
      "    set: {kind: generator, place: \"192.0.2.30:502\"}\n");
  const std::vector<LiveSettings::Control>& controls = site.live.controls;
  ASSERT_EQ(controls.size(), 4U);
  EXPECT_NEAR(controls[0].least, 15, 1e-9);
  EXPECT_NEAR(controls[0].most, 65, 1e-9);
  EXPECT_TRUE(controls[0].enabled);
  EXPECT_NEAR(controls[1].least, 300, 1e-9);
  EXPECT_NEAR(controls[1].most, 1'200, 1e-9);
  EXPECT_FALSE(controls[1].enabled);
  EXPECT_NEAR(controls[2].most, 8, 1e-9);
  EXPECT_EQ(controls[3].place, "192.0.2.30:502");
  EXPECT_NEAR(controls[3].most, 1, 1e-9);
}

TEST(Defaults, EveryDefaultHasAValueAndAReason) {
  const Site site = read_whole(small);
  EXPECT_GT(site.defaults.size(), 25u);
  for (const DefaultUsed& used : site.defaults) {
    EXPECT_FALSE(used.value.empty()) << used.key;
    EXPECT_FALSE(used.why.empty()) << used.key;
  }
  const DefaultUsed* prompt = default_of(site, "workloads.helper.prompt");
  ASSERT_NE(prompt, nullptr);
  EXPECT_EQ(prompt->value, "900 tokens ± 400 tokens");
  EXPECT_EQ(prompt->why, "a question with two pages found for it");
  EXPECT_EQ(default_of(site, "goals.served.helper")->value, "at least 97 %");
}

TEST(Defaults, WordsThatLeaveItOpenTakeTheDefault) {
  const Site site = read_whole(R"(site: here
where: {position: "10.5 N, 20 E", altitude: unknown, weather: auto}
power: {generator: {size: 3 kW, tank: auto}}
workloads: {helper: {users: 6, model: chat/8b-q4, demand: unknown}}
)");
  EXPECT_EQ(site.power.generator->tank, 200 * litre);
  EXPECT_NEAR(site.workloads[0].demand.typical * hour, 4, 1e-12);
  EXPECT_EQ(site.workloads[0].demand.origin, ValueOrigin::defaulted);
  EXPECT_TRUE(site.where.weather.empty());
}

TEST(ShortForms, ABareValueStandsForTheMainKey) {
  const Site site = read_whole(R"(site: here
where: 22.71 S, 118.93 E
power:
  solar: [4 kWp, 8 kWp]
  grid: 3 kW
  wind: none
  other_loads: {radio_hut: 85 W}
enclosure: auto
workloads: {helper: {users: 6, model: chat/8b-q4}}
)");
  EXPECT_EQ(site.power.solar->sizing.size.options.size(), 2u);
  EXPECT_EQ(site.power.grid->limit, 3 * kilowatt);
  EXPECT_FALSE(site.power.wind);
  EXPECT_EQ(site.power.other_loads[0].power.typical, 85 * watt);
  EXPECT_TRUE(site.enclosure.given);
  EXPECT_EQ(site.enclosure.cooling, "auto");
}

TEST(Ups, IsLeftOpenKeptOutOrNamed) {
  const auto read = [](const std::string& power) {
    return read_whole("site: here\nwhere: 1 N, 1 E\npower: {" + power +
                      "}\nworkloads: {helper: {users: 4, model: chat/8b-q4}}\n");
  };
  const Site open = read("grid: 3 kW");
  EXPECT_EQ(open.power.ups, "any");
  ASSERT_NE(default_of(open, "power.ups"), nullptr);
  EXPECT_EQ(default_of(open, "power.ups")->value, "any");
  // Beside a battery none is looked at, so nothing is assumed.
  EXPECT_EQ(default_of(read("grid: 3 kW, battery: 5 kWh"), "power.ups"), nullptr);
  EXPECT_EQ(read("grid: 3 kW, ups: any").power.ups, "any");
  EXPECT_EQ(read("grid: 3 kW, ups: none").power.ups, "");
  EXPECT_EQ(read("grid: 3 kW, ups: ups_li_1500va").power.ups, "ups_li_1500va");
}

TEST(Unknown, IsTheDefaultWithAWideSpread) {
  const Site site = read_whole(R"(site: here
where: 1 N, 1 E
power:
  generator: {size: 3 kW, fuel: unknown}
  grid: {limit: 3 kW, available: unknown}
workloads:
  helper: {users: 4, model: chat/8b-q4, demand: unknown}
  other: {users: 4, model: chat/8b-q4}
)");
  const auto& fuel = site.power.generator->fuel_price;
  EXPECT_NEAR(fuel.typical * litre / dollar, 1.5, 1e-12);
  EXPECT_NEAR(fuel.low * litre / dollar, 0.75, 1e-12);
  EXPECT_NEAR(fuel.high * litre / dollar, 3, 1e-12);
  EXPECT_EQ(fuel.origin, ValueOrigin::defaulted);
  EXPECT_DOUBLE_EQ(site.power.grid->available.low, 0.5);
  EXPECT_DOUBLE_EQ(site.power.grid->available.high, 1);
  EXPECT_NEAR(workload(site, "helper").demand.high * hour, 8, 1e-9);
  EXPECT_NEAR(workload(site, "other").demand.high * hour, 4, 1e-9);
  const auto said =
      std::find_if(site.defaults.begin(), site.defaults.end(),
                   [](const DefaultUsed& used) { return used.key == "power.generator.fuel"; });
  ASSERT_NE(said, site.defaults.end());
  EXPECT_EQ(said->why, "diesel delivered to a remote place, assumed; unknown: from half to twice");
}

TEST(UnusedKeys, AreListedWithWhatHappensInstead) {
  Faults faults;
  const Site site = read_site(
      "site: here\nwhere: 1 N, 1 E\n"
      "power: {solar: 4 kWp, battery: 10 kWh, wind: {size: 3 kW, more: up to 1 kW}}\n"
      "links: {sat: {down: 5 Mbit/s, up: 1 Mbit/s, delay: 600 ms}}\n"
      "workloads: {helper: {users: 4, model: chat/8b-q4, never: stop}}\nlive: {keep: 9 days}\n",
      "site.yaml", tiny_catalog(), {}, faults);
  std::string listed;
  for (const KeyUnused& each : site.unused) listed += each.key + ": " + each.why + "\n";
  EXPECT_EQ(listed,
            "power.wind.more: no plan looks for a larger turbine\n"
            "links.sat.down: transfers leave the site; nothing is fetched in a plan\n"
            "links.sat.delay: all work is done on site\n"
            "workloads.helper.never: work is shed by its importance\n"
            "live: it is for `islet serve`\n");
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list()[0].text(),
            "site.yaml:3:59: warning[V14]: no plan uses `power.wind.more`, `links.sat.delay` and "
            "`workloads.helper.never` yet\n"
            "  hint: `islet check` says of each what happens instead.");
}

TEST(Supplies, AFuelCellStandsWhereAGeneratorWouldAndPanelsAreWashed) {
  const Site site = read_whole(R"(site: here
where: 0 N, 0 E
power:
  solar: {size: 4 kWp, wash: every 60 days}
  battery: 10 kWh
  fuel_cell: {size: 2 kW, fuel: 4 USD/L, tank: 120 L}
workloads: {helper: {users: 4, model: chat/8b-q4}}
)");
  ASSERT_TRUE(site.power.generator);
  EXPECT_EQ(site.power.generator->fuel_kind, "methanol");
  EXPECT_EQ(site.power.generator->sizing.size.low, 2.0 * kilowatt);
  EXPECT_NEAR(site.power.generator->tank / litre, 120, 1e-9);
  EXPECT_NEAR(site.power.generator->fuel_price.typical * litre / dollar, 4, 1e-9);
  ASSERT_TRUE(site.power.solar);
  EXPECT_EQ(site.power.solar->wash_every, 60.0 * day);
}

TEST(Hardware, PowerCapsAreAListOrARangeInSteps) {
  const auto caps = [](const std::string& written) {
    const std::string hardware = written.empty() ? "" : "hardware: {power_cap: " + written + "}\n";
    return read_whole(std::string(small) + hardware).hardware.power_caps;
  };
  EXPECT_EQ(caps("100 %"), std::vector<double>{1});
  const std::vector<double> two = caps("[70 %, 100 %]");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two.front(), 1);
  EXPECT_DOUBLE_EQ(two.back(), 0.7);
  const std::vector<double> range = caps("80 % to 90 %");
  ASSERT_EQ(range.size(), 3u);
  EXPECT_DOUBLE_EQ(range.front(), 0.9);
  EXPECT_NEAR(range.back(), 0.8, 1e-12);
  const std::vector<double> usual = caps("");
  ASSERT_EQ(usual.size(), 9u);
  for (std::size_t index = 0; index < usual.size(); ++index) {
    EXPECT_NEAR(usual[index], HardwareWish().power_caps[index], 1e-12);
  }
}

TEST(WorkloadKinds, AreToldByKeysAndModel) {
  const Site site = read_whole(R"(site: here
where: 1 N, 1 E
power: {solar: 4 kWp, battery: 10 kWh}
workloads:
  cameras: {count: 4, model: object-detector/small}
  pumps: {count: 4, rate: 10 kHz, model: anomaly/vibration-small}
  helper: {users: 4, model: chat/8b-q4}
  notes: {users: 4, audio: 1 h/user/day, model: speech/small}
  reports: {work: 10 items/day, model: chat/8b-q4, finish: by 05:00}
  pictures: {work: 10 items/day, model: xray-screen/base}
  backup: {work: 1 GB/day}
links: {mobile: {down: 4 Mbit/s, up: 1 Mbit/s}}
)");
  std::vector<std::string_view> kinds;
  kinds.reserve(site.workloads.size());
  for (const Workload& found : site.workloads) kinds.push_back(name_of(found.kind));
  EXPECT_EQ(kinds, (std::vector<std::string_view>{"video", "signal", "chat", "speech", "batch",
                                                  "requests", "transfer"}));
}

TEST(Overrides, ReplaceAddAndAreListed) {
  const Site site = read_whole(small, {{"power.battery.size", "20 kWh"},
                                       {"power.solar.soiling", "5 %"},
                                       {"power.generator", "3 kW"},
                                       {"goals.ride_through", ">= 12 h"},
                                       {"workloads.helper.model", "[chat/8b-q4, chat/14b-q4]"},
                                       {"what_if.power.solar.size", "[2 kWp, 4 kWp]"}});
  EXPECT_EQ(site.power.battery->sizing.size.low, 20 * kilowatt_hour);
  EXPECT_DOUBLE_EQ(site.power.solar->soiling.typical, 0.05);
  EXPECT_EQ(site.power.solar->sizing.size.low, 4 * kilowatt);
  EXPECT_EQ(site.power.generator->sizing.size.low, 3 * kilowatt);
  EXPECT_EQ(site.goals.ride_through->bound, 12 * hour);
  EXPECT_EQ(site.workloads[0].models.size(), 2u);
  EXPECT_EQ(site.what_if[0].values.size(), 2u);
  ASSERT_EQ(site.overrides.size(), 6u);
  EXPECT_EQ(site.overrides[0].key, "power.battery.size");
  EXPECT_EQ(site.overrides[0].value, "20 kWh");
}

TEST(MonthlyMeans, AreMeansOverDayAndNight) {
  const Site site = read_whole(R"(site: here
where:
  position: 22.71 S, 118.93 E
  monthly:
    ghi: [7.2 kWh/m2/day, 7 kWh/m2/day, 6 kWh/m2/day, 5 kWh/m2/day, 4 kWh/m2/day, 4 kWh/m2/day,
          4 kWh/m2/day, 5 kWh/m2/day, 6 kWh/m2/day, 7 kWh/m2/day, 7 kWh/m2/day, 7 kWh/m2/day]
    air: [31 °C, 30 °C, 29 °C, 25 °C, 20 °C, 17 °C, 16 °C, 18 °C, 22 °C, 26 °C, 29 °C, 31 °C]
    range: [14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K, 14 K]
    wind: [4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s, 4 m/s]
power: {solar: 4 kWp, battery: 10 kWh}
workloads: {helper: {users: 6, model: chat/8b-q4}}
)");
  ASSERT_TRUE(site.where.monthly);
  EXPECT_NEAR(site.where.monthly->ghi[0] / watt_per_square_metre, 300, 1e-9);
  EXPECT_EQ(site.where.monthly->air[6], celsius(16));
  EXPECT_EQ(site.where.monthly->daily_range[0], 14 * kelvin);
  EXPECT_EQ(site.where.monthly->wind[11], 4 * metre_per_second);
}

TEST(Money, OtherCurrenciesNeedARate) {
  const Site site = read_whole(R"(site: here
where: 10.5 N, 20 E
power: {generator: {size: 3 kW, fuel: 2 EUR/L}}
workloads: {helper: {users: 6, model: chat/8b-q4}}
money: {rates: {EUR: {worth: 1.25 USD, on: 2026-11-20}}, budget: at most 1000 EUR}
)");
  EXPECT_NEAR(site.power.generator->fuel_price.typical * litre / dollar, 2.5, 1e-12);
  EXPECT_NEAR(site.money.budget->bound / dollar, 1250, 1e-9);
  ASSERT_EQ(site.money.rates.size(), 1u);
  EXPECT_EQ(site.money.rates[0].on, "2026-11-20");
  EXPECT_EQ(site.money.rates[0].used_for,
            (std::vector<std::string>{"power.generator.fuel", "money.budget"}));
}

TEST(Money, AProjectCostsWhatItsLinesSay) {
  const Site site = read_whole(R"(site: here
where: 10.5 N, 20 E
power: {generator: 3 kW}
workloads: {helper: {users: 6, model: chat/8b-q4}}
money:
  project:
    engineering: {share: 15 %}
    approval: {price: 40000 USD ± 25 %}
    contract: {price: 500 USD, yearly: 1200 USD/year}
)");
  ASSERT_EQ(site.money.project.size(), 3u);
  EXPECT_EQ(site.money.project[0].name, "engineering");
  EXPECT_NEAR(site.money.project[0].share.typical, 0.15, 1e-12);
  EXPECT_EQ(site.money.project[1].price.typical, 40000 * dollar);
  EXPECT_EQ(site.money.project[1].price.high, 50000 * dollar);
  EXPECT_EQ(site.money.project[2].price.typical, 500 * dollar);
  EXPECT_NEAR(site.money.project[2].yearly.typical * year / dollar, 1200, 1e-9);
}

/// The tiny catalogue with two models of different licences behind its choices.
Catalog licensed_catalog() {
  Catalog catalog = tiny_catalog();
  const auto add = [&](const char* id, const char* licence) {
    Model model;
    model.id = id;
    model.name = id;
    model.licence = licence;
    catalog.models.push_back(std::move(model));
  };
  add("free", "Apache-2.0");
  add("mixed", "Apache-2.0 (code); weights vary");
  add("theirs", "Gemma terms");
  for (ModelChoice& choice : catalog.choices) {
    choice.model = choice.name == "chat/3b-q4" ? "theirs" : "free";
  }
  return catalog;
}

std::vector<std::string> licence_faults(const std::string& models, Site* site = nullptr) {
  Faults faults;
  const Site read = read_site(
      models +
          "\nsite: here\nwhere: 10.5 N, 20 E\npower: {solar: 4 kWp, battery: 10 kWh}\n"
          "workloads: {helper: {users: 6, model: chat/8b-q4, when_short: [{below: 40 %, do: model "
          "chat/3b-q4}]}}\n",
      "site.yaml", licensed_catalog(), {}, faults);
  if (site != nullptr) *site = read;
  std::vector<std::string> texts;
  for (const Error& error : faults.sorted()) texts.push_back(error.text());
  return texts;
}

TEST(SiteModels, LicencesAreComparedWholeWithoutCaseAndPunctuation) {
  Site site;
  EXPECT_EQ(licence_faults("models: {licences: [apache 2.0, GEMMA terms]}", &site),
            std::vector<std::string>{});
  EXPECT_TRUE(site.models.allows("Apache-2.0"));
  EXPECT_FALSE(site.models.allows("Apache-2.0 (code); weights vary"));
  EXPECT_TRUE(site.models.allows("Gemma terms"));
  EXPECT_FALSE(site.models.allows("MIT"));
  EXPECT_EQ(licence_faults("models: {licences: any}", &site), std::vector<std::string>{});
  EXPECT_TRUE(site.models.allows("MIT"));
}

TEST(SiteModels, ALicenceThatNoModelHasIsASlip) {
  EXPECT_EQ(
      licence_faults("models: {licences: [Apache-2.1, Gemma terms]}"),
      std::vector<std::string>{"site.yaml:1:21: error[D2]: no model has the licence `Apache-2.1`\n"
                               "  hint: Did you mean `Apache-2.0`?"});
}

/// Two language models of one family behind the choices, and one of another.
std::vector<std::string> draft_faults(const std::string& models, Site* site = nullptr) {
  Catalog catalog = tiny_catalog();
  const auto add = [&](const char* id, const char* family, double parameters) {
    Model model;
    model.id = model.name = id;
    model.family = family;
    model.parameters = parameters;
    model.shape = LanguageShape{.vocabulary = 1000};
    catalog.models.push_back(std::move(model));
  };
  add("large", "one", 8e9);
  add("little", "one", 1e9);
  add("stranger", "other", 1e9);
  for (ModelChoice& choice : catalog.choices) choice.model = "large";
  Faults faults;
  const Site read = read_site(models +
                                  "\nsite: here\nwhere: 10.5 N, 20 E\n"
                                  "power: {solar: 4 kWp, battery: 10 kWh}\n"
                                  "workloads: {helper: {users: 6, model: chat/8b-q4}}\n",
                              "site.yaml", catalog, {}, faults);
  if (site != nullptr) *site = read;
  std::vector<std::string> texts;
  for (const Error& error : faults.sorted()) texts.push_back(error.text());
  return texts;
}

TEST(SiteModels, DraftsAreAnyNeverOrThoseNamed) {
  Site site;
  EXPECT_TRUE(draft_faults("models: {drafts: any}", &site).empty());
  EXPECT_TRUE(site.models.may_draft && site.models.drafts.empty());
  EXPECT_TRUE(draft_faults("models: {drafts: never}", &site).empty());
  EXPECT_FALSE(site.models.may_draft);
  EXPECT_TRUE(draft_faults("models: {drafts: [little]}", &site).empty());
  EXPECT_TRUE(site.models.may_draft);
  EXPECT_EQ(site.models.drafts, std::vector<std::string>{"little"});
}

TEST(SiteModels, ADraftMustBeOfTheFamilyOfAWorkloadsModel) {
  EXPECT_EQ(draft_faults("models: {drafts: [litle, stranger]}"),
            (std::vector<std::string>{
                "site.yaml:1:19: error[D2]: no language model is called `litle`\n"
                "  hint: Did you mean `little`?",
                "site.yaml:1:26: error[V7]: `models.drafts` names `stranger`, which is no smaller "
                "model of the family and vocabulary of any that the workloads name\n"
                "  hint: Name one with the tokenizer of a workload's model, or leave it out."}));
}

TEST(SiteModels, AStepMayNotFallBackToAModelThatIsNotAllowed) {
  EXPECT_EQ(licence_faults("models: {licences: [Apache-2.0]}"),
            std::vector<std::string>{
                "site.yaml:5:64: error[V7]: `workloads.helper.when_short` falls back to "
                "`chat/3b-q4`, whose licence, Gemma terms, is not in `models.licences`\n"
                "  hint: Name another model, or allow the licence."});
}

}  // namespace
}  // namespace islet
