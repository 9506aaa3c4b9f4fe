// Goal: every record of knowledge is read strictly, and every figure in it can be asked by name.
#include "knowledge/knowledge.h"

#include <gtest/gtest.h>

#include "knowledge/shipped_knowledge.h"

namespace islet {
namespace {

TEST(Knowledge, HoldsEveryRecordOfTheDocuments) {
  Faults faults;
  (void)read_knowledge("data", faults);
  for (const Error& fault : faults.sorted()) ADD_FAILURE() << fault.text();
  EXPECT_EQ(facts_of_kind(shipped_knowledge(), "rule").size(), 181U);
  EXPECT_EQ(facts_of_kind(shipped_knowledge(), "scenario").size(), 75U);
  EXPECT_EQ(facts_of_kind(shipped_knowledge(), "system").size(), 79U);
  EXPECT_EQ(facts_of_kind(shipped_knowledge(), "workload").size(), 41U);
  EXPECT_EQ(facts_of_kind(shipped_knowledge(), "contradiction").size(), 117U);
}

TEST(Knowledge, ARuleIsFoundByIdAndByKey) {
  const Fact* rule = find_fact(shipped_knowledge(), "r105");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule, find_fact(shipped_knowledge(), "ups.bridge"));
  EXPECT_EQ(number_at(*rule, "value"), 15.0);
  EXPECT_EQ(figures_of(*rule).front().text, "15 min");
}

TEST(Knowledge, ARangeIsOneFigureAndAnOpenEndSaysSo) {
  const Fact& mine = fact_named(shipped_knowledge(), "SC01");
  const auto watts = range_at(mine, "expected.system_w");
  ASSERT_TRUE(watts);
  EXPECT_EQ(watts->low, 800);
  EXPECT_EQ(watts->high, 1200);
  for (const FactFigure& figure : figures_of(fact_named(shipped_knowledge(), "R004"))) {
    if (figure.path != "value.70B_fp16") continue;
    EXPECT_EQ(figure.text, "140 GB and more");
  }
}

TEST(Knowledge, WhatWeComputeWithStandsBesideWhatWasStated) {
  for (const FactFigure& figure : figures_of(fact_named(shipped_knowledge(), "h100_sxm5"))) {
    if (figure.path != "fp8_tflops") continue;
    EXPECT_EQ(figure.low, 3958.0);
    EXPECT_EQ(figure.used, 1979.0);
  }
}

TEST(Knowledge, ItemsOfAListAreCalledByTheirMetric) {
  EXPECT_EQ(number_at(fact_named(shipped_knowledge(), "W01"), "latency_ms.ttft_chat.max"), 500.0);
  EXPECT_EQ(
      number_at(fact_named(shipped_knowledge(), "h100_pcie"), "measured.llm_tokens_per_s.value"),
      120.0);
}

TEST(KeyUnit, FollowsTheEndOfTheKey) {
  EXPECT_EQ(unit_of_key("power_w"), "W");
  EXPECT_EQ(unit_of_key("jitter_ms_max"), "ms");
  EXPECT_EQ(unit_of_key("opex_usd_per_year"), "USD/year");
  EXPECT_EQ(unit_of_key("bandwidth_gb_s"), "GB/s");
  EXPECT_EQ(unit_of_key("power_w_tier2"), "W");
  EXPECT_EQ(unit_of_key("batch"), "");
}

TEST(Knowledge, AContradictionIsCitedByWhatItQualifies) {
  bool by_rule = false;
  for (const Fact* fact : facts_citing(shipped_knowledge(), "CE07")) by_rule |= fact->id == "R091";
  EXPECT_TRUE(by_rule);
}

}  // namespace
}  // namespace islet
