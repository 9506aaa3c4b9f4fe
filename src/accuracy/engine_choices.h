// Which software may run a model on a device: what is made for it and was measured with its kind.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "accuracy/calibration.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"

namespace islet {

/// Built once, asked often.
class EngineChoices {
 public:
  explicit EngineChoices(const Calibration& calibration);

  /// The engine of `usual_engine` first, then those that run such models in that precision on such
  /// a device and that the calibration has rows of.
  std::vector<std::string> of(const Model& model, const Accelerator& device,
                              Precision weights) const;

 private:
  std::set<std::string> measured_;  ///< "vllm/language"
};

}  // namespace islet
