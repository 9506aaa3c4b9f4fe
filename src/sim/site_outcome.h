// What a simulated span of a site gave: every request's end, every watt-hour's way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "serving/reason.h"
#include "serving/tally.h"
#include "serving/work_class.h"
#include "sim/plant_loop.h"
#include "sim/sample_summary.h"
#include "site/workload.h"

namespace islet {

/// Shares of what was asked for that has ended. A request counts once: lost, late, degraded (in
/// time on a lower step of `when_short`) or served.
struct ServedCounts {
  double served = 0;
  double late = 0;
  double degraded = 0;
  double lost = 0;
  double open = 0;  ///< not ended when the span was over

  double ended() const { return served + late + degraded + lost; }
  double arrived() const { return ended() + open; }
};

struct LatencyFigures {
  double mean = 0, p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
  double samples = 0;
};

struct WorkloadServed {
  std::string name;
  WorkloadKind kind = WorkloadKind::requests;
  WorkClass work_class = WorkClass::normal;
  ServedCounts counts;
  double computed = 0;           ///< frames, requests: those that ran through
  LatencyFigures first_token_s;  ///< language only; without what is `interrupted`
  LatencyFigures end_to_end_s;   ///< of frames: from coming to result; likewise
  double late_by_power = 0;      ///< of the late: those that were interrupted
  /// Requests that ended, but met a stop on the way: their machines went dark, their workload or
  /// class was stopped, or they were taken off an engine, each for want of power. What only waited
  /// or ran slowly because power was scarce is not among them.
  double interrupted = 0;
  Energy energy;                                         ///< at the wall, above idle
  std::vector<std::pair<Reason, std::int64_t>> lost_by;  ///< requests only
};

/// What became of the work of one tenant: of all its workloads.
struct TenantServed {
  std::string name;
  PerClass<ServedCounts> classes{};
};

/// What one hour asked for and could have had, for a bound beside the run. Cooling included.
struct SiteHour {
  Energy sun;       ///< that the panels could give
  Energy grid;      ///< that the grid could give
  Energy fixed;     ///< drawn by all but movable batch work
  Energy movable;   ///< drawn by it
  int window = -1;  ///< of that work: number of the day; -1: outside
};

/// The plant and the house at the end of a step of the plant.
struct SiteMoment {
  Instant at;
  double charge = 1;
  Power panels;     ///< that could be had
  Power generator;  ///< mean over the step, as the others
  Power grid;
  Power machines;  ///< idle and work
  Power others;
  Power unserved;
  Power may_draw;  ///< what the engines may, above idle
  std::int64_t in_house = 0;
};

/// A step of a workload's `when_short`, down or up.
struct LadderMove {
  Instant at;
  std::size_t workload = 0;
  int level = 0;
  Power saved;  ///< against full service
};

struct SiteOutcome {
  std::vector<WorkloadServed> workloads;
  PerClass<ServedCounts> classes{};
  std::vector<TenantServed> tenants;  ///< in the order of their first workloads
  PlantBooks plant;
  Energy idle;      ///< of the machines
  Energy others;    ///< other loads of the site
  Energy machines;  ///< idle and work
  Duration span;
  std::string scheduling;
  Tally tally;
  std::optional<double> lowest_charge;  ///< of the usable window; none without a battery
  Duration brown_out;                   ///< of the machines
  Duration bridged;                     ///< acute work only, until the generator took load
  std::int64_t preempted = 0;
  std::int64_t model_loads = 0;     ///< a model took the place of another in memory
  Energy load_energy;               ///< of those, at the wall, above idle
  double energy_error = 0;          ///< greatest relative error of the balances
  std::int64_t violations = 0;      ///< of invariants, when they were watched
  std::vector<std::string> faults;  ///< the first of them
  std::uint64_t fingerprint = 0;
  std::vector<SiteHour> hours;      ///< with `keeps_hours`
  std::vector<SiteMoment> moments;  ///< with `keeps_moments`
  std::vector<LadderMove> ladder;   ///< the first of them
  std::int64_t ladder_moves = 0;
  std::int64_t waiting_most = 0;  ///< requests in the house and not on an engine, at a step's end
  std::string log;                ///< with `keeps_log`
  bool log_is_cut = false;
  Power movable_most;  ///< likewise: full draw of the machines that do that work
};

}  // namespace islet
