// Goal: parts are the ones NVIDIA publishes, add up to no more than the device, and cards without
// the hardware are refused.
#include "perf/partition.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

Accelerator cut_a100() {
  Accelerator device = a100_sxm();
  device.partitions = true;
  return device;
}

TEST(Partition, SizesAreThePublishedOnes) {
  // NVIDIA MIG user guide, A100-SXM4-80GB and A30-24GB.
  std::string names;
  for (const Partition& one : partitions_of(cut_a100())) {
    names += one.name + " x" + std::to_string(one.count_max) + " ";
  }
  EXPECT_EQ(names, "1g.10gb x7 1g.20gb x4 2g.20gb x3 3g.40gb x2 4g.40gb x1 7g.80gb x1 ");
  Accelerator a30 = l4();
  a30.partitions = true;
  names.clear();
  for (const Partition& one : partitions_of(a30)) {
    names += one.name + " x" + std::to_string(one.count_max) + " ";
  }
  EXPECT_EQ(names, "1g.6gb x4 2g.12gb x2 4g.24gb x1 ");
}

TEST(Partition, NeverAddUpToMoreThanTheDevice) {
  for (const Partition& one : partitions_of(cut_a100())) {
    EXPECT_LE(one.count_max * one.compute_share, 1.0 + 1e-12) << one.name;
    EXPECT_LE(one.count_max * one.memory_share, 1.0 + 1e-12) << one.name;
    const Accelerator part = partition_device(cut_a100(), one);
    EXPECT_LE(one.count_max * part.board_power.typical, 400.001 * watt) << one.name;
    EXPECT_EQ(part.link.kind, LinkKind::none);
  }
}

TEST(Partition, RuleR154RefusesCardsWithoutThem) {
  EXPECT_TRUE(partitions_of(l40s()).empty());
  const auto refused = partition_refusal(l40s());
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->rule, "R154");
  EXPECT_NE(refused->why.find("L40S has no hardware partitions"), std::string::npos);
  EXPECT_FALSE(partition_refusal(cut_a100()).has_value());
  EXPECT_TRUE(partition_choices(llama_3_8b(), l40s(), {}).empty());
}

TEST(Partition, ServesASmallModelOnEveryPartThatHoldsIt) {
  const auto choices = partition_choices(llama_3_8b(), cut_a100(), {});
  ASSERT_EQ(choices.size(), 6u);
  EXPECT_EQ(choices[0].refused->rule, "memory");  // 16 GB of weights on 10 GB
  EXPECT_FALSE(choices[2].refused.has_value());
  const PartitionChoice& half = choices[3];
  const PartitionChoice& whole = choices[5];
  // Half of the bandwidth decodes half as fast; two halves give at most the whole.
  EXPECT_NEAR(half.one_user / whole.one_user, 0.5, 0.1);
  EXPECT_LE(half.total, whole.total);
  EXPECT_GT(half.total, 0.4 * whole.total);
}

}  // namespace
}  // namespace islet
