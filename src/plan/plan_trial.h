// A plan held against simulations that it had no part in: fresh weather years, fresh arrivals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/estimate.h"
#include "plan/make_plan.h"
#include "plan/plan.h"

namespace islet {

/// One figure of the chosen design: what the plan promised, what a simulated year gave.
struct TrialFigure {
  std::string subject;        ///< workload, or "site"
  std::string what;           ///< "latency p99", "first token p99", "served", "fuel"
  Estimate<double> promised;  ///< base units or a share
  double found = 0;
  bool inside = false;  ///< within the promised range, its ends rounded as printed
};

/// All figures of one simulated year.
struct PlanTrial {
  std::uint64_t seed = 0;
  int days = 0;
  std::vector<TrialFigure> figures;
};

struct TrialWish {
  std::uint64_t seed = 1001;  ///< of the weather year and of the arrivals; not the plan's
  int days = 365;             ///< from 1 January; fuel is only judged over a whole year
};

/// Simulates the plan's design (the first, or the nearest where none fits) request by request
/// through a weather year drawn from `wish.seed`, and holds what comes out against the plan. An
/// error when the plan has no design or it cannot be simulated.
Result<PlanTrial> plan_trial(const Plan& plan, const Catalog& catalog, const PlanOptions& options,
                             const TrialWish& wish);

}  // namespace islet
