#include "measure/held_against.h"

#include "accuracy/own_rows.h"
#include "perf/memory.h"

namespace islet {
namespace {

/// The row as a file of measurements has it.
MeasuredRow whole_row(const MeasuredRun& run, const MeasuredFigure& figure) {
  MeasuredRow row = figure.row;
  row.file = "measured.csv";
  row.accelerator = run.machine.id;
  row.count = 1;
  row.precision = run.precision;
  row.engine = run.engine;
  row.model = run.model;
  row.value = figure.value;
  return row;
}

}  // namespace

void hold_against(const Catalog& catalog, const Calibration& calibration, MeasuredRun& run) {
  const RowPredictor predictor(calibration);
  for (MeasuredFigure& figure : run.figures) {
    // Fewer leave no interval: nothing could be said to lie outside.
    constexpr int samples_min = 5;
    const bool is_mean = figure.row.metric == "board_power_avg";
    if (figure.samples < samples_min && !is_mean) continue;
    const MeasuredRow row = whole_row(run, figure);
    const std::optional<OwnRow> own = own_row(catalog, predictor, row);
    if (!own) continue;
    if (own->predicted) figure.predicted = own->predicted;
    const JoinedRow& both = own->joined;
    if (run.machine.predicted_gb || !both.model->shape) continue;
    const Holding holding{static_cast<double>(run.streams), (run.prompt + run.reply) * token};
    run.machine.predicted_gb =
        memory_need(*both.model, *both.device, own->setup.layout, holding).total() / gigabyte;
  }
}

}  // namespace islet
