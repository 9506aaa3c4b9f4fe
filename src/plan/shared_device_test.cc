// Goal: workloads on one device are promised what they get when it is simulated: frames go before
// everything, engines share the time evenly, whatever their importance.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/plan_trial.h"

namespace islet {
namespace {

/// People who chat all day.
Workload chats(double users) {
  Workload chat = camp_site().workloads[1];
  chat.models = {"chat/8b-q4"};
  chat.users = known(users);
  chat.demand = known(10.0 / hour);
  chat.first_token = {{0.95, 60 * second, {}}};
  chat.when.clear();
  chat.peaks.clear();
  chat.speed.reset();
  return chat;
}

/// Ten people chat all day on an L4, on a grid without failures, beside `other`.
Site chats_beside(Workload other, Importance own, Importance others) {
  Site site = camp_site();
  other.importance = others;
  site.workloads = {chats(10), std::move(other)};
  site.workloads[0].importance = own;
  site.power.generator.reset();
  site.power.solar.reset();
  site.power.grid = GridSupply{};
  site.power.grid->available = known(1.0);
  site.power.grid->limit = 5 * kilowatt;
  site.power.grid->price = known(0.2 * dollar / kilowatt_hour);
  site.hardware.consider = {"l4"};
  site.goals.ride_through.reset();
  site.goals.renewable.reset();
  return site;
}

/// Sixty cameras of five frames a second: some 50 % of the device.
Workload crowd_of_cameras() {
  Workload cameras = camp_site().workloads[0];
  cameras.count = known(60.0);
  cameras.rate = known(5 * hertz);
  cameras.latency = {{0.99, 4 * second, {}}};
  return cameras;
}

Workload pictures(const char* model, double a_day) {
  Workload work;
  work.name = "pictures";
  work.kind = WorkloadKind::requests;
  work.models = {model};
  work.work = known(a_day / day);
  work.latency = {{0.95, 600 * second, {}}};
  return work;
}

/// What the plan of the site promises and a simulated week finds.
std::vector<TrialFigure> figures_of(const Site& site) {
  PlanOptions options = camp_options(1, 1);
  options.effort = Effort::quick;
  const Result<Plan> plan = make_plan(site, shipped_catalog(), options);
  if (!plan || plan->designs.empty()) return {};
  const Result<PlanTrial> trial = plan_trial(*plan, shipped_catalog(), options, {1001, 7});
  return trial ? trial->figures : std::vector<TrialFigure>();
}

TrialFigure figure(const std::vector<TrialFigure>& figures, const std::string& subject,
                   const std::string& what) {
  for (const TrialFigure& each : figures) {
    if (each.subject == subject && each.what == what) return each;
  }
  ADD_FAILURE() << "no " << what << " of " << subject;
  return {};
}

TEST(SharedDevice, CamerasSlowChatsThatAreMoreImportant) {
  const auto figures =
      figures_of(chats_beside(crowd_of_cameras(), Importance::high, Importance::low));
  const TrialFigure whole = figure(figures, "assistant", "latency p99");
  EXPECT_TRUE(whole.inside) << whole.promised.value << " " << whole.found;
  EXPECT_GE(whole.promised.value, 0.9 * whole.found);
}

TEST(SharedDevice, AScanThatTakesSecondsHoldsUpFirstTokens) {
  for (const Importance own : {Importance::high, Importance::low}) {
    const Importance scans = own == Importance::high ? Importance::low : Importance::high;
    const auto figures = figures_of(chats_beside(pictures("ct-volume/base", 5000), own, scans));
    EXPECT_GT(figure(figures, "assistant", "first token p99").promised.value, 3);
    for (const TrialFigure& each : figures) {
      EXPECT_TRUE(each.inside) << each.subject << " " << each.what << ": " << each.promised.value
                               << " " << each.found;
    }
  }
}

/// Eighty people and eighty others are promised what they get, within a factor.
void expect_within(double factor, const char* model_of_others) {
  Workload others = chats(80);
  others.name = "others";
  others.models = {model_of_others};
  Site site = chats_beside(others, Importance::high, Importance::low);
  site.workloads[0].users = known(80.0);
  const auto figures = figures_of(site);
  for (const char* subject : {"assistant", "others"}) {
    const TrialFigure whole = figure(figures, subject, "latency p99");
    EXPECT_LT(whole.promised.value, factor * whole.found) << subject;
    EXPECT_GT(whole.promised.value, whole.found / factor) << subject;
  }
}

TEST(SharedDevice, ChatsOfOneModelGoInOneBatch) { expect_within(1.3, "chat/8b-q4"); }

TEST(SharedDevice, ThreeHundredPeopleInTwoWorkloadsNeedOneCard) {
  Workload others = chats(150);
  others.name = "others";
  Site site = chats_beside(others, Importance::high, Importance::low);
  site.workloads[0].users = known(150.0);
  PlanOptions options = camp_options(1, 1);
  options.effort = Effort::quick;
  const Result<Plan> two = make_plan(site, shipped_catalog(), options);
  site.workloads.pop_back();
  site.workloads[0].users = known(300.0);
  const Result<Plan> one = make_plan(site, shipped_catalog(), options);
  ASSERT_TRUE(two && one && !two->designs.empty() && !one->designs.empty());
  const auto cards = [](const Plan& plan) {
    return plan.designs.front().design.compute.groups.front().cards();
  };
  EXPECT_EQ(cards(*two), 1);
  EXPECT_EQ(cards(*two), cards(*one));
  // They draw what the same people draw in one workload: the batch is counted once.
  EXPECT_NEAR(
      two->designs.front().energy.mean_power.value / one->designs.front().energy.mean_power.value,
      1, 0.02);
}

TEST(SharedDevice, ChatsOfTwoModelsShareTheTimeEvenly) { expect_within(1.6, "chat/3b-q4"); }

/// Due from 8 to 16 h each day.
Workload by_day(Workload work, double a_day) {
  work.name = "batch";
  work.kind = WorkloadKind::batch;
  work.work = known(a_day / day);
  work.start = 8 * hour;
  work.finish = 16 * hour;
  work.first_token.clear();
  work.latency.clear();
  return work;
}

/// All that is promised beside the batch holds, and chats take little longer than promised.
void expect_room_beside(const Workload& batch) {
  const auto figures = figures_of(chats_beside(batch, Importance::high, Importance::low));
  for (const TrialFigure& each : figures) {
    EXPECT_TRUE(each.inside) << each.subject << " " << each.what << ": " << each.promised.value
                             << " " << each.found;
  }
  const TrialFigure whole = figure(figures, "assistant", "latency p99");
  EXPECT_LT(whole.found, 1.3 * whole.promised.value);
}

TEST(SharedDevice, ABatchOfReportsLeavesRoomForChatsOfItsModel) {
  expect_room_beside(by_day(chats(1), 4'000));
}

TEST(SharedDevice, ABatchOfScansOfSecondsLeavesHalfOfTheTimeToChats) {
  expect_room_beside(by_day(pictures("ct-volume/base", 1), 2'000));
}

TEST(SharedDevice, AQuickPictureWaitsForAStepNotForAReply) {
  Site site = chats_beside(pictures("xray-screen/base", 2000), Importance::normal, Importance::low);
  site.workloads[0].users = known(60.0);
  const TrialFigure picture = figure(figures_of(site), "pictures", "latency p99");
  EXPECT_TRUE(picture.inside) << picture.promised.value << " " << picture.found;
  EXPECT_LT(picture.promised.value, 0.6);
}

}  // namespace
}  // namespace islet
