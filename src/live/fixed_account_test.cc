// Goal: what went to loads besides the machines is what the site file says while there is power,
// and what two meters leave for them while there is not.
#include "live/fixed_account.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr Power said = 600 * watt;
constexpr Power machines = 10 * watt;

Instant at(double minutes) { return after(Instant(), minutes * minute); }

/// Counters of a site that is dark from one minute to another: its machines go on.
FixedAccount lived(int minutes, int dark_from, int dark_to, double delivered = 0) {
  FixedAccount account(said);
  Energy load, drawn;
  for (int i = 0; i <= minutes; ++i) {
    account.saw(at(i), load, drawn, 0, i == minutes);
    const bool is_dark = i >= dark_from && i < dark_to;
    load += (machines + (is_dark ? delivered : 1.0) * said) * minute;
    drawn += machines * minute;
  }
  return account;
}

TEST(FixedAccount, IsWhatTheSiteFileSaysWhileThereIsPower) {
  const FixedAccount account = lived(60, 0, 0);
  EXPECT_NEAR(account.energy() / watt_hour, 600, 1e-6);
  EXPECT_NEAR(account.missed() / watt_hour, 0, 1e-6);
}

TEST(FixedAccount, WhatCoolsTheMachinesIsNotTheirs) {
  FixedAccount account(said);
  for (int i = 0; i <= 120; ++i) {
    const Energy drawn = i * minute * machines;
    account.saw(at(i), i * minute * said + 1.25 * drawn, drawn, 0.25, i == 120);
  }
  EXPECT_NEAR(account.energy() / watt_hour, 2 * (600 + 2.5), 1e-6);
}

TEST(FixedAccount, LeavesOutWhatWasNotDelivered) {
  EXPECT_NEAR(lived(60, 10, 40).energy() / watt_hour, 300, 1);
  EXPECT_NEAR(lived(60, 10, 40).missed() / watt_hour, 300, 1);
  EXPECT_NEAR(lived(60, 10, 40, 0.5).energy() / watt_hour, 450, 1);
}

TEST(FixedAccount, MetersThatAreReadOneAfterTheOtherTakeNothingAway) {
  FixedAccount account(said);
  Energy load, drawn;
  for (int i = 0; i <= 600; ++i) {
    // The machines' counter is 5 s ahead, and they draw 200 W in every other minute.
    const Power now = i % 2 == 0 ? 200 * watt : Power();
    account.saw(at(i), load, drawn + now * (5 * second), 0, i == 600);
    load += (said + now) * minute;
    drawn += now * minute;
  }
  EXPECT_NEAR(account.energy() / watt_hour, 6'000, 1e-6);
}

TEST(FixedAccount, ACounterThatIsAMinuteOldNowAndThenTakesNothingAway) {
  FixedAccount account(said);
  for (int i = 0; i <= 600; i += 6) {
    const double late = i % 12 == 0 ? 0 : 1;  // minutes
    account.saw(at(i), (i - late) * minute * (said + machines), i * minute * machines, 0,
                i % 60 == 0);
  }
  EXPECT_NEAR(account.energy() / watt_hour, 6'000, 1e-6);
}

TEST(FixedAccount, WithoutTheMachinesMeterOrAfterACounterBeganAnewItIsAsSaid) {
  FixedAccount account(said);
  account.saw(at(0), 5 * kilowatt_hour, std::nullopt, 0, false);
  account.saw(at(30), 5 * kilowatt_hour, std::nullopt, 0, true);
  EXPECT_NEAR(account.energy() / watt_hour, 300, 1e-6);
  account.saw(at(60), Energy(), Energy(), 0, true);
  EXPECT_NEAR(account.energy() / watt_hour, 600, 1e-6);
}

}  // namespace
}  // namespace islet
