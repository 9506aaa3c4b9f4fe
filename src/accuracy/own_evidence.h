// Measurements of the user's own machines: how they move predictions, most where they were taken.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accuracy/row_setup.h"
#include "accuracy/square_matrix.h"

namespace islet {

/// What was measured, or is asked for. Figures are natural logs, of 1 where nothing is given.
struct OwnPlace {
  std::string device;
  std::string model;
  std::string engine;  ///< family
  std::string format;  ///< of the weights
  Asked quantity = Asked::decode_rate;
  bool is_at_the_wall = false;
  double log_count = 0;  ///< sequences or inputs at one time
  double log_prompt = 0;
  double log_reply = 0;
  double log_devices = 0;
};
OwnPlace own_place(const JoinedRow& joined, const RowSetup& setup);

/// One figure of a user's own machine beside what was predicted for it. Widths are those of 90 %
/// ranges, half of it, in log units.
struct OwnMeasurement {
  OwnPlace place;
  double log_residual = 0;  ///< log(measured / predicted)
  double width = 0;         ///< of the prediction, above 0
  double scatter = 0;       ///< of the figure from one sample to the next
  std::string source;       ///< "kestrel.csv"
  std::string date;         ///< "2026-11-22"
};

/// How alike the errors of two predictions are, 0..1: 1 at the same place.
///
///     likeness = words * exp(-(0.17 |count| + 0.08 |prompt| + 0.18 |reply| + 0.5 |devices|))
///     words    = 0.9 another figure of the same part of the work, 0.5 the other part, 0 watts;
///                times 0.6 another model, 0.5 another engine, 0.8 another number format
///
/// where |x| is the difference of the logs.
///
/// Valid for   one device; 0 for two
/// Leaves out  that models of one family err more alike than others
/// Source      count and reply: what the fit to published rows found at 64 and at 16 times the
///             figure (data/calibration.csv, `alike,language`, 2026-11: 0.50 and 0.60), falling off
///             by the log and not by its square, so that no trend is carried on; the rest is
///             assumed, grade D; positive definite as a product of such
double likeness(const OwnPlace& a, const OwnPlace& b);

/// What own measurements say of a prediction.
struct OwnShift {
  double log = 0;        ///< to be added to the log of the figure
  double width = 0;      ///< of the 90 % range, half of it, log units
  bool is_here = false;  ///< measured for this model, engine, format, count and about these lengths
  std::string source;    ///< "kestrel.csv of 2026-11-22"
};

/// Own measurements by device. Built once, asked often.
class OwnEvidence {
 public:
  explicit OwnEvidence(std::span<const OwnMeasurement> measurements);

  /// None where nothing is known that is alike. `width` is that of the prediction without them.
  ///
  ///     residuals are draws of a normal process: covariance = likeness * w_a * w_b,  w = W * wide
  ///     log    = w k' inverse(K + diag(scatter / w)^2) (residual / w)
  ///     width  = w sqrt(1 - k' inverse(K + ...) k)
  ///     wide   = max(1, root mean square of residual / W)
  ///
  /// Valid for   predictions of the same machine; at a place that was measured the width is its
  ///             scatter
  /// Leaves out  that the likenesses are assumed
  /// Source      Rasmussen, Williams, "Gaussian Processes for Machine Learning", 2006, section 2.2
  std::optional<OwnShift> at(const OwnPlace& place, double width) const;

 private:
  struct Device {
    std::vector<OwnMeasurement> measured;
    SquareMatrix inverse;
    std::vector<double> weights;  ///< inverse times residuals over widths
    double wide = 1;
  };

  std::vector<Device> devices_;  ///< by the id of the device
};

}  // namespace islet
