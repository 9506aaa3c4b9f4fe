// A pipeline as a file: stages with their times or their models, arrivals and goals.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/catalog.h"
#include "perf/deployment_maker.h"
#include "sim/pipeline.h"

namespace islet {

/// Reads `path`. All faults, each with its place, go to `faults`; with any error the result must
/// not be used. Stages with a `model` lie on a device of the catalogue.
Pipeline read_pipeline(const std::string& path, const Catalog& catalog,
                       const DeploymentMakers& makers, Faults& faults);

}  // namespace islet
