// What simulated days say of the requirements that a design meets by the plan's hours.
#pragma once

#include <string>
#include <vector>

#include "sim/site_outcome.h"
#include "site/site.h"

namespace islet {

/// Which days of a year a piece stands for.
enum class DaysKind {
  darkest,  ///< those with the least sun, all of them
  sampled,  ///< one of many like it
  every     ///< all days of a year
};

/// Pieces of simulated time of one design, held against the site's wishes. Judged are the share of
/// requests that come later than asked and the share of the work that is served; both with so much
/// room that chance alone rarely makes a design fall short.
class SimulatedGoals {
 public:
  /// `site` must outlive it.
  explicit SimulatedGoals(const Site& site) : site_(site) {}

  void add(const SiteOutcome& outcome, int days, DaysKind kind);

  /// What is missed, a clause each, in the order of the workloads; empty when all is met.
  std::vector<std::string> shortfalls() const;

 private:
  struct Counts {
    double asked = 0;   ///< that ended
    double missed = 0;  ///< lost, or late for want of power
  };
  struct Tally {
    std::string name;
    Counts dark, years;
    std::vector<double> sampled_missed;  ///< share, by day
    double in_time_asked = 0, late = 0;  ///< of all pieces, without what power held up
  };

  double missed_share(const Tally& tally) const;

  const Site& site_;
  int dark_days_ = 0;
  std::vector<Tally> tallies_;
};

}  // namespace islet
