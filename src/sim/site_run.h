// A site as it is simulated: machines with their models, workloads, plant, weather, span, seed.
// Whoever has a design fills it in (plan/site_run_of.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "energy/plant_year.h"
#include "perf/input_time.h"
#include "perf/step_time.h"
#include "serving/ladder.h"
#include "serving/work_class.h"
#include "sim/engine_rank.h"
#include "sim/site_drill.h"
#include "sim/site_fault.h"
#include "site/workload.h"

namespace islet {

/// One model on one unit of a group. One of the two deployments is set.
struct UnitModel {
  ModelId model{};
  std::optional<Deployment> language;
  std::optional<InputDeployment> inputs;
  EngineSettings engine;  ///< with `language`
};

/// Like units, each of which does one thing at a time: the cards of one replica.
struct UnitGroup {
  std::string name;
  int units = 1;
  int cards_per_unit = 1;
  std::vector<UnitModel> models;
  Power idle;        ///< of all units at the wall, hosts on and waiting
  Power board_idle;  ///< of one card
  Power host_extra;  ///< of a unit's share of its host while it works, before the supply
  double supply_efficiency = 1;
  bool swaps = false;                       ///< language models take turns in memory
  Duration load_time;                       ///< with `swaps`
  Duration start_time;                      ///< from off to work: host and weights
  int units_per_host = 1;                   ///< that are on and off together
  Importance importance = Importance::low;  ///< of the most important work on it
};

/// A workload that computes.
struct SiteWorkload {
  Workload spec;
  WorkClass work_class = WorkClass::normal;
  int group = 0;
  ModelId model{};
  bool follows_price = false;      ///< batch work that energy of another hour makes cheaper
  bool follows_sun = true;         ///< batch work that panels may carry at another hour
  int tenant = -1;                 ///< of the run's tenants; -1: one of its own
  Frequency mean;                  ///< arrivals over the week
  std::vector<LadderStep> ladder;  ///< its `when_short`, at charges of what counts of the battery
  std::vector<DegradeStep> steps;  ///< the same for the plant's policy, which has their marks
};

/// A draw that is not inference: constant over the year.
struct OtherDraw {
  std::string name;
  Importance importance = Importance::high;
  Power power;
};

struct SitePower {
  Plant plant;
  std::string policy;  ///< of `policy_names`
  GeneratorRule rule;
  std::vector<double> panel_yield;
  std::vector<Temperature> air;
  std::vector<Power> grid;
  std::array<bool, 24> quiet_hours{};
  std::vector<EnergyPrice> grid_price;  ///< by hour of the week, from Monday; empty: not known
  std::vector<OtherDraw> others;
  /// What everything is set to draw (`set_demand`), for a policy that looks ahead; else empty.
  std::vector<Power> expected;
  double initial_charge = 1;    ///< of the usable window, with a full tank
  Duration step = 15 * minute;  ///< at most an hour, a whole part of it
};

struct SiteRun {
  std::vector<std::string> models;  ///< names, by `ModelId`
  std::vector<UnitGroup> groups;
  std::vector<SiteWorkload> workloads;  ///< at most `max_workloads`
  std::vector<std::string> tenants;     ///< names of those that own several workloads
  SitePower power;
  std::string scheduling;  ///< of `scheduling_names`
  std::uint64_t seed = 1;
  int first_day = 0;  ///< of the weather year, which starts on a Monday
  int days = 7;
  std::vector<SiteFault> faults;
  bool keeps_hours = false;    ///< what each hour asked for, in the outcome
  bool keeps_moments = false;  ///< the plant's steps, likewise
  bool keeps_log = false;      ///< events and decisions, likewise: see site_log.h
  Drill drill = Drill::none;   ///< a planted fault of the driver
  bool closed_form = true;  ///< cameras that are alone on a device are not stepped frame by frame
};

}  // namespace islet
