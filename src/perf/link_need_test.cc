// Goal: every rule on NVLink gives its answer, the disputed ones the corrected answer.
#include "perf/link_need.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(LinkNeed, FollowsTheRulesWithTheirCorrections) {
  using enum JointWork;
  using enum LinkNeed;
  struct Row {
    const char* rule;
    JointTask task;
    LinkNeed need;
  };
  const Row rows[] = {
      {"R020", {.work = full_training, .parameters = 175e9, .devices = 64}, required},
      {"R022", {.work = full_training, .parameters = 70e9, .devices = 16}, required},
      // CP01: the boundary itself takes the stricter reading.
      {"R022", {.work = full_training, .parameters = 13e9, .devices = 4}, required},
      {"R025", {.work = full_training, .parameters = 7e9, .devices = 2}, optional},
      {"R031", {.work = full_training, .parameters = 3e9, .devices = 2}, not_needed},
      {"R032",
       {.work = full_training, .parameters = 7e9, .devices = 4, .accumulates_gradients = true},
       not_needed},
      {"R027", {.work = lora, .parameters = 70e9, .devices = 8}, optional},
      {"R027", {.work = qlora, .parameters = 70e9, .devices = 2}, optional},
      {"R029", {.work = full_training, .parameters = 13e9}, not_needed},
      {"R029", {.parameters = 70e9}, not_needed},
      // CP03: more than two devices need it whatever the size of the model (R034).
      {"R021", {.parameters = 8e9, .devices = 4, .tensor = 4}, required},
      {"R021", {.parameters = 405e9, .devices = 8, .tensor = 8}, required},
      {"R023", {.parameters = 405e9, .devices = 8, .tensor = 2, .pipeline = 4}, required},
      {"R024", {.parameters = 180e9, .devices = 2, .tensor = 2, .realtime = true}, required},
      {"R026", {.parameters = 70e9, .devices = 2, .tensor = 2}, optional},
      {"R028",
       {.parameters = 70e9, .weights = Precision::int8, .devices = 2, .tensor = 2},
       optional},
      {"R030", {.parameters = 8e9, .devices = 4}, not_needed},
      {"R031", {.parameters = 3e9, .devices = 2, .tensor = 2}, not_needed},
      {"R033", {.parameters = 70e9, .devices = 4, .pipeline = 4}, not_needed},
  };
  for (const Row& row : rows) {
    const LinkAdvice found = link_advice(row.task);
    EXPECT_EQ(found.rule, row.rule) << found.why;
    EXPECT_EQ(name_of(found.need), name_of(row.need)) << row.rule;
  }
}

TEST(LinkNeed, StatesWhatPcieCostsWhereItIsKnown) {
  const LinkAdvice found =
      link_advice({.work = JointWork::full_training, .parameters = 8e9, .devices = 2});
  EXPECT_DOUBLE_EQ(found.pcie_loss_low, 0.2);
  EXPECT_DOUBLE_EQ(found.pcie_loss_high, 0.4);
}

}  // namespace
}  // namespace islet
