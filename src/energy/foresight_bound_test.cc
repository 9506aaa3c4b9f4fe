// Goal: the perfect-foresight bound equals cases worked by hand, and no schedule, of a policy or
// found by search, costs less.
#include "energy/foresight_bound.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "energy/convex_cost.h"
#include "energy/random_plant.h"

namespace islet {
namespace {

constexpr EnergyPrice per_kwh = dollar / kilowatt_hour;

struct YearCase {
  std::vector<double> yield = std::vector<double>(hours_per_year);
  std::vector<Temperature> air = std::vector<Temperature>(hours_per_year, celsius(20));
  std::vector<Power> grid = std::vector<Power>(hours_per_year);
  std::array<bool, 24> quiet{};
  std::vector<Power> safe = std::vector<Power>(hours_per_year, 300.0 * watt);
  std::vector<Power> other = std::vector<Power>(hours_per_year, 700.0 * watt);
  RunningPrices prices;

  YearCase() {
    prices.fuel = 2.0 * dollar / litre;
    prices.grid = 0.1 * per_kwh;
    prices.generator_time = 1.5 * dollar / hour;
    prices.refused = {20.0 * per_kwh, 5.0 * per_kwh};
  }

  /// Half-sine days under clouds drawn from the seed, cold nights, a grid that comes and goes.
  void draw(std::uint64_t seed) {
    TestDraws draws(seed);
    const bool has_grid = draws.is_true(0.3);
    if (seed % 2 == 0) {
      for (const std::size_t i : {22U, 23U, 0U, 1U, 2U, 3U, 4U}) quiet[i] = true;
    }
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      const double sun = std::sin(std::numbers::pi * (static_cast<double>(i % 24) - 5.5) / 12);
      yield[i] = std::max(0.0, sun) * draws.between(0.2, 0.9);
      air[i] = celsius(draws.between(-15, 30));
      if (has_grid && draws.is_true(0.5)) grid[i] = draws.between(0, 2) * kilowatt;
      other[i] = draws.is_true(0.2) ? Power() : draws.between(0, 3) * kilowatt;
      safe[i] = draws.is_true(0.1) ? Power() : draws.between(0, 1) * kilowatt;
    }
  }

  PlantWeather weather() const {
    PlantWeather out;
    out.panel_yield = yield;
    out.air = air;
    out.grid = grid;
    out.quiet_hours = quiet;
    return out;
  }
  std::vector<Load> loads() const {
    return {{"safe", Importance::safety, safe, {}, true},
            {"other", Importance::normal, other, {}, false}};
  }
  Money cost(const PlantYear& books) const { return running_cost(books, prices); }
  Money bound(const Plant& plant, const YearEnds& ends) const {
    return foresight_bound(plant, weather(), loads(), prices, ends);
  }
};

/// A schedule that nobody would call a rule: it runs the set, charges and refuses as it is drawn.
class DrawnSchedule : public Policy {
 public:
  DrawnSchedule(std::uint64_t seed, double eager) : seed_(seed), eager_(eager) {}
  std::string_view name() const override { return "drawn"; }
  Setpoint decide(const PlantView& view, std::span<LoadSetting> settings) const override {
    TestDraws draws(seed_ + static_cast<std::uint64_t>(view.now.nanoseconds() / 3'600'000'000'000));
    Setpoint setpoint;
    const bool may_run = !view.quiet_hour || view.full.safety > view.without_generator.to_floor;
    setpoint.generator_on =
        view.generator_can_run && may_run && draws.is_true(eager_ * (1.2 - view.charge));
    setpoint.charge_from_generator = draws.is_true(0.8);
    setpoint.charge_from_grid = draws.is_true(0.8);
    setpoint.generator_power = draws.between(0.5, 1.0) * view.generator_rated;
    const Deliverable& can = setpoint.generator_on ? view.with_generator : view.without_generator;
    const bool by_reserve = view.full.all <= can.to_reserve;
    const double others = by_reserve ? 1.0 : draws.between(0, 1);
    const double safe = draws.is_true(0.02) ? 0.5 : 1.0;
    for (LoadSetting& setting : settings) setting = {0, others};
    settings[0].share = safe * std::min(1.0, can.to_floor / std::max(1.0 * watt, view.full.safety));
    const Power safety = settings[0].share * view.full.safety;
    const Power rest = std::max(Power(), can.to_reserve - safety);
    settings[1].share =
        std::min(others, rest / std::max(1.0 * watt, view.full.all - view.full.safety));
    return setpoint;
  }

 private:
  std::uint64_t seed_;
  double eager_;
};

TEST(ForesightBound, NoPolicyIsCheaper) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    YearCase year_case;
    year_case.draw(seed);
    TestDraws draws(seed);
    const Plant plant = random_plant(draws);
    for (const std::string_view name : policy_names()) {
      const PlantYear books = plant_year(plant, year_case.weather(), year_case.loads(),
                                         *make_policy(name, GeneratorRule()));
      const double least =
          year_case.bound(plant, {books.charge_at_start, books.charge_at_end}) / dollar;
      EXPECT_LE(least, year_case.cost(books) / dollar * (1 + 1e-9) + 1e-6)
          << name << " seed " << seed;
      EXPECT_GE(least, -1e-6) << "seed " << seed;
    }
  }
}

/// What a year's loads asked for, by the orders of `when_short`.
std::vector<Load> as_asked(std::vector<Load> loads, const PlantTrace& trace) {
  for (std::size_t k = 0; k < loads.size(); ++k) {
    loads[k].demand = trace.asked[k];
    loads[k].steps.clear();
  }
  return loads;
}

// Where a rule kept the charge up for the sake of full work, so must a schedule for the same work.
TEST(ForesightBound, KeepsTheChargeAtWhichTheSiteAsksForAsMuch) {
  int higher = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    YearCase year_case;
    year_case.draw(seed);
    TestDraws draws(seed);
    const Plant plant = random_plant(draws);
    std::vector<Load> loads = year_case.loads();
    loads[0].steps = {{0.45, 0.7, 0.5}, {0.25, 0.5, 0.4}};
    loads[1].steps = {{0.60, 0.0, 0.0}};
    const GeneratorRule rule;
    PlantTrace trace;
    PlantYearOptions options;
    options.trace = &trace;
    const PlantYear books = plant_year(plant, year_case.weather(), loads,
                                       *make_policy("cycle_charging", rule), options);
    const std::vector<double> least_charge = least_charges(loads, trace, rule.steps);
    const std::vector<Load> asked = as_asked(loads, trace);
    const auto bound = [&](std::span<const double> charges) {
      const YearEnds ends{books.charge_at_start, books.charge_at_end, charges};
      return foresight_bound(plant, year_case.weather(), asked, year_case.prices, ends) / dollar;
    };
    const double plain = bound({});
    const double kept = bound(least_charge);
    EXPECT_GE(kept, plain - 1e-6) << "seed " << seed;
    EXPECT_LE(kept, year_case.cost(books) / dollar * (1 + 1e-9) + 1e-6) << "seed " << seed;
    higher += kept > plain * 1.01 ? 1 : 0;
  }
  EXPECT_GT(higher, 3);
}

TEST(ForesightBound, NoScheduleFoundBySearchIsCheaper) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    YearCase year_case;
    year_case.draw(seed);
    TestDraws draws(seed + 100);
    const Plant plant = random_plant(draws);
    for (std::uint64_t at = 0; at < 25; ++at) {
      const DrawnSchedule schedule(seed * 1000 + at, draws.between(0, 1.5));
      const PlantYear books = plant_year(plant, year_case.weather(), year_case.loads(), schedule);
      const double least =
          year_case.bound(plant, {books.charge_at_start, books.charge_at_end}) / dollar;
      EXPECT_LE(least, year_case.cost(books) / dollar * (1 + 1e-9) + 1e-6) << "seed " << seed;
    }
  }
}

/// A lossless plant with a weak grid by night alone.
struct NightGrid : YearCase {
  Plant plant;

  explicit NightGrid(double stored_kwh) {
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      if (i % 24 < 12) grid[i] = 4.0 * kilowatt;
    }
    plant.battery.capacity = stored_kwh * kilowatt_hour;
    plant.battery.charge_max = plant.battery.discharge_max = 10.0 * kilowatt;
    plant.conversion = {1, 1, 1, 1};
  }
};

TEST(ForesightBound, EqualsNightsThatCarryTheDays) {
  const NightGrid enough(12);
  EXPECT_NEAR(enough.bound(enough.plant, {}) / dollar, 365 * 24 * 0.1, 1e-6);
  // 6 of the day's 12 kWh are missing; the cheaper load asks for 8.4 of them and goes without.
  const NightGrid half(6);
  EXPECT_NEAR(half.bound(half.plant, {}) / dollar, 365 * (18 * 0.1 + 6 * 5), 1e-6);
}

TEST(ForesightBound, CountsTheLossesOfTheBattery) {
  NightGrid lossy(20);
  lossy.plant.battery.charge_efficiency = 0.9;
  lossy.plant.battery.discharge_efficiency = 0.8;
  EXPECT_NEAR(lossy.bound(lossy.plant, {}) / dollar, 365 * 0.1 * (12 + 12 / 0.72), 1e-6);
}

TEST(ForesightBound, EqualsASetThatAlwaysIdles) {
  YearCase year_case;
  Plant plant;
  plant.conversion = {1, 1, 1, 1};
  plant.generator = example_plant().generator;
  // 1 kW of load: the set of 8 kW burns what 2.4 kW burn.
  const double litres = 0.043 * 8 + 0.284 * 2.4;
  EXPECT_NEAR(year_case.bound(plant, {}) / dollar, 8760 * (litres * 2 + 1.5), 1e-6);
}

TEST(ForesightBound, MoreOfAnythingNeverCostsMore) {
  YearCase year_case;
  year_case.draw(7);
  const Plant plant = example_plant();
  const YearEnds ends = {plant.battery.stored_at(0.5), plant.battery.stored_at(0.5)};
  const Money before = year_case.bound(plant, ends);
  Plant sunny = plant;
  sunny.panel_rated = 1.3 * plant.panel_rated;
  EXPECT_LT(year_case.bound(sunny, ends), before);
  Plant stored = plant;
  stored.battery.usable_max = 1.5;
  stored.battery.self_discharge_per_month = 0;
  EXPECT_LE(year_case.bound(stored, ends), before);
  EXPECT_LT(year_case.bound(plant, {plant.battery.ceiling(), ends.at_end}), before);
  year_case.prices.fuel = 1.1 * year_case.prices.fuel;
  EXPECT_GT(year_case.bound(plant, ends), before);
}

TEST(ConvexCost, CoarserChainsLieBelowFinerOnes) {
  TestDraws draws(3);
  ConvexCost fine{0, 100, {}};
  for (int i = 0; i < 60; ++i) fine.pieces.push_back({-1.0 / (1 + i), draws.between(0.1, 1)});
  double lowered = 0;
  for (const std::size_t most : {40U, 20U, 10U, 5U}) {
    ConvexCost coarse = fine;
    coarsen(coarse, most);
    EXPECT_EQ(coarse.pieces.size(), most);
    EXPECT_NEAR(coarse.right(), fine.right(), 1e-9);
    for (double at = 0; at < fine.right(); at += 0.1) EXPECT_LE(coarse.at(at), fine.at(at) + 1e-9);
    const double now = fine.at(fine.right()) - coarse.at(coarse.right());
    EXPECT_GE(now, lowered);
    lowered = now;
  }
}

TEST(ConvexCost, TheLeastOfTwoIsFoundAtEveryPoint) {
  const ConvexCost first{0, 5, {{-3, 1}, {-1, 2}}};
  const ConvexCost second{-1, 2, {{-2, 1}, {-0.5, 1}}};
  ConvexCost sum;
  add_least(first, second, sum);
  for (double at = -1; at <= 4; at += 0.25) {
    double least = 1e9;
    for (double x = 0; x <= 3; x += 0.25) {
      if (at - x >= -1 && at - x <= 1) least = std::min(least, first.at(x) + second.at(at - x));
    }
    EXPECT_NEAR(sum.at(at), least, 1e-12);
  }
}

}  // namespace
}  // namespace islet
