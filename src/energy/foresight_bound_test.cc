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

#include "energy/cost_curve.h"
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

/// A battery, a set and 500 W: what the set makes in an hour, the battery gives in others.
struct SetAndStore : YearCase {
  Plant plant;

  SetAndStore() {
    safe.assign(hours_per_year, Power());
    other.assign(hours_per_year, 500.0 * watt);
    plant.battery.capacity = 12.0 * kilowatt_hour;
    plant.battery.charge_max = plant.battery.discharge_max = 10.0 * kilowatt;
    plant.conversion = {1, 1, 1, 1};
    plant.generator = example_plant().generator;
    plant.generator->tank = Volume();
  }
};

// 8 kWh are what 16 hours take: of 4,380 kWh the last 4 take an hour of their own.
TEST(ForesightBound, CountsWholeHoursOfTheSet) {
  const SetAndStore year_case;
  const double full_hour = (0.043 + 0.284) * 8 * 2 + 1.5;
  const double half_hour = (0.043 * 8 + 0.284 * 4) * 2 + 1.5;
  EXPECT_NEAR(year_case.bound(year_case.plant, {}) / dollar, 547 * full_hour + half_hour, 0.1);
}

// One hour with work burns what minimum load does; with a battery the next needs no second run.
TEST(ForesightBound, CountsTheMinimumLoadOfTheSet) {
  const SetAndStore year_case;
  YearCase rare;
  rare.other.assign(hours_per_year, Power());
  rare.safe.assign(hours_per_year, Power());
  rare.other[4000] = 1.0 * kilowatt;
  Plant idle = year_case.plant;
  idle.battery = {};
  const double least_hour = (0.043 * 8 + 0.284 * 2.4) * 2 + 1.5;
  EXPECT_NEAR(rare.bound(idle, {}) / dollar, least_hour, 1e-9);
  rare.other[4001] = 1.0 * kilowatt;
  EXPECT_NEAR(rare.bound(idle, {}) / dollar, 2 * least_hour, 1e-9);
  EXPECT_NEAR(rare.bound(year_case.plant, {}) / dollar, least_hour, 1e-9);
}

TEST(ForesightBound, CountsWhatTheBatterysElectronicsTake) {
  SetAndStore year_case;
  const double without = year_case.bound(year_case.plant, {}) / dollar;
  year_case.plant.battery.standby = 50.0 * watt;
  // A tenth more, but in the hours that begin with an empty battery.
  EXPECT_NEAR(year_case.bound(year_case.plant, {}) / dollar / without, 1.09, 0.01);
}

/// A least cost from each charge of a grid, backwards through the hours, as a search would find it:
/// the set rests or runs at one of many powers, the rest goes into the battery. Never below the
/// bound, and near it where the grid is fine.
double searched(const SetAndStore& year_case, std::span<const double> sun_kw, int steps) {
  const double capacity = year_case.plant.battery.capacity / kilowatt_hour;
  const double refused = 5.0;
  const auto cells = static_cast<std::size_t>(steps);
  std::vector<double> to_go(cells + 1, 0.0);
  std::vector<double> now(cells + 1);
  for (std::size_t i = hours_per_year; i-- > 0;) {
    const double load = year_case.other[i] / kilowatt;
    for (std::size_t at = 0; at <= cells; ++at) {
      double least = 1e30;
      for (int power = -1; power <= 28; ++power) {
        const double made = power < 0 ? 0.0 : 2.4 + 0.2 * power;
        const double cost = power < 0 ? 0.0 : (0.043 * 8 + 0.284 * made) * 2 + 1.5;
        const double charge = capacity * static_cast<double>(at) / static_cast<double>(cells) +
                              made + sun_kw[i] - load;
        // What lies between two charges counts as the lower one.
        const double share = std::clamp(charge / capacity, 0.0, 1.0);
        const auto next =
            static_cast<std::size_t>(std::floor(share * static_cast<double>(cells) + 1e-9));
        least = std::min(least, cost + refused * std::max(0.0, -charge) + to_go[next]);
      }
      now[at] = least;
    }
    std::swap(now, to_go);
  }
  return to_go[0];
}

// The loads and the sun of these years are whole steps of the grid, so that the search may come as
// near as its powers allow.
TEST(ForesightBound, LiesJustBelowASearchOverCharges) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SetAndStore year_case;
    TestDraws draws(seed);
    std::vector<double> sun_kw(hours_per_year);
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      year_case.other[i] = 0.2 * std::floor(draws.between(0, 6)) * kilowatt;
      if (i % 24 >= 8 && i % 24 < 16) sun_kw[i] = 0.2 * std::floor(draws.between(0, 12));
      year_case.yield[i] = sun_kw[i] / 4;
    }
    year_case.plant.panel_rated = 4.0 * kilowatt;
    const double found = searched(year_case, sun_kw, 60);
    const double least = year_case.bound(year_case.plant, {}) / dollar;
    EXPECT_LE(least, found * (1 + 1e-9)) << "seed " << seed;
    EXPECT_GE(least, found * 0.999) << "seed " << seed;
  }
}

/// A falling curve of many corners, with bends up and down and jumps.
CostCurve drawn_curve(std::uint64_t seed) {
  TestDraws draws(seed);
  CostCurve curve;
  CostCorner at{draws.between(-1, 1), 10};
  for (int i = 0; i < 20; ++i) {
    curve.corners.push_back(at);
    if (i > 0 && i < 19 && draws.is_true(0.2)) {
      at.value -= draws.between(0.1, 1);
      curve.corners.push_back(at);
    }
    at.position += draws.between(0.1, 0.5);
    at.value -= draws.between(0, 1);
  }
  return curve;
}

TEST(CostCurve, TheLesserIsFoundAtEveryPoint) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const CostCurve first = drawn_curve(seed);
    const CostCurve second = drawn_curve(seed + 100);
    const CostCurve lesser = lesser_of(first, second);
    EXPECT_EQ(lesser.left(), std::min(first.left(), second.left()));
    EXPECT_EQ(lesser.right(), std::max(first.right(), second.right()));
    const double from = std::max(first.left(), second.left());
    const double to = std::min(first.right(), second.right());
    for (double at = from; at <= to; at += 0.007) {
      EXPECT_NEAR(lesser.at(at), std::min(first.at(at), second.at(at)), 1e-9) << "seed " << seed;
    }
  }
}

TEST(CostCurve, TheLeastOfASumIsFoundAtEveryPoint) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const CostCurve first = drawn_curve(seed);
    const ConvexCost second{-1, 2, {{-9, 0.2}, {-2, 0.5}, {-1, 0.3}, {-0.5, 1}, {0, 0.4}}};
    CostCurve all;
    for (double x = -1; x <= 1.4; x += 0.001) all.corners.push_back({x, 2.0});
    for (CostCorner& corner : all.corners) {
      double left = corner.position + 1;
      for (const CostPiece& piece : second.pieces) {
        corner.value += piece.slope * std::clamp(left, 0.0, piece.length);
        left -= piece.length;
      }
    }
    CostCurve sum;
    add_least(first, second, sum);
    for (double at = first.left(); at <= first.right(); at += 0.05) {
      double least = 1e9;
      for (const CostCorner& corner : all.corners) {
        const double rest = at - corner.position;
        if (rest < first.left() || rest > first.right()) continue;
        least = std::min(least, corner.value + first.at(rest));
      }
      EXPECT_LE(sum.at(at), least + 1e-9) << "seed " << seed << " at " << at;
      EXPECT_GE(sum.at(at), least - 0.03) << "seed " << seed << " at " << at;
    }
  }
}

TEST(CostCurve, SimplerOnesLieBelowByNoMoreThanAllowed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const CostCurve fine = drawn_curve(seed);
    for (const double tolerance : {0.1, 0.5, 2.0}) {
      CostCurve simple = fine;
      simplify_below(simple, tolerance);
      EXPECT_LE(simple.corners.size(), fine.corners.size());
      EXPECT_EQ(simple.left(), fine.left());
      EXPECT_EQ(simple.right(), fine.right());
      for (double at = fine.left(); at <= fine.right(); at += 0.01) {
        EXPECT_LE(simple.at(at), fine.at(at) + 1e-9);
        EXPECT_GE(simple.at(at), fine.at(at) - tolerance - 1e-9);
      }
    }
  }
}

}  // namespace
}  // namespace islet
