// What a precision costs in answers: the loss of accuracy that published evaluations found.
#pragma once

#include <string>

#include "base/estimate.h"
#include "catalog/model.h"
#include "catalog/precision.h"

namespace islet {

/// How much of its score a model loses against 16 bit, 0 to 1 (0.02: two of a hundred points of
/// what it reached), with a good method of quantisation.
struct AccuracyCaveat {
  double loss_low = 0;
  double loss_high = 0;
  Grade grade = Grade::d;
  std::string what;    ///< one clause
  std::string source;  ///< who found it
};

/// The loss that a reader should expect. No loss for FP16 and FP32.
AccuracyCaveat accuracy_caveat(const Model& model, Precision weights);

/// Loss up to which accuracy need not be weighed against speed.
inline constexpr double negligible_loss = 0.015;

}  // namespace islet
