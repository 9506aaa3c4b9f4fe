// The models of a first try: small ones with random weights, made where they are not there yet.
#pragma once

#include "live/site_models.h"

namespace islet {

/// A language model of 0.2 billion parameters, and small ones for vectors and images as far as
/// their engines are installed. Files go to `folder`. Error when there is no engine for the first.
Result<std::vector<SiteModel>> demo_models(const std::string& folder, int threads);

/// Fills in the worker programs of models that lack them. Error D5 for an engine that is not
/// installed.
std::optional<Error> find_workers(std::vector<SiteModel>& models);

}  // namespace islet
