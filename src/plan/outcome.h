// The full account of one chosen design: means over the weather years, ranges, shares by workload.
#pragma once

#include <span>
#include <vector>

#include "plan/plan.h"
#include "plan/sized_design.h"

namespace islet {

/// The design over every year of the context's weather: figures with ranges, requirements judged
/// on their means, confidence as the share of years in which all are met. Failures of a generator
/// are counted (`count_failures`).
///
/// Ranges (90 %) add in quadrature: the spread of the years (5 % to 95 %), the sun's yearly sum
/// off by `SiteWeather::sun_range`, the machines' draw off by its own range (one plant-year
/// each way). Source: ISO/IEC Guide 98-3:2008, 5.1.2, one input at a time.
DesignOutcome design_outcome(const PlanContext& context, const PreparedMachines& machines,
                             const SizedDesign& design);

/// Share of the weather years in which all requirements are met. Stops at the first miss beyond
/// what `wanted` (0..1) allows and then returns what was reached so far. `tables`: of the machines.
double confidence_of(const PlanContext& context, const PreparedMachines& machines,
                     const SizedDesign& design, double wanted, YearTables& tables);

/// Lifetime cost with one input at its low and high end, the others as planned: `planned` plus
/// what that end changes. Widest first.
std::vector<Tornado> tornado_of(const PlanContext& context, const PreparedMachines& machines,
                                const SizedDesign& design, Money planned);

/// The workload of which the least share is served, the first of equals; none where there is none.
const WorkloadOutcome* least_served(const DesignOutcome& design);

/// "2 x NVIDIA L4, 5.2 kWp, 20.5 kWh, Diesel set 8 kW".
std::string title_of(const Design& design);

}  // namespace islet
