// What a site's requests cost on its engines, as the scheduler asks.
#pragma once

#include <vector>

#include "serving/cost_estimate.h"
#include "sim/site_run.h"

namespace islet {

/// Engines are numbered by unit, all units of a group after another: language 2u, inputs 2u + 1.
class SiteCosts final : public CostEstimate {
 public:
  explicit SiteCosts(const SiteRun& run);
  Cost cost(const Request& request, const EngineSpec& engine) const override;

 private:
  struct PerModel {
    ModelId model{};
    bool language = false;
    double batch = 1;
    Duration per_prompt, per_reply;  ///< a token, or an input with `per_reply`
    Energy prompt_energy, reply_energy;
  };
  std::vector<std::vector<PerModel>> groups_;
  std::vector<std::size_t> group_of_unit_;
};

}  // namespace islet
