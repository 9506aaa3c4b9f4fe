// Measurements made from known effects, for tests of the fit.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "accuracy/effect_row.h"
#include "base/random.h"

namespace islet {

/// What is true in the synthetic world, and rows drawn from it.
struct SyntheticRows {
  std::vector<double> engine;  ///< log factors on compute
  std::vector<double> device;  ///< log factors on weights
  std::vector<EffectRow> rows;
};

inline std::vector<EffectFamily> synthetic_families() {
  return {{Component::compute, "engine", 0.3}, {Component::weights, "device", 0.3}};
}

/// Every engine on every device at `batches` batches; the log of a time that is the sum of
/// arithmetic, which grows with the batch, and of reading weights. Scatter is normal.
inline SyntheticRows synthetic_rows(int batches, double scatter, RandomStream stream) {
  constexpr int engines = 6;
  constexpr int devices = 12;
  SyntheticRows made;
  for (int i = 0; i < engines; ++i) made.engine.push_back(stream.normal(0, 0.4));
  for (int i = 0; i < devices; ++i) made.device.push_back(stream.normal(0, 0.2));
  for (std::size_t i = 0; i < made.engine.size(); ++i) {
    for (std::size_t j = 0; j < made.device.size(); ++j) {
      for (int batch = 1; batch <= batches; ++batch) {
        EffectRow row;
        row.terms = {{{Component::compute, "engine", "engine_" + std::to_string(i)}},
                     {{Component::weights, "device", "device_" + std::to_string(j)}}};
        row.noise_group = "all";
        row.log_predicted = [batch](const LogFactors& factors) {
          return std::log(0.5 * batch * std::exp(factors[Component::compute]) +
                          2 * std::exp(factors[Component::weights]));
        };
        LogFactors truth;
        truth[Component::compute] = made.engine[i];
        truth[Component::weights] = made.device[j];
        row.log_measured = row.log_predicted(truth) + stream.normal(0, scatter);
        made.rows.push_back(row);
      }
    }
  }
  return made;
}

}  // namespace islet
