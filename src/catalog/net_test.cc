// Goal: a net written as text has the layers that were published, and what is not a net is refused.
#include "catalog/net.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"

namespace islet {
namespace {

TEST(Net, CountsALayer) {
  const Result<Net> net = read_net("224x224x3, conv 7 64 /2");
  ASSERT_TRUE(net.has_value());
  ASSERT_EQ(net->layers.size(), 1U);
  const NetLayer& layer = net->layers.front();
  EXPECT_DOUBLE_EQ(layer.work, 2.0 * 112 * 112 * 49 * 3 * 64);
  EXPECT_DOUBLE_EQ(layer.parameters, 49 * 3 * 64 + 64);
  EXPECT_DOUBLE_EQ(layer.values_in, 224 * 224 * 3);
  EXPECT_DOUBLE_EQ(layer.values_out, 112 * 112 * 64);
  EXPECT_DOUBLE_EQ(layer.group_channels, 64);
}

TEST(Net, KnowsGroupsKernelsBordersAndRepeatedWeights) {
  const Result<Net> net =
      read_net("10x10x32, dw 3, conv 3 64 g8, conv 1x7 8 valid, 2 x (conv 1 8), conv 1 8 again");
  ASSERT_TRUE(net.has_value());
  ASSERT_EQ(net->layers.size(), 6U);
  EXPECT_DOUBLE_EQ(net->layers[0].work, 2.0 * 100 * 9 * 32);
  EXPECT_DOUBLE_EQ(net->layers[0].group_channels, 1);
  EXPECT_DOUBLE_EQ(net->layers[1].work, 2.0 * 100 * 9 * 4 * 64);
  EXPECT_DOUBLE_EQ(net->layers[1].group_channels, 8);
  EXPECT_DOUBLE_EQ(net->layers[2].values_out, 10 * 4 * 8);
  EXPECT_DOUBLE_EQ(net->layers[3].work, 2.0 * 40 * 64);
  EXPECT_DOUBLE_EQ(net->layers[4].parameters, 72);
  EXPECT_DOUBLE_EQ(net->layers[5].parameters, 0);
}

TEST(Net, CountsAttention) {
  const Result<Net> net = read_net("197x1x576, attend 197 384 192");
  ASSERT_TRUE(net.has_value());
  EXPECT_DOUBLE_EQ(net->work(), 2.0 * 197 * 197 * 384);
  EXPECT_DOUBLE_EQ(net->layers.front().values_out, 197 * 192);
}

TEST(Net, NamesThePartThatIsNoLayer) {
  for (const char* part : {"conf 3 64", "conv 3", "conv 0 64", "conv 3 64 /0", "3 x (conv 1 4",
                           "0 x (conv 1 4)", "8x8", "attend 4 4", "dw 3 4"}) {
    const Result<Net> net = read_net(std::string("8x8x4, ") + part);
    ASSERT_FALSE(net.has_value()) << part;
    EXPECT_NE(net.error().what.find(part), std::string::npos) << net.error().what;
  }
  EXPECT_FALSE(read_net("").has_value());
  EXPECT_FALSE(read_net("conv 3 64").has_value());
  EXPECT_FALSE(read_net("8x8x4").has_value());
  EXPECT_FALSE(read_net("8x8x4, 9 x (9 x (9 x (9 x (9 x (conv 1 4)))))").has_value());
  EXPECT_FALSE(read_net("8x8x4, 999 x (999 x (8x8x4)), conv 1 4").has_value());
}

// The reader refuses layers that are 8 % from the work or the parameters that were
// published; most are far nearer.
TEST(Net, ShippedNetsMeetTheirPublishedTotals) {
  int described = 0;
  int within_two_per_cent = 0;
  for (const Model& model : shipped_catalog().models) {
    if (!model.net) continue;
    ++described;
    const double work = model.net->work() * flop / model.work_per_input;
    const double parameters = model.net->parameters() / model.parameters;
    EXPECT_NEAR(work, 1, 0.08) << model.id;
    EXPECT_NEAR(parameters, 1, 0.08) << model.id;
    if (std::abs(work - 1) < 0.02 && std::abs(parameters - 1) < 0.02) ++within_two_per_cent;
  }
  EXPECT_GE(described, 80);
  EXPECT_GE(within_two_per_cent, described * 2 / 3);
}

}  // namespace
}  // namespace islet
