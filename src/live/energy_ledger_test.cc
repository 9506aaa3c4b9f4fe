// Goal: every joule of the meter is booked once, shares follow draw and time, and a request is told
// a range that holds.
#include "live/energy_ledger.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at(double s) { return after(Instant(), s * second); }

class Desk {
 public:
  explicit Desk(Power idle) {
    EngineSpec spec;
    spec.idle = idle;
    tell(0, EngineUp{spec}, {});
  }
  void tell(double s, const Event& event, const std::vector<Decision>& decisions) {
    ledger.saw(at(s), event, decisions);
  }
  void start(double s, std::uint64_t id, Power draw) {
    Request request;
    request.id = RequestId{id};
    tell(s, RequestArrives{request}, {Start{RequestId{id}, EngineId{}, draw}});
  }
  void done(double s, std::uint64_t id) { tell(s, RequestDone{RequestId{id}}, {}); }

  EnergyLedger ledger;
};

double joules(const std::optional<RequestEnergy>& energy) {
  return energy ? energy->energy / joule : -1;
}

TEST(EnergyLedger, SharesByDrawAndIdleByTime) {
  Desk desk(10 * watt);
  desk.ledger.counted(at(0), 1'000 * joule);
  desk.start(0, 1, 30 * watt);
  desk.start(0, 2, 60 * watt);
  // 100 W for ten seconds: 100 J idle, 900 J at work.
  desk.ledger.counted(at(10), 2'000 * joule);
  EXPECT_NEAR(joules(desk.ledger.energy_of(RequestId{1}, at(10))), 300 + 50, 1e-9);
  EXPECT_NEAR(joules(desk.ledger.energy_of(RequestId{2}, at(10))), 600 + 50, 1e-9);
  EXPECT_TRUE(desk.ledger.energy_of(RequestId{1}, at(10))->is_metered);
}

TEST(EnergyLedger, BooksEveryJouleOfTheMeterOnce) {
  Desk desk(10 * watt);
  desk.ledger.counted(at(0), Energy());
  Energy counter;
  for (int i = 1; i <= 50; ++i) {
    if (i % 5 == 1) desk.start(i - 0.5, static_cast<std::uint64_t>(i), (i % 7 + 1) * watt);
    if (i % 5 == 4) desk.done(i - 0.25, static_cast<std::uint64_t>(i - 3));
    counter += (5 + i % 30) * joule;
    desk.ledger.counted(at(i), counter);
  }
  const LedgerSums& sums = desk.ledger.sums();
  EXPECT_NEAR((sums.requests + sums.waiting) / joule, counter / joule, 1e-9);
  EXPECT_EQ(sums.rows, 10);
  Energy rows;
  for (const LedgerRow& row : desk.ledger.take_rows()) rows += row.energy.energy;
  EXPECT_NEAR(rows / joule, sums.requests / joule, 1e-9);
  EXPECT_TRUE(desk.ledger.take_rows().empty());
}

TEST(EnergyLedger, WhatTheMeterHasNotCountedYetIsExpectedAndSaidToBe) {
  Desk desk(10 * watt);
  desk.ledger.counted(at(0), Energy());
  desk.start(0, 1, 40 * watt);
  desk.done(2, 1);
  const auto told = desk.ledger.energy_of(RequestId{1}, at(2));
  ASSERT_TRUE(told);
  EXPECT_FALSE(told->is_metered);
  EXPECT_NEAR(told->energy / joule, 2 * 40 + 2 * 10, 1e-9);
  // It was 120 J: within the range that was told.
  desk.ledger.counted(at(2), 120 * joule);
  const std::vector<LedgerRow> rows = desk.ledger.take_rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_LE(told->low, rows[0].energy.energy);
  EXPECT_GE(told->high, rows[0].energy.energy);
}

TEST(EnergyLedger, ACounterThatBeginsAnewCountsNothingBackwards) {
  Desk desk(10 * watt);
  desk.ledger.counted(at(0), 5'000 * joule);
  desk.ledger.counted(at(10), 20 * joule);
  EXPECT_EQ(desk.ledger.sums().metered, Energy());
  EXPECT_NEAR(desk.ledger.sums().expected / joule, 100, 1e-9);
  desk.ledger.counted(at(20), 140 * joule);
  EXPECT_NEAR(desk.ledger.sums().metered / joule, 120, 1e-9);
}

TEST(EnergyLedger, WhatCamerasDrawIsNobodysRequest) {
  Desk desk(10 * watt);
  desk.ledger.set_standing(at(0), 5 * watt);
  desk.ledger.counted(at(0), Energy());
  desk.start(0, 1, 20 * watt);
  desk.ledger.counted(at(10), 400 * joule);
  EXPECT_NEAR(desk.ledger.sums().standing / joule, 50, 1e-9);
  EXPECT_NEAR(joules(desk.ledger.energy_of(RequestId{1}, at(10))), 350, 1e-9);
}

TEST(EnergyLedger, CamerasThatAreHeldBackAreBookedWithWhatTheyDrewBeforeAndAfter) {
  Desk desk(10 * watt);
  desk.ledger.set_standing(at(0), 20 * watt);
  desk.ledger.counted(at(0), Energy());
  desk.ledger.set_standing(at(4), 5 * watt);
  desk.ledger.counted(at(10), 400 * joule);
  EXPECT_NEAR(desk.ledger.sums().standing / joule, 4 * 20 + 6 * 5, 1e-9);
  EXPECT_NEAR(desk.ledger.sums().waiting / joule, 400 - 110, 1e-9);
}

// A counter that is laid out anew each minute, read each ten seconds: joules of six readings come
// with one of them, and are not all of the last ten seconds.
TEST(EnergyLedger, ACounterThatStandsStillBetweenItsStepsLosesNothingOfWhatCamerasDraw) {
  Desk desk(10 * watt);
  desk.ledger.set_standing(at(0), 20 * watt);
  for (int i = 0; i <= 60; ++i) {
    desk.ledger.counted(at(10 * i), (i / 6) * 60 * 30 * joule);
  }
  EXPECT_NEAR(desk.ledger.sums().standing / joule, 600 * 20, 1e-6);
  EXPECT_NEAR(desk.ledger.sums().waiting / joule, 600 * 10, 1e-6);
}

}  // namespace
}  // namespace islet
