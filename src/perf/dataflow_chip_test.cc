// Goal: which nets a dataflow chip holds at once, and how fast they are then, is told from their
// layers as Hailo's model zoo measured it.
#include "perf/dataflow_chip.h"

#include <cmath>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "perf/input_time.h"
#include "perf/shipped_machines.h"

namespace islet {
namespace {

double rate(const char* model, const char* on, int batch) {
  const InputDeployment deployment(shipped_model(model), shipped_device(on), Precision::int8,
                                   {.engine = "hailo"});
  return deployment.rate(batch) / hertz;
}

// Frames a second in batches of 1 and 8, model zoo compiled with DFC 3.33: equal where a net runs
// at once.
struct ZooRow {
  const char* model;
  double one;
  double eight;
};

constexpr ZooRow held_at_once[] = {{"hailo-mobilenet-v2-1.0", 2597, 2597},
                                   {"hailo-squeezenet-v1.1", 3034, 3034},
                                   {"hailo-efficientnet-s", 1232, 1232},
                                   {"hailo-efficientnet-l", 221, 221},
                                   {"hailo-yolov8n", 1036, 1036},
                                   {"hailo-yolov8s", 491, 491},
                                   {"hailo-yolov8s-pose", 393, 393},
                                   {"hailo-yolov5s", 543, 543},
                                   {"hailo-dncnn3", 87, 87},
                                   {"hailo-retinaface-mobilenet-v1", 163, 163},
                                   {"hailo-resnet-v1-50", 1372, 1372}};
constexpr ZooRow taking_turns_there[] = {
    {"hailo-yolov10n", 193, 566}, {"hailo-yolov11n", 185, 539},
    {"hailo-yolov11s", 111, 302}, {"hailo-yolov8s-seg", 107, 202},
    {"hailo-yolov9c", 44, 88},    {"hailo-centernet-resnet-v1-50-postprocess", 87, 178},
    {"hailo-yolov8l", 36, 64},    {"hailo-vit-base", 29, 108}};

TEST(DataflowChip, NetsOfManyLayersOrWeightsTakeTurns) {
  for (const ZooRow& row : held_at_once) {
    EXPECT_LT(taking_turns(shipped_model(row.model), shipped_device("hailo_8")), 0.5) << row.model;
  }
  for (const ZooRow& row : taking_turns_there) {
    EXPECT_GT(taking_turns(shipped_model(row.model), shipped_device("hailo_8")), 0.5) << row.model;
  }
}

TEST(DataflowChip, ASmallerOneHoldsLess) {
  // 202 frames a second on Hailo-8L, a fifth of Hailo-8; mobilenet_v2 keeps two thirds.
  EXPECT_GT(taking_turns(shipped_model("hailo-yolov8n"), shipped_device("hailo_8l")), 0.7);
  EXPECT_LT(taking_turns(shipped_model("hailo-mobilenet-v2-1.0"), shipped_device("hailo_8l")), 0.3);
}

TEST(DataflowChip, RatesOfTheZooAreToldWithinTwo) {
  std::vector<ZooRow> rows(std::begin(held_at_once), std::end(held_at_once));
  rows.insert(rows.end(), std::begin(taking_turns_there), std::end(taking_turns_there));
  for (const ZooRow& row : rows) {
    const double one = rate(row.model, "hailo_8", 1);
    const double eight = rate(row.model, "hailo_8", 8);
    EXPECT_LT(std::abs(std::log(one / row.one)), std::log(2.0)) << row.model << ' ' << one;
    EXPECT_LT(std::abs(std::log(eight / row.eight)), std::log(2.0)) << row.model << ' ' << eight;
  }
}

TEST(DataflowChip, AnArrayThatReadsEachLayerIsNone) {
  EXPECT_TRUE(is_dataflow(shipped_device("hailo_8")));
  EXPECT_FALSE(is_dataflow(shipped_device("coral_usb_accelerator")));
}

TEST(DataflowChip, AMemoryBesideItBringsPartsSooner) {
  EXPECT_TRUE(is_dataflow(shipped_device("hailo_10h")));
  // 26 MB of weights are too many for 20 TOPS: 3 ms at 8.5 GB/s where Hailo-8L takes 7.
  EXPECT_GT(rate("hailo-resnet-v1-50", "hailo_10h", 1), rate("hailo-resnet-v1-50", "hailo_8l", 1));
  EXPECT_LT(rate("hailo-resnet-v1-50", "hailo_10h", 1), rate("hailo-resnet-v1-50", "hailo_8", 1));
  // What runs at once is slower by its arithmetic, and by what nobody has measured.
  const double share =
      rate("hailo-mobilenet-v1", "hailo_10h", 1) / rate("hailo-mobilenet-v1", "hailo_8", 1);
  EXPECT_NEAR(share, 0.6 * 20.0 / 26.0, 0.1);
}

}  // namespace
}  // namespace islet
