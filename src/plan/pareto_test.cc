// Goal: the Pareto set holds designs that no other beats in everything, and the price of a step
// more is that of the cheapest sizes that reach it.
#include "plan/pareto.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

ParetoPoint point(double cost, double energy, double served) {
  ParetoPoint out;
  out.lifetime = cost * dollar;
  out.energy = energy * kilowatt_hour;
  out.least_served = served;
  return out;
}

TEST(Pareto, BeatsMeansNoWorseInAllAndBetterInOne) {
  EXPECT_TRUE(beats(point(100, 10, 0.9), point(120, 10, 0.9)));
  EXPECT_FALSE(beats(point(100, 10, 0.9), point(120, 9, 0.9)));
  EXPECT_FALSE(beats(point(100, 10, 0.9), point(100, 10, 0.9)));
  EXPECT_FALSE(beats(point(100, 10, 0.9), point(120, 10, 0.99)));
}

class ParetoPlan : public testing::Test {
 protected:
  static const Plan& plan() {
    static const Plan made = [] {
      Site site = camp_site();
      site.workloads.resize(1);
      site.hardware.consider = {"l4", "jetson_orin_nano_super"};
      PlanOptions options = camp_options();
      options.pareto = true;
      auto planned = make_plan(site, shipped_catalog(), options);
      CHECK(planned.has_value());
      return std::move(*planned);
    }();
    return made;
  }
};

TEST_F(ParetoPlan, NoDesignOfTheSetIsBeaten) {
  const std::vector<ParetoPoint>& front = plan().pareto;
  ASSERT_GE(front.size(), 3u);
  for (const ParetoPoint& a : front) {
    for (const ParetoPoint& b : front) {
      if (b.is_answer) continue;
      EXPECT_FALSE(beats(a, b)) << a.title << " / " << b.title;
    }
  }
  for (std::size_t index = 1; index < front.size(); ++index) {
    EXPECT_LE(front[index - 1].lifetime, front[index].lifetime);
  }
}

TEST_F(ParetoPlan, TheAnswerIsAmongThemWithItsOwnFigures) {
  const std::vector<ParetoPoint>& front = plan().pareto;
  const auto answers = std::count_if(front.begin(), front.end(),
                                     [](const ParetoPoint& each) { return each.is_answer; });
  ASSERT_EQ(answers, 1);
  const auto answer = std::find_if(front.begin(), front.end(),
                                   [](const ParetoPoint& each) { return each.is_answer; });
  const DesignOutcome& first = plan().designs.front();
  EXPECT_EQ(answer->title, first.title);
  EXPECT_EQ(answer->lifetime, first.cost.lifetime.value);
  EXPECT_EQ(answer->purchase, first.cost.purchase.value);
  EXPECT_EQ(answer->energy, first.energy.used.value);
  EXPECT_EQ(answer->fuel, first.energy.fuel.value);
  // It costs least, but for the gap that the search leaves.
  EXPECT_GE(front.front().lifetime / answer->lifetime, 0.99);
}

/// The finest steps are those of the search's own grid: no hole of an eighth of the range.
TEST_F(ParetoPlan, TheCurveOfRideThroughHasNoHoles) {
  std::vector<double> hours;
  for (const ParetoPoint& each : plan().pareto) {
    const double own = each.ride_through / hour;
    if (hours.empty() || own > hours.back()) hours.push_back(own);
  }
  ASSERT_GE(hours.size(), 10u);
  const double range = hours.back() - hours.front();
  for (std::size_t index = 1; index < hours.size(); ++index) {
    EXPECT_LT(hours[index] - hours[index - 1], range / 6) << hours[index];
  }
}

TEST_F(ParetoPlan, AStepMoreIsToldForWhatWasAsked) {
  const std::vector<NextStep>& steps = plan().next_steps;
  ASSERT_FALSE(steps.empty());
  bool told_ride = false;
  for (const NextStep& each : steps) {
    EXPECT_NE(each.from, each.to);
    if (each.more) {
      EXPECT_GE(*each.more, Money());
    }
    told_ride |= each.key == "goals.ride_through";
  }
  EXPECT_TRUE(told_ride);
}

}  // namespace
}  // namespace islet
