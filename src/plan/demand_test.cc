// Goal: what a workload asks for adds up to what the site file says, in the hours it says.
#include "plan/demand.h"

#include <gtest/gtest.h>

#include "perf/input_time.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

double total_per_week(const WorkloadDemand& demand) {
  double total = 0;
  for (const Frequency rate : demand.rate) total += rate * hour;
  return total;
}

TEST(Demand, CamerasSendAllTheTime) {
  Workload cameras;
  cameras.kind = WorkloadKind::video;
  cameras.count = known(12.0);
  cameras.rate = known(10.0 / second);
  const WorkloadDemand demand = demand_of(cameras);
  EXPECT_NEAR(demand.mean / hertz, 120.0, 1e-9);
  EXPECT_NEAR(demand.busiest / hertz, 120.0, 1e-9);
  EXPECT_DOUBLE_EQ(demand.high_factor, 1.0);
}

TEST(Demand, ChatFollowsItsHoursAndPeaks) {
  Workload chat;
  chat.kind = WorkloadKind::chat;
  chat.users = {25.0, 15.0, 35.0, false, ValueOrigin::written, {}};
  chat.demand = known(4.0 / hour);
  chat.when = {{0x7f, 4.5 * hour, 19.5 * hour}};
  chat.peaks = {{{0x7f, 5.5 * hour, 7.0 * hour}, 3.0}};
  const WorkloadDemand demand = demand_of(chat);
  EXPECT_NEAR(demand.rate[3] * hour, 0.0, 1e-9);     // 03:00
  EXPECT_NEAR(demand.rate[4] * hour, 50.0, 1e-9);    // half of 04:00-05:00
  EXPECT_NEAR(demand.rate[5] * hour, 200.0, 1e-9);   // half at the peak
  EXPECT_NEAR(demand.rate[6] * hour, 300.0, 1e-9);   // all of it
  EXPECT_NEAR(demand.rate[12] * hour, 100.0, 1e-9);  // as written
  EXPECT_NEAR(demand.busiest * hour, 300.0, 1e-9);
  EXPECT_NEAR(demand.high_factor, 35.0 / 25.0, 1e-9);
}

TEST(Demand, BatchRunsThroughTheNightAndKeepsItsTotal) {
  Workload batch;
  batch.kind = WorkloadKind::batch;
  batch.work = known(1400.0 / day);
  batch.start = 20 * hour;
  batch.finish = 4.5 * hour;
  const WorkloadDemand demand = demand_of(batch);
  EXPECT_NEAR(total_per_week(demand), 7 * 1400.0, 1e-6);
  EXPECT_NEAR(demand.rate[12] / hertz, 0.0, 1e-12);
  EXPECT_NEAR(demand.rate[2] * hour, 1400.0 / 8.5, 1e-6);
  EXPECT_NEAR(demand.rate[0] * hour, demand.rate[24] * hour, 1e-9);  // Sunday night wraps
}

TEST(Demand, BatchWithoutAStartHasAllDay) {
  Workload batch;
  batch.kind = WorkloadKind::batch;
  batch.work = known(120.0 / day);
  batch.finish = 5 * hour;
  const WorkloadDemand demand = demand_of(batch);
  EXPECT_NEAR(total_per_week(demand), 7 * 120.0, 1e-6);
  EXPECT_NEAR(demand.rate[12] * hour, 5.0, 1e-6);
}

TEST(Demand, SpeechOfSixDaysIsSpreadOverItsHours) {
  Workload notes;
  notes.kind = WorkloadKind::speech;
  notes.users = known(6.0);
  notes.audio = known(2.5 / 24.0);
  notes.when = {{0x3f, 7.5 * hour, 17 * hour}};
  const WorkloadDemand demand = demand_of(notes);
  const double audio_hours = total_per_week(demand) * (audio_window / hour);
  EXPECT_NEAR(audio_hours, 6 * 2.5 * 6, 1e-6);
  EXPECT_NEAR(demand.rate[6 * 24 + 10] / hertz, 0.0, 1e-12);  // Sunday
}

TEST(Demand, UnknownAmountsCombineOnTheLogScale) {
  Workload chat;
  chat.kind = WorkloadKind::chat;
  chat.users = {10.0, 5.0, 20.0, false, ValueOrigin::written, {}};
  chat.demand = {2.0 / hour, 1.0 / hour, 4.0 / hour, false, ValueOrigin::written, {}};
  const WorkloadDemand demand = demand_of(chat);
  EXPECT_NEAR(demand.high_factor, std::exp2(std::sqrt(2.0)), 1e-9);
  EXPECT_NEAR(demand.low_factor, 1.0 / std::exp2(std::sqrt(2.0)), 1e-9);
}

}  // namespace
}  // namespace islet
