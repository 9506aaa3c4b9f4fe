// Goal: the whole live site runs before its rehearsed plant: meters are read over real sockets,
// work is served, joules agree with the plant's meter, troubles are seen and end.
#include "twin/rehearsal.h"

#include <functional>

#include <gtest/gtest.h>

#include "base/written_file.h"
#include "net/clock.h"
#include "net/temp_folder.h"
#include "net/wall_step.h"
#include "sim/site_log.h"
#include "sim/tiny_site.h"
#include "twin/rehearsal_text.h"

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
  EXPECT_GT(out.work[1].served + out.work[2].served, 20) << json_of(out);
  EXPECT_EQ(out.work[1].lost, 0);
  EXPECT_GT(out.standing.readings, 10);
  EXPECT_GE(out.hours, 1);
  EXPECT_LT(std::abs(out.residual), 0.03);
  const Energy shared = out.ledger.requests + out.ledger.waiting + out.ledger.standing;
  EXPECT_NEAR(shared / joule, out.plant.machines / joule, 0.06 * (out.plant.machines / joule));
}

/// The last that the inverter said, as the site has it.
std::map<Gauge, double> read_of_inverter(Rehearsal& rehearsal) {
  std::map<Gauge, double> read;
  const Instant now = rehearsal.site().desk().now();
  for (const BoardLine& line : rehearsal.site().plant()->board().lines(now)) {
    if (line.meter == "gx" && line.state == MeterState::fresh) read[line.what] = line.value;
  }
  return read;
}

TEST(Rehearsal, ReadsThroughARealBrokerWhatItsPlantIs) {
  TempFolder folder;
  RehearsalWish wish = tiny_wish();
  wish.span = 40 * minute;
  wish.has_broker = true;
  wish.loads = false;  // chats come and go between two readings; cameras draw the same all the time
  auto rehearsal = opened(folder, std::move(wish));
  ASSERT_TRUE(rehearsal) << rehearsal.error().text();
  // A step of the plant takes what was drawn since the last, which a busy machine makes late: one
  // reading is off by that, their mean is not.
  double sum = 0;
  int readings = 0;
  LoopTimer looks((*rehearsal)->site().loop());
  const std::function<void()> look = [&] {
    const std::map<Gauge, double> read = read_of_inverter(**rehearsal);
    if (read.contains(Gauge::load_power)) {
      sum += read.at(Gauge::load_power);
      ++readings;
    }
    looks.set(after(monotonic_now(), minute), look);
  };
  looks.set(after(monotonic_now(), minute), look);
  (*rehearsal)->run();
  std::map<Gauge, double> read = read_of_inverter(**rehearsal);
  ASSERT_TRUE(read.contains(Gauge::battery_charge));
  EXPECT_NEAR(read[Gauge::battery_charge], (*rehearsal)->plant().shown().charge, 0.02);
  const RehearsedBooks& books = (*rehearsal)->plant().books();
  const double mean_w = books.asked / (40 * minute) / watt;
  ASSERT_GT(readings, 10);
  EXPECT_NEAR(sum / readings, mean_w, 0.2 * mean_w);
}

TEST(Rehearsal, ServesBeforeAPlantThatIsReadThroughARealBroker) {
  TempFolder folder;
  RehearsalWish wish = tiny_wish();
  wish.span = 70 * minute;
  wish.has_broker = true;
  auto rehearsal = opened(folder, std::move(wish));
  ASSERT_TRUE(rehearsal) << rehearsal.error().text();
  (*rehearsal)->run();
  EXPECT_TRUE(read_of_inverter(**rehearsal).contains(Gauge::battery_charge));
  const RehearsalOutcome out = (*rehearsal)->outcome();
  EXPECT_GT(out.work[1].served + out.work[2].served, 20) << json_of(out);
  EXPECT_LT(std::abs(out.residual), 0.03);
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

/// The tiny site in a bare box whose air its machines warm by 10 K for each 100 W, on a day so hot
/// that they would pass 40 degrees.
RehearsalWish hot_wish() {
  RehearsalWish wish = tiny_wish();
  wish.span = 3 * hour;
  SiteWorkload& cameras = wish.run.workloads[0];
  cameras.ladder = {{0.0, ShortageAction::rate, 1 * hertz, {}, {}}};
  cameras.steps = {{0.0, 0.2, 0.2}};
  wish.run.groups[0].start_time = 90 * second;
  wish.run.power.plant.cooling.heat_max = 100 * watt;
  wish.run.power.plant.cooling.inside_above = 10 * kelvin;
  wish.inlet_max = celsius(40);
  wish.troubles = {trouble_in("air_hot@1200s+9600s/15.6").value()};
  return wish;
}

TEST(Rehearsal, CamerasGiveWayToHeatAndTheAirNeverPassesWhatTheMachinesBear) {
  TempFolder folder;
  auto rehearsal = opened(folder, hot_wish());
  ASSERT_TRUE(rehearsal) << rehearsal.error().text();
  (*rehearsal)->run();
  const RehearsalOutcome out = (*rehearsal)->outcome();
  EXPECT_EQ(out.heat_stage, HeatStages::stages);
  EXPECT_LT(out.hottest, celsius(40)) << json_of(out);
  EXPECT_GT(out.hottest, celsius(39)) << "it was hot indeed";
  const RehearsedWork& cameras = out.work[0];
  EXPECT_NEAR(static_cast<double>(cameras.asked), 4 * 5 * 3 * 3'600, 2'000);
  EXPECT_GT(cameras.served, 0);
  EXPECT_GT(cameras.degraded, 0);
  EXPECT_EQ(cameras.asked,
            cameras.served + cameras.late + cameras.degraded + cameras.lost + cameras.open);
  // What they did not draw stands in no book.
  const Energy shared = out.ledger.requests + out.ledger.waiting + out.ledger.standing;
  EXPECT_NEAR(shared / joule, out.plant.machines / joule, 0.06 * (out.plant.machines / joule));
}

TEST(Rehearsal, ABusyMachineSlowsItsClock) {
  if (clock_rate() == 1) run_clock_at(speed);
  const Instant before = monotonic_now();
  leash_clock(10.0 * second);
  wait_for(60.0 * second);  // by the world's clock: as if the machine had done something else
  const Instant held = monotonic_now();
  EXPECT_LE(between(before, held), 10.5 * second);
  leash_clock(10.0 * second);
  EXPECT_GE(monotonic_now(), held);
  unleash_clock();
  wait_for(30.0 * second);
  EXPECT_GE(between(held, monotonic_now()), 30.0 * second);
  EXPECT_LT(between(held, monotonic_now()), 3'000.0 * second);
}

struct FailureCase {
  const char* trouble;
  const char* alarm;  ///< that must come soon; null: nothing may be absurd
};

TEST(Rehearsal, MetersThatFailAreSaidSoonAndNeverPromisePowerOrThrash) {
  const FailureCase cases[] = {
      {"meter_mute@600s+900s", "battery_charge of inverter is stale"},
      {"link_cut@600s+900s", "battery_charge of inverter is stale"},
      {"meter_absurd@600s+900s", "battery_charge of inverter is absurd"},
      {"meter_jumps@600s+900s", "battery_charge of inverter is absurd"},
      {"clock_step@600s+900s", nullptr},
  };
  for (const FailureCase& one : cases) {
    TempFolder folder;
    RehearsalWish wish = tiny_wish();
    wish.span = 30 * minute;
    wish.troubles = {trouble_in(one.trouble).value()};
    auto rehearsal = opened(folder, std::move(wish));
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    (*rehearsal)->run();
    const RehearsalOutcome out = (*rehearsal)->outcome();
    EXPECT_LE(out.swings, 6) << one.trouble;
    // Three periods until it is stale, and one that a reading is old when it is used; the rest is
    // for a machine that has other things to do. meter_track_test has the periods themselves.
    const Duration soon = 12 * out.meter_period;
    EXPECT_LE(out.longest_promised, soon) << one.trouble;
    if (one.alarm == nullptr) {
      // A machine that is busy for long may be late with a question; a clock makes nothing absurd.
      for (const auto& [alarm, seen] : out.alarms) {
        EXPECT_TRUE(alarm.ends_with("stale")) << one.trouble << ": " << alarm;
      }
      continue;
    }
    ASSERT_TRUE(out.alarms.contains(one.alarm)) << one.trouble;
    EXPECT_LE(out.alarms.at(one.alarm).first - 600 * second, soon) << one.trouble;
  }
}

TEST(Rehearsal, ItsLogReplaysBitForBit) {
  TempFolder folder;
  RehearsalWish wish = tiny_wish();
  wish.span = 40 * minute;
  wish.troubles = {trouble_in("mains_lost@600s+300s/1").value(),
                   trouble_in("meter_absurd@1200s+200s").value()};
  const SiteRun run = wish.run;
  {
    auto rehearsal = opened(folder, std::move(wish));
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    (*rehearsal)->run();
  }
  const Result<std::string> log = read_file(folder.path() + "/decisions.log", 1U << 28U);
  ASSERT_TRUE(log);
  const Result<ReplayOutcome> replayed = replay_site(run, *log);
  ASSERT_TRUE(replayed) << replayed.error().text();
  EXPECT_TRUE(replayed->is_same) << replayed->line << " " << replayed->recorded << " / "
                                 << replayed->replayed;
  EXPECT_GT(replayed->events, 20);
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
