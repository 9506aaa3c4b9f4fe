// Goal: simulated days say that a wish is missed where they show it, and not where chance would.
#include "plan/simulated_goals.h"

#include <gtest/gtest.h>

#include "plan/camp_site.h"

namespace islet {
namespace {

/// The camp's assistant alone: first tokens p95 < 2 s, 97 % served.
Site chat_site() {
  Site site = camp_site();
  site.workloads = {site.workloads[1]};
  return site;
}

struct Day {
  double served = 0, late = 0, lost = 0, open = 0, late_by_power = 0, interrupted = 0;
};

SiteOutcome outcome_of(const Day& day) {
  SiteOutcome out;
  WorkloadServed work;
  work.name = "assistant";
  work.kind = WorkloadKind::chat;
  work.counts.served = day.served;
  work.counts.late = day.late;
  work.counts.lost = day.lost;
  work.counts.open = day.open;
  work.late_by_power = day.late_by_power;
  work.interrupted = day.interrupted;
  out.workloads = {work};
  return out;
}

TEST(SimulatedGoals, RequestsThatComeLaterThanChanceAllowsAreTold) {
  const Site site = chat_site();
  // 5 % of 1000 may be late; chance adds three times the root of 50.
  SimulatedGoals good(site);
  good.add(outcome_of({.served = 930, .late = 70}), 14, DaysKind::darkest);
  EXPECT_EQ(good.shortfalls(), std::vector<std::string>{});
  SimulatedGoals bad(site);
  bad.add(outcome_of({.served = 920, .late = 80}), 14, DaysKind::darkest);
  EXPECT_EQ(bad.shortfalls(),
            std::vector<std::string>{"assistant: 8 % come later than asked, 5 % may"});
}

TEST(SimulatedGoals, WhatPowerHeldUpIsMissedWorkAndNotLate) {
  const Site site = chat_site();
  SimulatedGoals goals(site);
  goals.add(outcome_of({.served = 900, .late = 100, .late_by_power = 100, .interrupted = 100}), 365,
            DaysKind::every);
  EXPECT_EQ(goals.shortfalls(),
            std::vector<std::string>{
                "assistant: at most 90 % of a year's work is served, 97 % is asked for"});
}

// 14 of 365 days are 3.8 % of the year: with nothing served there and all else served, 96.2 %.
TEST(SimulatedGoals, TheDarkestDaysCountForTheirPartOfTheYear) {
  Site site = chat_site();
  SimulatedGoals goals(site);
  goals.add(outcome_of({.lost = 1000}), 14, DaysKind::darkest);
  for (int day = 0; day < 12; ++day) goals.add(outcome_of({.served = 70}), 1, DaysKind::sampled);
  EXPECT_EQ(goals.shortfalls().size(), 1U);
  site.workloads.front().served_goal = 0.96;
  EXPECT_TRUE(goals.shortfalls().empty());
}

TEST(SimulatedGoals, WorkThatIsNeverLetInIsMissed) {
  const Site site = chat_site();
  SimulatedGoals few(site);
  few.add(outcome_of({.served = 900, .open = 100}), 14, DaysKind::every);
  EXPECT_TRUE(few.shortfalls().empty());
  SimulatedGoals most(site);
  most.add(outcome_of({.served = 10, .open = 990}), 14, DaysKind::every);
  EXPECT_EQ(most.shortfalls().size(), 1U);
}

TEST(SimulatedGoals, OneBadDayOfTwelveIsChanceAndSixAreNot) {
  const Site site = chat_site();
  const auto with_bad_days = [&](int bad) {
    SimulatedGoals goals(site);
    for (int day = 0; day < 12; ++day) {
      goals.add(day < bad ? outcome_of({.lost = 70}) : outcome_of({.served = 70}), 1,
                DaysKind::sampled);
    }
    return goals.shortfalls().size();
  };
  EXPECT_EQ(with_bad_days(1), 0U);
  EXPECT_EQ(with_bad_days(6), 1U);
}

// What a site misses on one day in twenty is met by one random day in twenty.
TEST(SimulatedGoals, ASingleDayThatMissesItsWorkIsTold) {
  const Site site = chat_site();
  SimulatedGoals goals(site);
  goals.add(outcome_of({.lost = 70}), 1, DaysKind::sampled);
  EXPECT_EQ(goals.shortfalls().size(), 1U);
}

}  // namespace
}  // namespace islet
