// Goal: the schedule beside the rule does no less than the rule does.
#include "plan/take_account.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

const PlantAccount& account_of(const Plan& plan) { return *plan.designs.front().account; }

const LoadYear& last_load(const PlantAccount& account) { return account.run.loads.back(); }

// Refusing a little of them would cost less than a whole hour of the set.
TEST(TakeAccount, WhatIsServedInFullIsNotGivenUpByTheLeastSchedule) {
  Site site = camp_site();
  const auto plan = make_plan(site, shipped_catalog(), camp_options(1, 1));
  ASSERT_TRUE(plan && !plan->designs.empty());
  ASSERT_EQ(last_load(account_of(*plan)).unserved, Energy());
  ASSERT_GT(account_of(*plan).run.generator_time, Duration());
  site.money.cost_of_missing = {{"reports", 1e-6 * dollar / hour}};
  const auto cheap = make_plan(site, shipped_catalog(), camp_options(1, 1));
  ASSERT_TRUE(cheap && !cheap->designs.empty());
  EXPECT_NEAR(account_of(*cheap).least / dollar, account_of(*plan).least / dollar, 1e-6);
  EXPECT_LE(account_of(*plan).least, account_of(*plan).cost.total());
  EXPECT_GT(account_of(*plan).least, Money());
}

}  // namespace
}  // namespace islet
