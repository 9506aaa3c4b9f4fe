// Goal: what is planned for sites that nobody chose holds where it is simulated: any order of
// importance, light and heavy loads, slack and tight limits.
#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>

#include "base/random.h"
#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/plan_trial.h"

namespace islet {
namespace {

constexpr int variations = 10;
constexpr int days = 21;

template <class T>
T one_of(RandomStream& random, std::initializer_list<T> list) {
  const auto at = static_cast<std::size_t>(random.uniform() * static_cast<double>(list.size()));
  return *std::next(list.begin(), static_cast<std::ptrdiff_t>(std::min(at, list.size() - 1)));
}

Importance any_importance(RandomStream& random) {
  return one_of(random,
                {Importance::safety, Importance::high, Importance::normal, Importance::low});
}

/// The camp with sensors and pictures beside its cameras, chats and reports, some of them, as
/// `number` draws them.
Site variation(std::uint64_t number) {
  RandomStream random = RandomStream(number).fork("variation");
  Site site = camp_site();
  Workload& cameras = site.workloads[0];
  cameras.count = known(one_of(random, {2.0, 6.0, 12.0, 30.0}));
  cameras.rate = known(one_of(random, {1.0, 4.0, 10.0, 20.0}) * hertz);
  cameras.latency[0].limit = one_of(random, {0.1, 0.3, 1.0, 4.0}) * second;
  cameras.served_goal = 0.97;
  site.workloads[1].users = known(one_of(random, {4.0, 12.0, 25.0}));
  site.workloads[2].work = known(one_of(random, {200.0, 1400.0, 5000.0}) / day);
  Workload sensors;
  sensors.name = "sensors";
  sensors.kind = WorkloadKind::signal;
  sensors.models = {"anomaly/vibration-small"};
  sensors.count = known(20.0);
  sensors.latency = {{0.99, 2 * second, {}}};
  Workload pictures;
  pictures.name = "pictures";
  pictures.kind = WorkloadKind::requests;
  pictures.models = {"xray-screen/base"};
  pictures.work = known(one_of(random, {20.0, 2000.0}) / day);
  pictures.latency = {{0.95, 30 * second, {}}};
  site.workloads.push_back(sensors);
  site.workloads.push_back(pictures);
  for (Workload& each : site.workloads) each.importance = any_importance(random);
  std::erase_if(site.workloads, [&](const Workload&) { return random.uniform() < 0.4; });
  if (site.workloads.empty()) site.workloads = {sensors};
  site.hardware.consider = {"l4", "jetson_agx_orin", "jetson_orin_nano_super", "hailo_8"};
  site.goals.ride_through.reset();
  site.goals.renewable.reset();
  return site;
}

TEST(SiteVariations, WhatIsPlannedIsWhatIsSimulated) {
  PlanOptions options = camp_options(2, 5);
  options.simulate = true;
  int planned = 0;
  int figures = 0;
  int inside = 0;
  for (std::uint64_t number = 1; number <= variations; ++number) {
    const Site site = variation(number);
    const Result<Plan> plan = make_plan(site, shipped_catalog(), options);
    ASSERT_TRUE(plan) << number << ": " << plan.error().what;
    if (plan->designs.empty()) continue;
    ++planned;
    const bool holds = plan->designs.front().simulated_short.empty();
    const auto trial = plan_trial(*plan, shipped_catalog(), options, {1001, days});
    ASSERT_TRUE(trial) << number << ": " << trial.error().what;
    for (const TrialFigure& each : trial->figures) {
      ++figures;
      inside += each.inside ? 1 : 0;
      if (each.what != "served" || !holds) continue;
      // A batch that begins late in a shortage loses a day of the three weeks.
      EXPECT_GT(each.found, each.promised.low - 0.1) << number << ": " << each.subject;
    }
  }
  EXPECT_GE(planned, variations / 2);
  EXPECT_GE(inside, 0.8 * figures);  // as `islet verify plan` judges
}

}  // namespace
}  // namespace islet
