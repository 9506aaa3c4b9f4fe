// Goal: runs that are alike lend each other what they show, far ones do not, and what was learnt of
// rows comes back at their places.
#include <cmath>

#include <gtest/gtest.h>

#include "accuracy/likeness_fit.h"
#include "accuracy/log_estimate.h"
#include "base/random.h"

namespace islet {
namespace {

RunPlace place_at(int count, const char* engine) {
  RunPlace place;
  place.along[static_cast<std::size_t>(Along::count)] = count;
  place.words[static_cast<std::size_t>(Alike::engine)] = engine;
  return place;
}

/// One engine half as fast as physics says, the other slower with the count.
double truth(int count, const std::string& engine) {
  return engine == "slow" ? std::log(0.5) : 0.3 * std::sin(count / 8.0);
}

std::vector<LikenessRow> made_rows(double scatter) {
  RandomStream stream(7);
  std::vector<LikenessRow> rows;
  for (int count = 0; count < 40; ++count) {
    for (const char* engine : {"slow", "wavy"}) {
      rows.push_back({place_at(count, engine), truth(count, engine) + stream.normal(0, scatter)});
    }
  }
  return rows;
}

LikenessAnswer answer(const std::vector<LikenessRow>& rows, const RunPlace& place) {
  const Result<Likeness> fit = fitted_likeness("language", rows);
  EXPECT_TRUE(fit.has_value());
  return LikenessTable({*fit}).at("language", place).value_or(LikenessAnswer{});
}

TEST(Likeness, RowsComeBackAtTheirPlaces) {
  const std::vector<LikenessRow> rows = made_rows(0.02);
  for (const int count : {4, 20, 35}) {
    for (const char* engine : {"slow", "wavy"}) {
      EXPECT_NEAR(answer(rows, place_at(count, engine)).value, truth(count, engine), 0.05)
          << engine << count;
    }
  }
}

TEST(Likeness, ARowBetweenOthersIsPredictedFromThem) {
  std::vector<LikenessRow> rows = made_rows(0.02);
  std::erase_if(rows, [](const LikenessRow& row) {
    const int count = row.place.along[static_cast<std::size_t>(Along::count)];
    return count >= 20 && count < 24;
  });
  EXPECT_NEAR(answer(rows, place_at(22, "wavy")).value, truth(22, "wavy"), 0.1);
}

TEST(Likeness, FartherIsLessSure) {
  const std::vector<LikenessRow> rows = made_rows(0.02);
  const double near = answer(rows, place_at(20, "wavy")).variance;
  const double far = answer(rows, place_at(400, "new")).variance;
  EXPECT_GT(far, 2 * near);
}

TEST(Likeness, ARowThatIsFarOffHardlyCounts) {
  std::vector<LikenessRow> rows = made_rows(0.02);
  rows[40].excess += 3;  // of "slow" at a count of 20
  EXPECT_NEAR(answer(rows, place_at(20, "slow")).value, std::log(0.5), 0.25);
}

TEST(Likeness, RowsAtOnePlaceAreKeptAsOne) {
  std::vector<LikenessRow> rows = made_rows(0.02);
  const std::size_t places = rows.size();
  rows.push_back(rows.front());
  const Result<Likeness> fit = fitted_likeness("language", rows);
  ASSERT_TRUE(fit.has_value());
  EXPECT_EQ(fit->places.size(), places);
}

TEST(Likeness, AKindThatWasNotFittedHasNoAnswer) {
  EXPECT_FALSE(LikenessTable({}).at("language", place_at(1, "slow")).has_value());
}

TEST(Likeness, FarTellsHowNearTheNearestPlaceStands) {
  const std::vector<LikenessRow> rows = made_rows(0.02);
  EXPECT_NEAR(answer(rows, place_at(20, "wavy")).far, 0, 1e-6);
  EXPECT_GT(answer(rows, place_at(400, "new")).far, 0.5);
}

TEST(Likeness, ARunStatedThreeTimesOverIsStillTakenToScatter) {
  std::vector<LikenessRow> rows = made_rows(0.02);
  const std::vector<LikenessRow> once = rows;
  for (int time = 0; time < 2; ++time) rows.insert(rows.end(), once.begin(), once.end());
  const Result<Likeness> fit = fitted_likeness("power", rows);
  ASSERT_TRUE(fit.has_value());
  EXPECT_GE(std::sqrt(fit->scale.noise), 0.08);
}

TEST(BlendedExcess, LanguageKeepsWhatBothAgreeOn) {
  const Blend language = blend_of("language");
  const auto excess = [&](double effects, double alike, double far) {
    return blended_excess(language, effects, {.value = alike, .far = far});
  };
  EXPECT_DOUBLE_EQ(excess(0.2, 0.4, 1), 0.225);
  EXPECT_DOUBLE_EQ(excess(-0.4, -0.2, 0.5), -0.225);
  EXPECT_DOUBLE_EQ(excess(-0.2, 0.4, 1), 0.025) << "near to physics";
  EXPECT_DOUBLE_EQ(excess(-0.2, 0.4, 0), 0.1) << "measured there";
  EXPECT_DOUBLE_EQ(excess(-0.2, 0.4, 0.25), 0.0625) << "half way";
}

TEST(BlendedExcess, PowerTakesRunsAlikeOnlyWhereTheyAreNear) {
  const Blend power = blend_of("power");
  EXPECT_DOUBLE_EQ(blended_excess(power, 0.2, {.value = 0.6, .far = 0}), 0.6);
  EXPECT_DOUBLE_EQ(blended_excess(power, 0.2, {.value = 0.6, .far = 0.25}), 0.4);
  EXPECT_DOUBLE_EQ(blended_excess(power, 0.2, {.value = 0.6, .far = 0.5}), 0.2);
  EXPECT_DOUBLE_EQ(blended_excess(power, 0.2, {.value = 0.6, .far = 1}), 0.2);
}

TEST(BlendedExcess, OtherKindsAreHalfAndHalf) {
  EXPECT_DOUBLE_EQ(blended_excess(blend_of("other"), -0.2, {.value = 0.6, .far = 1}), 0.2);
}

TEST(LogEstimate, PutsEffectsAndRunsAlikeOnTopOfPhysics) {
  Calibration calibration;
  Likeness likeness;
  likeness.kind = "other";
  likeness.scale.all = 1;
  likeness.places.push_back({place_at(1, "slow"), 0.4});
  calibration.likenesses.push_back(likeness);
  EffectRow run;
  run.log_predicted = [](const LogFactors&) { return 2.0; };
  run.place = place_at(9, "slow");
  EXPECT_DOUBLE_EQ(log_estimate(Learnt(calibration), run, 0.1).value, 2.0) << "of no kind";
  run.kind = "other";
  const LogEstimate estimate = log_estimate(Learnt(calibration), run, 0.1);
  EXPECT_DOUBLE_EQ(estimate.value, 2.2);
  EXPECT_GT(estimate.sd, 0.2) << "the two differ by 0.4";
}

}  // namespace
}  // namespace islet
