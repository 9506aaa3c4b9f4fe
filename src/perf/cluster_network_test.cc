// Goal: networks between machines carry what their rate and delay allow, and the fabric is chosen
// as the rules say.
#include "perf/cluster_network.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

const NetworkVerdict& over(const std::vector<NetworkVerdict>& verdicts, std::string_view name) {
  for (const NetworkVerdict& one : verdicts) {
    if (one.network.name == name) return one;
  }
  ADD_FAILURE() << name;
  return verdicts.front();
}

TEST(ClusterNetwork, CarriesAPipelineEvenOverTenGigabit) {
  // Rule R038: a pipeline passes data once a pass. 32 sequences of Llama-70B at 50 ms a step:
  // 32 * 16 KB = 524 kB, 0.5 ms over 10 GbE.
  const auto verdicts = network_verdicts(
      llama_3_70b(),
      {.kind = SplitKind::pipeline, .machines = 2, .tokens = 32, .step = 50 * millisecond});
  EXPECT_TRUE(over(verdicts, "10 GbE").works);
  EXPECT_NEAR(over(verdicts, "10 GbE").added / millisecond, 0.52, 0.01);
  EXPECT_STREQ(slowest_that_works(verdicts)->network.name, "1 GbE");
  // Four thousand prompt tokens in 400 ms need more than 1 GbE: 67 MB take 0.6 s.
  const auto prefill = network_verdicts(
      llama_3_70b(),
      {.kind = SplitKind::pipeline, .machines = 2, .tokens = 4096, .step = 400 * millisecond});
  EXPECT_FALSE(over(prefill, "1 GbE").works);
  EXPECT_TRUE(over(prefill, "10 GbE").works);
}

TEST(ClusterNetwork, DoesNotCarryATensorSplitOverSlowEthernet) {
  // 160 all-reduces a token: on Ethernet the delays alone are 2 * 160 * 30 us = 9.6 ms.
  const auto verdicts = network_verdicts(
      llama_3_70b(),
      {.kind = SplitKind::tensor, .machines = 2, .tokens = 8, .step = 20 * millisecond});
  EXPECT_FALSE(over(verdicts, "1 GbE").works);
  EXPECT_FALSE(over(verdicts, "10 GbE").works);
  EXPECT_TRUE(over(verdicts, "InfiniBand NDR").works);
}

TEST(ClusterNetwork, ExpertSplitsLieBetween) {
  const auto share = [](SplitKind kind) {
    return over(network_verdicts(
                    deepseek_v3(),
                    {.kind = kind, .machines = 4, .tokens = 128, .step = 40 * millisecond}),
                "100 GbE RoCE")
        .share;
  };
  EXPECT_LT(share(SplitKind::pipeline), share(SplitKind::expert));
  EXPECT_LT(share(SplitKind::pipeline), share(SplitKind::tensor));
}

TEST(ClusterNetwork, FasterNetworksAreNeverWorse) {
  for (const SplitKind kind : {SplitKind::tensor, SplitKind::pipeline, SplitKind::expert}) {
    double last = 1;
    for (const NetworkVerdict& one : network_verdicts(
             deepseek_v3(), {.kind = kind, .machines = 3, .tokens = 64, .step = 1 * millisecond})) {
      EXPECT_LE(one.share, last) << one.network.name;
      last = one.share;
    }
  }
}

TEST(Fabric, IsEthernetBelow32MachinesAndSaves48Percent) {
  // SC33 and rules R066 to R068: 2.5 against 1.3 million dollars for 512 devices.
  const FabricAdvice large = fabric_advice(64, 512, false);
  EXPECT_TRUE(large.infiniband);
  EXPECT_NEAR(large.saving(), 0.48, 1e-9);
  EXPECT_DOUBLE_EQ(large.infiniband_cost / dollar, 2.5e6);
  EXPECT_DOUBLE_EQ(large.ethernet_cost / dollar, 1.3e6);
  EXPECT_FALSE(fabric_advice(4, 32, false).infiniband);
  EXPECT_FALSE(fabric_advice(32, 256, false).infiniband);
  EXPECT_TRUE(fabric_advice(8, 64, true).infiniband);
  EXPECT_FALSE(fabric_advice(1, 8, true).infiniband);
}

}  // namespace
}  // namespace islet
