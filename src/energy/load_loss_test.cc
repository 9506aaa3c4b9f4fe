// Goal: loss of load by sets that fail and are repaired agrees with sums by hand and with chance.
#include "energy/load_loss.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

constexpr RepairableSets two{2, 10.0 * kilowatt, 900.0 * hour, 100.0 * hour};

TEST(LoadLoss, ChancesAreTheBinomialOfReadySets) {
  const RepairableSets sets[] = {two};
  const Power load[] = {5.0 * kilowatt, 15.0 * kilowatt, 25.0 * kilowatt};
  const LoadLoss loss = load_loss(sets, load, 3);
  EXPECT_NEAR(loss.chance[0], 0.01, 1e-12);
  EXPECT_NEAR(loss.chance[1], 0.19, 1e-12);
  EXPECT_NEAR(loss.chance[2], 1, 1e-12);
  EXPECT_NEAR(loss.expected_time / hour, 1.2, 1e-12);
  // 5 kWh of hour 1 when both are out; 15 and 5 of hour 2; 25, 15 and 5 of hour 3.
  const double energy = 0.01 * 5 + 0.01 * 15 + 0.18 * 5 + 0.01 * 25 + 0.18 * 15 + 0.81 * 5;
  EXPECT_NEAR(loss.expected_energy / kilowatt_hour, energy, 1e-9);
}

TEST(LoadLoss, UnequalSetsCombine) {
  const RepairableSets sets[] = {{1, 30.0 * kilowatt, 950.0 * hour, 50.0 * hour},
                                 {2, 10.0 * kilowatt, 900.0 * hour, 100.0 * hour}};
  const Power load[] = {25.0 * kilowatt};
  // Without the large set the small ones are not enough.
  EXPECT_NEAR(load_loss(sets, load, 1).chance[0], 0.05, 1e-12);
}

// A chain without memory: each hour is short with the same chance, so runs are those of a coin.
TEST(LoadLoss, SpellsOfASetWithoutMemoryAreRunsOfACoin) {
  const RepairableSets sets[] = {{1, 1.0 * kilowatt, 0.02 * hour, 0.02 * hour}};
  const Power load[] = {1.0 * kilowatt, 1.0 * kilowatt, 1.0 * kilowatt};
  const LoadLoss loss = load_loss(sets, load, 4);
  EXPECT_NEAR(loss.spell[1], 7.0 / 8, 1e-9);
  EXPECT_NEAR(loss.spell[2], 3.0 / 8, 1e-9);
  EXPECT_NEAR(loss.spell[3], 1.0 / 8, 1e-9);
  EXPECT_NEAR(loss.spell[4], 0, 1e-9);
}

TEST(LoadLoss, SpellsAgreeWithDrawnYears) {
  const RepairableSets sets[] = {{1, 1.0 * kilowatt, 100.0 * hour, 10.0 * hour}};
  const std::vector<Power> load(200, 1.0 * kilowatt);
  const LoadLoss loss = load_loss(sets, load, 30);
  const double memory = std::exp(-(1 / 100.0 + 1 / 10.0));
  const double ready = 100.0 / 110;
  RandomStream random(7);
  int reached = 0;
  constexpr int years = 4000;
  for (int y = 0; y < years; ++y) {
    bool works = random.uniform() < ready;
    std::vector<bool> lost;
    for (int h = 0; h < 200; ++h) {
      lost.push_back(!works);
      works = random.uniform() < (works ? ready + (1 - ready) * memory : ready * (1 - memory));
    }
    reached += longest_run(lost) >= 12 ? 1 : 0;
  }
  EXPECT_NEAR(loss.spell[12], static_cast<double>(reached) / years, 0.03);
}

TEST(LoadLoss, MoreSetsNeverLoseMore) {
  const std::vector<Power> load(48, 15.0 * kilowatt);
  double last = 1;
  for (int count = 1; count <= 5; ++count) {
    RepairableSets sets[] = {two};
    sets[0].count = count;
    const LoadLoss loss = load_loss(sets, load, 5);
    EXPECT_LE(loss.spell[2], last + 1e-12);
    last = loss.spell[2];
  }
}

}  // namespace
}  // namespace islet
