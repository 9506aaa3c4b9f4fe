// A compute design held against the workloads: how fast each runs, what it takes of its devices,
// what memory they need and what the machines draw, hour by hour of a week.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "perf/deployment_maker.h"
#include "perf/service.h"
#include "plan/demand.h"
#include "plan/design.h"
#include "plan/plan.h"
#include "site/site.h"

namespace islet {

/// One placed workload at its busiest moment and over the week.
struct PlacedService {
  bool saturated = false;
  std::string limit;    ///< what ran out when saturated
  double overload = 0;  ///< demand over what can be carried; saturated from 1
  Quantiles response;
  Quantiles first_token;           ///< language only
  Estimate<TokenRate> user_speed;  ///< language only
  double busy_share = 0;           ///< of each device's time at the busiest moment
  Power board_power;               ///< one device while it works
  double batch = 1;                ///< sequences or inputs together at the busiest moment
  double own_batch = 1;            ///< of them those of this workload
};

struct ComputeOutcome {
  std::vector<PlacedService> services;  ///< in the order of the placements
  std::vector<GroupMemory> memory;      ///< of one device, by group
};

/// Draw at the machines' inputs, cooling not included. Means over each hour of a week.
struct ComputeDraw {
  std::vector<Power> idle;  ///< of each group, all its hosts on and waiting
  std::vector<std::array<Power, hours_per_week>> work;  ///< of each placement, above idle
  /// Of each placement, above idle: the most that batch work draws which may wait for the sun, once
  /// it runs; 0 for all other work.
  std::vector<Power> most;
  Power full;               ///< every device at work at once, under its hungriest workload
  double range_factor = 1;  ///< that all of it may be off by, up and down
  Grade grade = Grade::a;   ///< weakest evidence among the placements
};

/// Speed and memory at the busiest moment of each workload, sized for the high end of the demand.
/// The other workloads of the group are there with what they ask for at that hour; the more
/// important go first. `demands` has one entry for each workload of the site.
ComputeOutcome compute_outcome(const Site& site, std::span<const WorkloadDemand> demands,
                               const ComputeDesign& design, const DeploymentMakers& makers);

/// The same in an hour like any other: typical amounts, at the rate that a request meets on
/// average. Between this and the busiest hour lie the figures of a year.
///
///     rate = sum of rate^2 / sum of rate, over the hours of the week
///
/// Valid for   requests spread as the hours are
/// Leaves out  how hours of one workload fall together with those of another
/// Source      mean over requests in place of hours; own
ComputeOutcome typical_outcome(const Site& site, std::span<const WorkloadDemand> demands,
                               const ComputeDesign& design, const DeploymentMakers& makers);

/// Draw at typical demand.
ComputeDraw compute_draw(const Site& site, std::span<const WorkloadDemand> demands,
                         const ComputeDesign& design, const DeploymentMakers& makers);

/// The machines' draw with everything at work, then what each placement draws above idle at its
/// least, mean and greatest rate of the week: what draws no more in any of these is taken to draw
/// no more at all. For ways to run the same machines, in a fraction of the time of `compute_draw`.
std::vector<Power> draw_samples(const Site& site, std::span<const WorkloadDemand> demands,
                                const ComputeDesign& design, const DeploymentMakers& makers);

/// Over the week.
Power mean_power(const ComputeDraw& draw);

/// The time that a share `p` of requests does not exceed, between and beyond the three quantiles by
/// an exponential tail through them. 0 < p < 1.
Estimate<Duration> quantile(const Quantiles& quantiles, double p);

/// Why this service does not do for the workload, in one clause; empty when it does. A limit must
/// be met by the estimate's value.
std::string shortcoming(const Workload& workload, const PlacedService& service);

/// Memory of the group's fullest device, in words, when it does not fit; else empty.
std::string memory_shortcoming(const ComputeDesign& design, const ComputeOutcome& outcome);

}  // namespace islet
