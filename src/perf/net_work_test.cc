// Goal: what layers ask of a chip beyond their totals: idle lanes, values moved, one after the
// other.
#include "perf/net_work.h"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "catalog/net.h"
#include "perf/class_constants.h"
#include "perf/input_time.h"
#include "perf/known_machines.h"
#include "perf/shipped_machines.h"

namespace islet {
namespace {

Model with_layers(const char* text) {
  Result<Net> net = read_net(text);
  CHECK(net.has_value());
  Model model = made_vision_model("net", net->parameters(), net->work() * flop);
  model.net = std::move(*net);
  return model;
}

double rate(const char* model, const char* on, const char* engine, Precision precision, int batch) {
  const InputDeployment deployment(shipped_model(model), shipped_device(on), precision,
                                   {.engine = engine});
  return deployment.rate(batch) / hertz;
}

TEST(NetWork, CountsLanesAndValues) {
  const Model model = with_layers("10x10x16, conv 1 16, dw 3");
  const NetWork work = net_work(model);
  EXPECT_DOUBLE_EQ(work.arithmetic, 2.0 * 100 * (16 * 16 * 2 + 9 * 16 * 17));
  EXPECT_DOUBLE_EQ(work.values_moved, 4 * 1600);
  EXPECT_DOUBLE_EQ(work.values_written, 2 * 1600);
  EXPECT_DOUBLE_EQ(work.layers, 2);
  EXPECT_DOUBLE_EQ(work.usual_work, 27 * (model.work_per_input / flop));
}

TEST(NetWork, StaysWithTheTotalsWhereLayersAreNotKnown) {
  const NetWork work = net_work(resnet50());
  EXPECT_DOUBLE_EQ(work.arithmetic, 8.2e9);
  EXPECT_DOUBLE_EQ(work.values_moved, activation_values * std::sqrt(8.2e9));
  EXPECT_DOUBLE_EQ(work.layers, 0);
  EXPECT_DOUBLE_EQ(layer_by_layer(resnet50(), 1, 1), 1);
}

TEST(NetWork, GrowsWithTheWorkThatARunAsksFor) {
  Model model = with_layers("10x10x16, conv 1 16");
  const NetWork once = net_work(model);
  model.work_per_input = 3 * model.work_per_input;
  EXPECT_DOUBLE_EQ(net_work(model).arithmetic, 3 * once.arithmetic);
  EXPECT_DOUBLE_EQ(net_work(model).values_moved, 3 * once.values_moved);
}

TEST(NetWork, LayersOneAfterTheOtherTakeLongerThanTheirSums) {
  // Layers that are alike hide as much of each other as their sums do.
  const Model alike = with_layers("10x10x64, 5 x (conv 1 64)");
  EXPECT_NEAR(layer_by_layer(alike, 1, 40), 1, 1e-12);
  const Model uneven = with_layers("10x10x64, conv 3 64, 64x64x4, conv 1 4");
  const double share = layer_by_layer(uneven, 1, 200);
  EXPECT_GT(share, 1.05);
  // Nothing hides at worst: (a + b) / (a^1.5 + b^1.5)^(2/3) is at most 2^(1/3).
  EXPECT_LT(share, std::cbrt(2.0));
}

// Measured: timm's table on RTX 4090, PyTorch, batches of 512: 18,248 and 11,768 images a second.
TEST(NetWork, ANetOfSixTimesTheWorkMayBeTheFasterOne) {
  const double wide = rate("resnet18", "rtx_4090", "pytorch", Precision::fp16, 512);
  const double narrow = rate("mobilenetv2-100", "rtx_4090", "pytorch", Precision::fp16, 512);
  EXPECT_GT(wide, 1.2 * narrow);
  EXPECT_LT(wide, 2.0 * narrow);
}

}  // namespace
}  // namespace islet
