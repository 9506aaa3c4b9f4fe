// The same requests under several policies, side by side.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/json.h"
#include "report/table.h"
#include "sim/compare_policies.h"

namespace islet {

/// Policies on one engine.
struct ComparedPolicies {
  std::string model;   ///< id
  std::string device;  ///< id
  std::uint64_t seed = 1;
  PolicyComparison found;
  std::string evidence;  ///< where the step times come from: one sentence
};

Document policies_page(const ComparedPolicies& compared);
Table policies_table(const ComparedPolicies& compared);
/// "islet/simulate/1".
std::string policies_json(const ComparedPolicies& compared, const std::vector<Error>& warnings);

/// What a scheduler before the engines did: policy, classes, why requests were turned away.
Json scheduling_json(const ServingRun& run);

}  // namespace islet
