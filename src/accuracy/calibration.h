// What fitting to measurements taught: effects with their variances, scatter, factors for ranges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/conformal.h"
#include "accuracy/effect_model.h"
#include "accuracy/likeness.h"
#include "accuracy/own_evidence.h"

namespace islet {

/// A table of measurements that the fit used.
struct CalibratedTable {
  std::string name;        ///< without its folder: "mlperf.csv"
  int rows = 0;            ///< rows that were fitted
  std::uint64_t hash = 0;  ///< content_hash of the file
};

struct Calibration {
  std::string date;  ///< of the fit: "2026-11-21"
  std::vector<CalibratedTable> tables;
  std::vector<EffectFamily> families;  ///< by component and name
  std::vector<NoiseGroup> noise;       ///< by name
  ConformalFactors ranges;
  std::vector<Effect> effects;         ///< by key; only those that say something
  std::vector<Likeness> likenesses{};  ///< by kind; beside the effects, none in an old file
  std::vector<OwnMeasurement> own{};   ///< of the user's own machines; they are in no file of a fit
};

/// Scatter of the rows of a group, log units; of an unknown group, that of a row of any group (root
/// of the mean square). 0 when nothing was fitted.
double noise_scale(const Calibration& calibration, std::string_view group);

/// Where a calibration comes from.
struct CalibrationOrigin {
  std::string date;
  std::vector<CalibratedTable> tables;
};

/// What to keep of a fit. An effect is dropped when its value is within 0.002 of 0 and the rows
/// left its variance as its family has it: looking it up then gives the same as an unknown name.
Calibration calibration_of(const EffectModel& model, const ConformalFactors& ranges,
                           CalibrationOrigin origin);

/// FNV-1a, 64 bits: tells whether a file is the one that was fitted, no defence against forgery.
///
/// Source  Fowler, Noll, Vo, draft-eastlake-fnv, 2012
std::uint64_t content_hash(std::string_view content);

/// An effect that bears on a prediction.
struct EffectUse {
  std::string_view family;
  std::string_view name;
  double weight = 1;
};

/// The factor of one component: log of its mean, variance of that log.
struct EffectSum {
  double value = 0;
  double variance = 0;
};

/// Effects by name, for predictions. Built once, asked often.
class EffectTable {
 public:
  explicit EffectTable(const Calibration& calibration);

  /// Sum of weight * value and of weight^2 * variance. A name that the fit has not met adds the
  /// variance of its family and nothing to the value; a family that it has not met adds nothing.
  EffectSum sum(Component component, std::span<const EffectUse> uses) const;

 private:
  struct Family {
    std::string name;
    double variance = 0;
  };
  struct Entry {
    std::size_t family = 0;  ///< index over all components
    std::string name;
    EffectSum known;
  };

  const Family* family(Component component, std::string_view name) const;
  const Entry* entry(std::size_t family, std::string_view name) const;

  std::vector<Family> families_;  ///< by component, then name
  std::vector<std::size_t> component_starts_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> places_;  ///< index of an entry + 1, by hash; 0 is empty
};

}  // namespace islet
