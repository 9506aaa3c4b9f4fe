// How the advisers get the deployments they compare: a caller may hand in calibrated ones.
#pragma once

#include <functional>

#include "perf/step_time.h"

namespace islet {

/// Builds the deployment of a layout that has no refusal.
using DeploymentMaker = std::function<Deployment(const Model&, const Accelerator&, const Layout&)>;

/// The one with the constants of the device's class.
inline Deployment plain_deployment(const Model& model, const Accelerator& device,
                                   const Layout& layout) {
  return Deployment(model, device, layout);
}

}  // namespace islet
