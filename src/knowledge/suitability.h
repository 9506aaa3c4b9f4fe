// How well an accelerator or a workload suits a site off the grid, and which tier a plan is in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/quantity.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

/// "excellent", "good", "moderate" or "poor" for the watts of one accelerator.
///
/// Formula     the band (low, high] that holds the power; 0 W is excellent
/// Valid for   every power from 0 W
/// Leaves out  the host, the model, the climate
/// Source      rules R091 to R094, their holes and overlaps closed as CE07 argues
std::string suitability(const Knowledge& knowledge, Power accelerator);

/// The rating that the documents state of a workload ("W07"), "training" or "h100_sxm5"; none for
/// what they do not rate. A workload's own record goes before the lists of the rules.
std::optional<std::string> stated_suitability(const Knowledge& knowledge, std::string_view subject);

Answer suitability_answer(const Knowledge& knowledge, Power accelerator);
Answer stated_suitability_answer(const Knowledge& knowledge, std::string_view subject,
                                 const std::string& rating);

/// The off-grid tier of a plan by all its watts in steady work.
///
/// Formula     the lowest tier whose upper end holds the power: 100, 500, 1500, 2000 W; a plan with
///             an H100 PCIe is at least tier 4 (R098)
/// Valid for   one site's plan; above 2000 W it is several of tier 4
/// Leaves out  price, which is compared, not decided on
/// Source      rules R095 to R098, counted in watts of the whole plan as CE20 argues
struct Tier {
  int number = 1;        ///< 1..4
  bool several = false;  ///< more than one machine of tier 4
  bool between = false;  ///< the power lies between two stated bands
};
Tier offgrid_tier(const Knowledge& knowledge, Power system, std::string_view device = "");
Answer tier_answer(const Knowledge& knowledge, Power system, std::string_view device);

/// What may run on a site of that power: devices by name, or "sxm" with its conditions.
///
/// Formula     below 5 kW L4 or T4; 5-10 kW L40S or A100 PCIe; 10-50 kW H100 PCIe; 50 kW and up
///             anything, SXM only for training on a permanent, cooled site
/// Valid for   load of the whole site
/// Leaves out  what the workload needs
/// Source      rules R089, R090, R099; 5-10 and 30-50 kW are not stated, CE06 argues them
struct Gate {
  std::string devices;  ///< "l4 or t4"
  bool stated = true;   ///< false where no document speaks of that power
};
Gate offgrid_gate(const Knowledge& knowledge, Power site);
Answer gate_answer(const Knowledge& knowledge, Power site);

}  // namespace islet
