// The figure that a measured row should show: physics, corrected by what calibration learnt.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "accuracy/calibration.h"
#include "accuracy/fit_calibration.h"
#include "accuracy/log_estimate.h"
#include "accuracy/row_effects.h"
#include "accuracy/row_join.h"
#include "base/estimate.h"

namespace islet {

/// Either an estimate in the row's own unit, or why there is none (one clause).
struct RowPrediction {
  std::optional<Estimate<double>> estimate;
  std::string reason;
};

/// Predicts rows with one calibration. Built once, asked often.
class RowPredictor {
 public:
  explicit RowPredictor(const Calibration& calibration);

  /// The 90 % range is exp(+-factor * sd) of the value: sd from effects, runs alike and the
  /// scatter of such rows, the factor from rows left out of the fit with their pair of device and
  /// model, their device, or their model, whichever the calibration has not met.
  ///
  ///     value = exp(log value),   low, high = value * exp(-+factor * sd)
  ///
  /// Measurements of the user's own move both (accuracy/own_evidence.h).
  ///
  /// Valid for   devices and models of the catalogue; grade A where the user measured it, B where
  ///             the device was measured, C where only its class was with such models, D else
  /// Leaves out  covariances between effects
  /// Source      accuracy/log_estimate.h, accuracy/conformal.h
  RowPrediction predict(const JoinedRow& joined) const;

  /// The same for a run that stands in no row: `joined` needs device and model only.
  RowPrediction predict(const JoinedRow& joined, const RowSetup& setup) const;

  /// What calibration says of the components of such a run, the factor on the whole among them.
  LogFactors factors(const JoinedRow& joined, const RowSetup& setup) const;

  /// What runs that are alike, and measurements of the user's own, add to the log that those
  /// factors give.
  double beside_factors(const JoinedRow& joined, const RowSetup& setup) const;

  const Calibration& calibration() const { return calibration_; }

 private:
  /// Factor of the range, in standard deviations of the log.
  double range_factor(const JoinedRow& joined, const RowSetup& setup, Evidence evidence) const;

  Grade grade_of(const JoinedRow& joined, const RowSetup& setup) const;

  /// The log of the figure and half the width of its range, and what own measurements add to them.
  struct Parts {
    LogEstimate log;
    double width = 0;
    std::optional<OwnShift> own;
  };
  Parts parts(const JoinedRow& joined, const RowSetup& setup) const;
  Evidence evidence_of(const JoinedRow& joined) const;

  Calibration calibration_;
  Learnt learnt_;
  OwnEvidence own_;
  std::set<std::string> known_classes_;  ///< with the kind of model: "jetson/language"
  std::set<std::string> known_devices_;
  std::set<std::string> known_models_;
};

/// Reads the calibration of a data folder: `calibration.csv`. Every fault goes to `faults`.
Calibration read_shipped_calibration(const std::string& folder, Faults& faults);

}  // namespace islet
