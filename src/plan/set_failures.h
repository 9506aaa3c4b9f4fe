// Failures of the generator: how many a year, and what each class of work loses by them.
#pragma once

#include <array>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "plan/site_plant.h"

namespace islet {

struct OutageYear;

/// Failures of a set a year: at a start, where every crank fails, and while it runs.
struct SetFailures {
  double at_start = 0;
  double running = 0;

  double a_year() const { return at_start + running; }
};

/// Of the plant's set in a year that ran like that one, with its wear at half the site's life; see
/// the source for the formula. None without a set.
SetFailures set_failures(const Site& site, const Plant& plant, const PlantYear& run);

/// Hours of the year in which each class asks for something; by importance.
std::array<Duration, importance_count> demanded_time(const SiteLoads& loads, const PlantYear& run);

/// What one class loses to failures.
struct FailureLoss {
  Duration mean;     ///< a year, expected
  Duration p95;      ///< not more in 95 of 100 years
  Duration longest;  ///< spell
};

/// By importance, of a plant with a set; see the source for the formula. Costs about as much as a
/// plant-year.
std::array<FailureLoss, importance_count> failure_losses(const OutageYear& outage_year,
                                                         const SetFailures& failures);

}  // namespace islet
