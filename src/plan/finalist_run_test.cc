// Goal: the first design is simulated on the days that effort asks for, every request is told of,
// and a day that is too full shortens the span instead of the patience.
#include "plan/finalist_run.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/outcome.h"

namespace islet {
namespace {

/// A few requests an hour on one card.
Site request_site() {
  Site site = camp_site();
  site.workloads = {site.workloads[1]};
  site.workloads.front().models = {"chat/8b-q4"};
  site.hardware.consider = {"l4"};
  return site;
}

PlanOptions with(Effort effort) {
  PlanOptions options = camp_options(1, 1);
  options.effort = effort;
  options.simulate = true;
  return options;
}

std::vector<SimulatedSpan> spans_of(const Site& site, const PlanOptions& options) {
  const auto plan = make_plan(site, shipped_catalog(), options);
  if (!plan || plan->designs.empty()) return {};
  return plan->designs.front().simulated;
}

double days_of(const std::vector<SimulatedSpan>& spans) {
  double days = 0;
  for (const SimulatedSpan& each : spans) days += each.days;
  return days;
}

TEST(FinalistRun, QuickSimulatesNothing) {
  EXPECT_TRUE(spans_of(request_site(), with(Effort::quick)).empty());
}

TEST(FinalistRun, NormalTakesTheDarkestFortnightAndADayOfEveryMonthWithAnyNumberOfThreads) {
  PlanOptions one = with(Effort::normal);
  one.jobs = 1;
  PlanOptions three = with(Effort::normal);
  three.jobs = 3;
  const auto spans = spans_of(request_site(), one);
  const auto again = spans_of(request_site(), three);
  ASSERT_EQ(spans.size(), 2U);
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(spans[0].what, "the darkest fortnight");
  EXPECT_EQ(spans[0].days, 14);
  EXPECT_EQ(spans[1].what, "a day of every month");
  EXPECT_EQ(spans[1].days, 12);
  for (std::size_t index = 0; index < spans.size(); ++index) {
    ASSERT_EQ(spans[index].work.size(), 1U);
    const SimulatedSpan::Work& work = spans[index].work.front();
    EXPECT_GT(work.asked, 100);
    EXPECT_DOUBLE_EQ(work.asked, work.served + work.late + work.degraded + work.lost);
    EXPECT_GT(work.p99, Duration());
    EXPECT_GT(work.first_token_p99, Duration());
    EXPECT_EQ(again[index].work.front().served, work.served);
    EXPECT_EQ(again[index].work.front().p99, work.p99);
  }
}

// 288,000 requests a day: more than a plan of seconds simulates, so not even a day is.
TEST(FinalistRun, DaysThatAreTooFullAreLeftOut) {
  Site site = camp_site();
  Workload requests;
  requests.name = "pictures";
  requests.kind = WorkloadKind::requests;
  requests.models = {"xray-screen/base"};
  requests.work = known(288'000 / day);
  site.workloads = {requests};
  site.hardware.consider = {"l4"};
  const auto full = spans_of(site, with(Effort::normal));
  EXPECT_TRUE(full.empty());
  site.workloads.front().work = known(28'800 / day);
  const auto fewer = spans_of(site, with(Effort::normal));
  ASSERT_FALSE(fewer.empty());
  EXPECT_EQ(days_of(fewer), 6);  // 200,000 requests
  EXPECT_EQ(fewer.front().what, "the first 3 days of the darkest fortnight");
  site.workloads.front().work = known(120'000 / day);
  const auto single = spans_of(site, with(Effort::normal));
  ASSERT_EQ(single.size(), 1U);
  EXPECT_EQ(single.front().what, "1 day over the year");
}

}  // namespace
}  // namespace islet
