#include "plan/design.h"

#include <algorithm>

namespace islet {

bool share_engine(const Placement& one, const Placement& other) {
  return one.group == other.group && one.model == other.model && one.tensor == other.tensor &&
         one.choice->weights == other.choice->weights && one.engine == other.engine;
}

bool are_like_machines(const ComputeDesign& a, const ComputeDesign& b) {
  const auto same_group = [](const ComputeGroup& one, const ComputeGroup& other) {
    return one.accelerator == other.accelerator && one.host == other.host &&
           one.cards_per_host == other.cards_per_host && one.hosts == other.hosts;
  };
  const auto same_place = [](const Placement& one, const Placement& other) {
    return one.workload == other.workload && one.group == other.group &&
           one.choice == other.choice && one.tensor == other.tensor;
  };
  return std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(),
                    same_group) &&
         std::equal(a.placements.begin(), a.placements.end(), b.placements.begin(),
                    b.placements.end(), same_place);
}

}  // namespace islet
