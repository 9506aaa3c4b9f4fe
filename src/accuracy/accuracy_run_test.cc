// Goal: errors are what issue readers compute by hand, groups count every row once for each kind of
// group, and no row is lost between predicted and skipped.
#include "accuracy/accuracy_run.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace islet {
namespace {

/// Records and rows that live together.
struct HandMade {
  Accelerator card;
  Accelerator chip;
  Model net;
  std::vector<MeasuredRow> rows;
  std::vector<PredictedRow> predicted;

  HandMade() {
    card.id = "card";
    card.device_class = DeviceClass::workstation_gpu;
    chip.id = "chip";
    chip.device_class = DeviceClass::npu;
    net.id = "net";
    net.kind = ModelKind::vision;
    rows.reserve(16);
  }

  void add(const Accelerator& device, double measured, double value, double factor) {
    MeasuredRow row;
    row.file = "t.csv";
    row.metric = "latency";
    row.value = measured;
    rows.push_back(row);
    predicted.push_back({{&rows.back(), &device, &net, "tensorrt"},
                         within_factor(value, factor, Grade::c, "hand")});
  }
};

const AccuracyGroup* group(const std::vector<AccuracyGroup>& groups, const std::string& by,
                           const std::string& name) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const AccuracyGroup& each) {
    return each.by == by && each.name == name;
  });
  return found == groups.end() ? nullptr : &*found;
}

TEST(AccuracyRun, TheErrorIsTheSameFactorUpAndDown) {
  HandMade made;
  made.add(made.card, 100, 150, 2);
  made.add(made.card, 150, 100, 2);
  EXPECT_DOUBLE_EQ(made.predicted[0].error(), 0.5);
  EXPECT_DOUBLE_EQ(made.predicted[1].error(), 0.5);
}

TEST(AccuracyRun, TheRangeHoldsItsEnds) {
  HandMade made;
  made.add(made.card, 200, 100, 2);
  made.add(made.card, 201, 100, 2);
  made.add(made.card, 50, 100, 2);
  EXPECT_TRUE(made.predicted[0].is_inside());
  EXPECT_FALSE(made.predicted[1].is_inside());
  EXPECT_TRUE(made.predicted[2].is_inside());
}

TEST(AccuracyRun, GroupsHaveMedianNinetiethPercentileAndShareInside) {
  HandMade made;
  made.add(made.card, 100, 100, 1.25);  // error 0
  made.add(made.card, 100, 110, 1.25);  // 0.1
  made.add(made.card, 100, 120, 1.25);  // 0.2
  made.add(made.chip, 100, 200, 1.25);  // 1.0, outside
  const std::vector<AccuracyGroup> groups = accuracy_groups(made.predicted);
  const AccuracyGroup* all = group(groups, "all", "all");
  ASSERT_NE(all, nullptr);
  EXPECT_EQ(all->rows, 4);
  EXPECT_NEAR(all->median_error, 0.15, 1e-12);
  EXPECT_NEAR(all->p90_error, 0.2 + 0.7 * 0.8, 1e-12);  // place 2.7 of 0 to 3
  EXPECT_DOUBLE_EQ(all->share_inside, 0.75);
  const AccuracyGroup* chip = group(groups, "device", "chip");
  ASSERT_NE(chip, nullptr);
  EXPECT_EQ(chip->rows, 1);
  EXPECT_NEAR(chip->median_error, 1.0, 1e-12);
  EXPECT_DOUBLE_EQ(chip->share_inside, 0);
}

TEST(AccuracyRun, EachKindOfGroupCountsEveryRowOnce) {
  HandMade made;
  made.add(made.card, 1, 1, 2);
  made.add(made.chip, 1, 2, 2);
  for (const char* by :
       {"all", "device", "device_class", "model_kind", "engine", "metric", "file"}) {
    int rows = 0;
    for (const AccuracyGroup& each : accuracy_groups(made.predicted)) {
      if (each.by == by) rows += each.rows;
    }
    EXPECT_EQ(rows, 2) << by;
  }
  EXPECT_TRUE(accuracy_groups({}).empty());
}

class ShippedRows : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    rows_ = read_measured_folder("data/measured", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
    for (const Error& error : faults_.sorted()) ADD_FAILURE() << error.text();
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
  std::vector<MeasuredRow> rows_;
};

TEST_F(ShippedRows, AreAllPredictedOrSkippedWithAReason) {
  const AccuracyRun run = accuracy_run(catalog_, RowPredictor(calibration_), rows_);
  EXPECT_GT(rows_.size(), 1000U);
  EXPECT_EQ(run.rows.size() + run.skipped.size(), rows_.size());
  for (const SkippedRow& skipped : run.skipped) EXPECT_FALSE(skipped.reason.empty());
  for (const PredictedRow& row : run.rows) {
    EXPECT_LE(row.predicted.low, row.predicted.value);
    EXPECT_LE(row.predicted.value, row.predicted.high);
  }
}

TEST_F(ShippedRows, AllJoinBesideStatisticsOfTraces) {
  for (const MeasuredRow& row : rows_) {
    const auto found = joined(catalog_, row);
    if (const auto* skipped = std::get_if<SkippedRow>(&found)) {
      EXPECT_EQ(skipped->reason, "a statistic of a trace, not of a run") << row.source_id;
    }
  }
}

}  // namespace
}  // namespace islet
