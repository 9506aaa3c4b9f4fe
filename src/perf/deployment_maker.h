// How the advisers get the deployments they compare: a caller may hand in calibrated ones.
#pragma once

#include <functional>

#include "perf/input_time.h"
#include "perf/step_time.h"

namespace islet {

/// Builds the deployment of a language model in a layout that has no refusal.
using DeploymentMaker = std::function<Deployment(const Model&, const Accelerator&, const Layout&)>;

/// The same for a model with inputs on one device.
using InputDeploymentMaker =
    std::function<InputDeployment(const Model&, const Accelerator&, Precision)>;

/// The one with the constants of the device's class.
inline Deployment plain_deployment(const Model& model, const Accelerator& device,
                                   const Layout& layout) {
  return Deployment(model, device, layout);
}

/// The same for a model with inputs.
inline InputDeployment plain_input_deployment(const Model& model, const Accelerator& device,
                                              Precision precision) {
  return InputDeployment(model, device, precision);
}

/// Both.
struct DeploymentMakers {
  DeploymentMaker language = plain_deployment;
  InputDeploymentMaker inputs = plain_input_deployment;
};

}  // namespace islet
