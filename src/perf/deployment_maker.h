// How the advisers get the deployments they compare: a caller may hand in calibrated ones.
#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "perf/input_time.h"
#include "perf/power_cap.h"
#include "perf/step_time.h"

namespace islet {

/// The one with the constants of the device's class.
inline Deployment plain_deployment(const Model& model, const Accelerator& device,
                                   const Layout& layout, const RunSetting& setting = {}) {
  return Deployment(model, device, layout, tuning_of(device, setting));
}

/// The same for a model with inputs.
inline InputDeployment plain_input_deployment(const Model& model, const Accelerator& device,
                                              Precision precision, const RunSetting& setting = {}) {
  return InputDeployment(model, device, precision, tuning_of(device, setting));
}

/// Builds the deployment of a language model in a layout that has no refusal, under the software
/// and the power limit of a setting; without one, as is usual there.
class DeploymentMaker {
 public:
  using Made =
      std::function<Deployment(const Model&, const Accelerator&, const Layout&, const RunSetting&)>;
  DeploymentMaker() : made_(plain_deployment) {}
  template <class Maker>
  requires std::is_invocable_r_v<Deployment, Maker, const Model&, const Accelerator&, const Layout&,
                                 const RunSetting&>
  DeploymentMaker(Maker made) : made_(std::move(made)) {}  // NOLINT(google-explicit-constructor)

  Deployment operator()(const Model& model, const Accelerator& device, const Layout& layout,
                        const RunSetting& setting = {}) const {
    return made_(model, device, layout, setting);
  }

 private:
  Made made_;
};

/// The same for a model with inputs on one device.
class InputDeploymentMaker {
 public:
  using Made = std::function<InputDeployment(const Model&, const Accelerator&, Precision,
                                             const RunSetting&)>;
  InputDeploymentMaker() : made_(plain_input_deployment) {}
  template <class Maker>
  requires std::is_invocable_r_v<InputDeployment, Maker, const Model&, const Accelerator&,
                                 Precision, const RunSetting&>
  InputDeploymentMaker(Maker made)
      : made_(std::move(made)) {}  // NOLINT(google-explicit-constructor)

  InputDeployment operator()(const Model& model, const Accelerator& device, Precision precision,
                             const RunSetting& setting = {}) const {
    return made_(model, device, precision, setting);
  }

 private:
  Made made_;
};

/// Names of the software that may run a model on a device, the usual one first; at least one. An
/// empty name stands for software in general.
using EngineLister =
    std::function<std::vector<std::string>(const Model&, const Accelerator&, Precision)>;

/// One empty name.
inline std::vector<std::string> no_engine_in_particular(const Model& /*model*/,
                                                        const Accelerator& /*device*/,
                                                        Precision /*weights*/) {
  return {""};
}

/// Both, and under what software they can be asked.
struct DeploymentMakers {
  DeploymentMaker language;
  InputDeploymentMaker inputs;
  EngineLister engines = no_engine_in_particular;
};

}  // namespace islet
