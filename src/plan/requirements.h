// What the site asks of a design, held against what it gives.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "energy/plant_year.h"
#include "plan/compute_candidates.h"
#include "plan/plan.h"
#include "plan/site_plant.h"
#include "site/site.h"

namespace islet {

/// Figures of one plant-year that requirements look at.
struct YearFigures {
  std::vector<double> served;  ///< by workload of the site; 1 for transfers
  double renewable = 0;
  Duration generator_time;
};

/// Share of what a class is served that is left to it, 0..1 each; by importance.
using LeftByClass = std::array<double, importance_count>;
inline constexpr LeftByClass all_left = [] {
  LeftByClass out{};
  out.fill(1);
  return out;
}();

YearFigures year_figures(const Site& site, const SiteLoads& loads, const PlantYear& plant,
                         const LeftByClass& left = all_left);

/// Figures of the design that do not depend on the weather year.
struct DesignFigures {
  Money purchase;
  Duration ride_through;
  Duration blackout_carried;  ///< how long battery and UPS alone carry every machine at work
  Power full_draw;
};

/// Every requirement of the site on the power plant, found values without ranges.
std::vector<Requirement> plant_requirements(const Site& site, const YearFigures& figures,
                                            const DesignFigures& design);

/// Every requirement on speed, mass and height; found values with the ranges of the services.
std::vector<Requirement> machine_requirements(const Site& site, const ComputeCandidate& machines);

/// Sets `met` and `slack` from bound and found value.
void judge(Requirement& requirement);

/// True when every one is met.
bool all_met(std::span<const Requirement> requirements);

/// How far the unmet ones are off, relative, added up; 0 when all are met.
double violation(std::span<const Requirement> requirements);

}  // namespace islet
