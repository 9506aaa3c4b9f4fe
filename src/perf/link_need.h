// Whether devices that work together need NVLink between them: the rules R020 to R034 in one place.
#pragma once

#include <string>
#include <string_view>

#include "catalog/precision.h"

namespace islet {

enum class LinkNeed { not_needed, optional, required };

/// "not needed", "optional", "required".
std::string_view name_of(LinkNeed need);

/// What devices are to do together.
enum class JointWork { inference, full_training, lora, qlora };

/// One piece of joint work. `tensor` * `pipeline` devices hold one copy of the model.
struct JointTask {
  JointWork work = JointWork::inference;
  double parameters = 0;
  Precision weights = Precision::fp16;
  int devices = 1;
  int tensor = 1;
  int pipeline = 1;
  bool accumulates_gradients = false;  ///< data-parallel training that exchanges seldom
  bool realtime = false;
};

/// The answer, the rule that gives it, and what doing without costs.
struct LinkAdvice {
  LinkNeed need = LinkNeed::not_needed;
  std::string rule;  ///< "R021"
  std::string why;   ///< one clause
  /// Loss of speed over PCIe, 0 to 1, where a figure is stated; else both 0.
  double pcie_loss_low = 0;
  double pcie_loss_high = 0;
};

/// The first rule that applies, the stricter ones before the milder.
LinkAdvice link_advice(const JointTask& task);

}  // namespace islet
