// A calibration from rows of measurements, and how it does on rows it has not seen.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "accuracy/calibration.h"
#include "accuracy/row_effects.h"
#include "catalog/catalog.h"

namespace islet {

/// A row that can be predicted: records, setup, evidence.
struct KnownRow {
  JoinedRow joined;
  RowSetup setup;
};

/// Rows of speed that also state their mean watts, once more as rows of power: of the node in
/// MLPerf's tables, of the boards in ML.ENERGY's.
std::vector<MeasuredRow> stated_powers(const std::vector<MeasuredRow>& rows);

/// The rows that the models of perf speak of; the rest with a reason each.
std::vector<KnownRow> known_rows(const Catalog& catalog, const std::vector<MeasuredRow>& rows,
                                 std::vector<SkippedRow>& skipped);

/// A run as effects and likenesses see it, its measured figure left 0.
EffectRow effect_row(const JoinedRow& joined, const RowSetup& setup);

/// True for a figure that no such machine can reach: its arithmetic alone takes longer at twice the
/// dense peak.
///
/// Valid for   rates and times; energies and watts are never beyond it
/// Leaves out  prompts that were computed before and only looked up, sequences that wait
bool is_beyond_peak(const KnownRow& row);

/// What is left out in turn.
enum class LeftOut { device, pair, model };
std::string_view name_of(LeftOut left_out);

/// A row predicted without its device, its pair of device and model, or its model.
struct CrossRow {
  const KnownRow* row = nullptr;
  LeftOut left_out = LeftOut::device;
  double residual = 0;  ///< log(measured / predicted)
  double sd = 0;        ///< expected, log units, as the calibration states it
};

struct CalibrationFit {
  Calibration calibration;
  std::vector<CrossRow> cross;  ///< three for each row
};

/// Fits all rows. `tables` are what the file names as its origin.
Result<CalibrationFit> fit_calibration(const std::vector<KnownRow>& rows, CalibrationOrigin origin);

/// What the calibration knew of a row it predicts.
struct Evidence {
  bool device = false;
  bool model = false;
};

/// What a row left out that way is predicted from.
Evidence evidence_without(LeftOut left_out);

/// Kind of evidence that ranges are stated for: "language, known device, new model". Of rows whose
/// device and model are both new there is no group: both groups that lack one speak of them.
std::string evidence_group(AccuracyKind kind, Evidence evidence);

/// The same for the two kinds of run that scatter most, which have ranges of their own: "first
/// token new device known model", "hailo known device new model". Empty for all others.
std::string group_apart(const JoinedRow& joined, const RowSetup& setup, Evidence evidence);

}  // namespace islet
