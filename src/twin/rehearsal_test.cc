// Goal: the whole live site runs before its rehearsed plant: meters are read over real sockets,
// work is served, joules agree with the plant's meter, troubles are seen and end.
#include "twin/rehearsal.h"

#include <gtest/gtest.h>

#include "net/clock.h"
#include "net/temp_folder.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

constexpr double speed = 1'200;

RehearsalWish tiny_wish() {
  if (clock_rate() == 1) run_clock_at(speed);
  RehearsalWish wish;
  wish.run = tiny_site();
  wish.run.power.plant.inverter_max = 600 * watt;
  wish.speed = speed;
  return wish;
}

Result<std::unique_ptr<Rehearsal>> opened(const TempFolder& folder, RehearsalWish wish) {
  ServeSettings settings;
  settings.http.port = 0;
  settings.state_folder = folder.path();
  return Rehearsal::open(settings, std::move(wish));
}

TEST(Rehearsal, ServesBeforeAPlantThatIsReadOverSockets) {
  TempFolder folder;
  RehearsalWish wish = tiny_wish();
  wish.span = 70 * minute;
  auto rehearsal = opened(folder, std::move(wish));
  ASSERT_TRUE(rehearsal) << rehearsal.error().text();
  (*rehearsal)->run();
  const RehearsalOutcome out = (*rehearsal)->outcome();
  EXPECT_GT(out.work[1].served + out.work[2].served, 20);
  EXPECT_EQ(out.work[1].lost, 0);
  EXPECT_GT(out.standing.readings, 10);
  EXPECT_GE(out.hours, 1);
  EXPECT_LT(std::abs(out.residual), 0.03);
  const Energy shared = out.ledger.requests + out.ledger.waiting + out.ledger.standing;
  EXPECT_NEAR(shared / joule, out.plant.machines / joule, 0.06 * (out.plant.machines / joule));
}

TEST(Rehearsal, ASilentInverterIsAnAlarmAndItsReturnEndsIt) {
  TempFolder folder;
  RehearsalWish wish = tiny_wish();
  wish.span = 40 * minute;
  wish.troubles = {trouble_in("meter_mute@600s+900s").value()};
  auto rehearsal = opened(folder, std::move(wish));
  ASSERT_TRUE(rehearsal) << rehearsal.error().text();
  (*rehearsal)->run();
  const RehearsalOutcome out = (*rehearsal)->outcome();
  EXPECT_TRUE(out.alarms.contains("battery_charge of inverter is stale"));
  EXPECT_TRUE(
      (*rehearsal)->site().plant()->board().alarms((*rehearsal)->site().desk().now()).empty());
}

TEST(TroubleText, SaysWhatItWants) {
  const auto lost = trouble_in("mains_lost@20s+60s/2");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->kind, TroubleKind::mains_lost);
  EXPECT_EQ(lost->failing_cranks, 2);
  EXPECT_EQ(lost->length, 60 * second);
  for (const char* wrong : {"", "mains_lost", "mains_lost@5", "fire@1s+2s", "mains_lost@x+2s",
                            "mains_lost+2s@1s", "mains_lost@1s+"}) {
    EXPECT_FALSE(trouble_in(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace islet
