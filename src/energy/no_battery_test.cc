// Goal: a plant without a battery serves what its sources give, whatever `when_short` says of a
// charge that it does not have.
#include <cmath>
#include <numbers>
#include <optional>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "energy/load_table.h"
#include "energy/plant_year.h"
#include "energy/random_plant.h"

namespace islet {
namespace {

/// Half-sine days and two loads of 200 W that give up work at a low charge.
struct Place {
  std::vector<double> yield = std::vector<double>(hours_per_year);
  std::vector<Power> grid = std::vector<Power>(hours_per_year);
  std::vector<Power> demand = std::vector<Power>(hours_per_year, 200.0 * watt);
  std::vector<Load> loads;

  explicit Place(bool has_sun, Power grid_limit) {
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      const double height = std::sin(std::numbers::pi * (static_cast<double>(i % 24) - 6.0) / 12.0);
      yield[i] = has_sun ? std::max(0.0, height) : 0.0;
      grid[i] = grid_limit;
    }
    loads.resize(2);
    loads[0] = {"cameras", Importance::safety, demand, {{0.45, 0.7, 0.5}, {0.25, 0.5, 0.4}}, true};
    loads[1] = {"reports", Importance::low, demand, {{0.6, 0.0, 0.0}}, true};
  }

  PlantWeather weather() const {
    PlantWeather result;
    result.panel_yield = yield;
    result.grid = grid;
    return result;
  }
};

Plant bare_plant() {
  Plant plant = example_plant();
  plant.panel_rated = Power();
  plant.battery = Battery();
  plant.generator.reset();
  plant.own_draw = Power();
  return plant;
}

struct Case {
  const char* name;
  bool has_sun;
  Power grid;
  std::optional<Power> generator;
  double served;  ///< share of the hours' demand
};

/// With sun alone the hours 7 to 17 are served: at 6 and 18 the sun's height is 0.
constexpr double sunny_share = 11.0 / 24.0;

const Case cases[] = {
    {"grid only", false, 1.0 * kilowatt, {}, 1},
    {"grid and panels", true, 1.0 * kilowatt, {}, 1},
    {"generator only", false, Power(), 2.0 * kilowatt, 1},
    {"generator and panels", true, Power(), 2.0 * kilowatt, 1},
    {"panels only", true, Power(), {}, sunny_share},
    {"half a grid", false, 200.0 * watt, {}, 0.5},
    {"nothing", false, Power(), {}, 0},
};

double served_share(const PlantYear& books) {
  Energy served;
  Energy demanded;
  for (const LoadYear& load : books.loads) {
    served += load.served;
    demanded += load.demanded;
  }
  return served / demanded;
}

TEST(NoBattery, ServesWhatItsSourcesGive) {
  for (const Case& c : cases) {
    const Place place(c.has_sun, c.grid);
    Plant plant = bare_plant();
    if (c.has_sun) plant.panel_rated = 4.0 * kilowatt;
    if (c.generator) {
      plant.generator = example_plant().generator;
      plant.generator->rated = *c.generator;
      plant.generator->tank = Volume();
    }
    const PlantWeather weather = place.weather();
    const LoadTable table(plant.cooling, weather.air, place.loads);
    for (const std::string_view name : policy_names()) {
      SCOPED_TRACE(testing::Message() << c.name << ", " << name);
      const auto policy = make_policy(name, GeneratorRule());
      const PlantYear whole = plant_year(plant, weather, place.loads, *policy);
      EXPECT_NEAR(served_share(whole), c.served, 1e-9);
      EXPECT_NEAR(served_share(plant_year(plant, weather, table, *policy)), c.served, 1e-9);
      EXPECT_EQ(whole.lowest_charge, 1.0);
      EXPECT_NEAR(whole.mean_charge, 1.0, 1e-9);
    }
  }
}

TEST(NoBattery, FirstShedsWhatMattersLeast) {
  const Place place(false, 300.0 * watt);
  const PlantYear books = plant_year(bare_plant(), place.weather(), place.loads,
                                     *make_policy("load_following", GeneratorRule()));
  EXPECT_EQ(books.loads[0].unserved, Energy());
  EXPECT_EQ(books.loads[0].spared, Energy());
  // Its only step is to do nothing.
  EXPECT_NEAR(books.loads[1].spared / books.loads[1].demanded, 1.0, 1e-9);
}

// A set that the sun makes needless rests.
TEST(NoBattery, GeneratorRestsWhileTheSunCarriesAll) {
  const Place place(true, Power());
  Plant plant = bare_plant();
  plant.panel_rated = 4.0 * kilowatt;
  plant.generator = example_plant().generator;
  plant.generator->tank = Volume();
  for (const std::string_view name : policy_names()) {
    const PlantYear books =
        plant_year(plant, place.weather(), place.loads, *make_policy(name, GeneratorRule()));
    EXPECT_NEAR(books.generator_time / hour, (1 - sunny_share) * hours_per_year, 1e-6) << name;
  }
}

}  // namespace
}  // namespace islet
