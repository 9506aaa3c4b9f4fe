// The answer of `islet plan`: ranked designs with their evidence, or why there is none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/estimate.h"
#include "base/quantity.h"
#include "catalog/importance.h"
#include "catalog/weather.h"
#include "cost/life_cycle.h"
#include "plan/design.h"
#include "plan/design_trace.h"
#include "plan/plant_account.h"
#include "site/site.h"

namespace islet {

enum class Sense { at_least, at_most };

/// How a requirement's figures are to be read and printed; all in base units.
enum class Measure { share, duration, power, money, mass, token_rate, count, noise_dba, energy };

/// One thing asked of the design, and what it gives.
struct Requirement {
  std::string subject;  ///< workload, or "site"
  std::string what;     ///< "served", "first token p95", "ride-through", "budget"
  std::string key;      ///< key in the site file: "goals.ride_through"
  Measure measure = Measure::share;
  Sense sense = Sense::at_least;
  double bound = 0;
  Estimate<double> found;
  bool met = false;
  /// Room left, as a share of the bound: above 0 when met. For shares near 1 the room is that of
  /// the unserved rest: (found - bound) / (1 - bound).
  double slack = 0;
  /// Of what is served, where no design carries the repairs of its generator: the expected value
  /// with its failures. `found` leaves them out then but for the low end of its range.
  std::optional<double> with_failures = {};
};

/// What one workload gets.
struct WorkloadOutcome {
  std::string name;
  WorkloadKind kind = WorkloadKind::requests;
  Importance importance = Importance::normal;
  int group = -1;         ///< index in the design's groups; -1: needs no machine (transfers)
  std::string choice;     ///< "chat/8b-q4"
  std::string model;      ///< id in the catalogue
  std::string precision;  ///< of the weights
  std::string engine;     ///< software that runs it; empty: software in general
  std::string draft;      ///< model that drafts its replies, by id; empty: none
  int draft_length = 0;   ///< tokens of a draft
  int tensor = 1;
  int replicas = 1;
  Estimate<Duration> p50, p95, p99;  ///< arrival to result at the busiest hour
  Estimate<Duration> first_token_p50, first_token_p95, first_token_p99;  ///< language only
  Estimate<TokenRate> user_speed;  ///< language only: tokens/s one user sees, busiest hour
  double busy_share = 0;           ///< of the group's time, busiest hour
  /// Share of the year's work done, 0..1, with failures of the generator; the high end has none.
  Estimate<double> served;
  double degraded = 0;               ///< share done at a lower step of `when_short`
  Duration longest_gap;              ///< longest spell without service
  double units_per_year = 0;         ///< requests, frames, windows or items
  double tokens_per_year = 0;        ///< prompt and reply
  Estimate<Energy> energy_per_unit;  ///< at the site's meter, idle and cooling included
  Estimate<Money> cost_per_unit;     ///< share of the life-cycle cost
  std::optional<Estimate<Money>> cost_per_million_tokens;
};

/// Memory of one device of a group, most loaded.
struct GroupMemory {
  Bytes weights, cache, work_space, usable;
};

struct BillItem {
  std::string what;    ///< "NVIDIA L4 in Industrial edge computer"
  std::string part;    ///< "compute", "panels", "battery", "generator", "cooling", "site"
  std::string record;  ///< catalogue id the price comes from
  double count = 0;
  std::string unit;      ///< "pieces", "kWp", "kWh"
  Estimate<Money> cost;  ///< of all of them
  Money worth{};         ///< of what is there already and costs nothing: its price when new
};

/// Present values over the life of the site.
struct CostSummary {
  Estimate<Money> purchase;
  Estimate<Money> replacement;
  Estimate<Money> operation;  ///< maintenance and visits
  Estimate<Money> fuel;       ///< and grid energy
  Estimate<Money> link;
  Estimate<Money> missed_work;
  Estimate<Money> salvage;  ///< taken off
  Estimate<Money> lifetime;
  Estimate<Money> energy_per_kwh;  ///< of the power plant alone, per kWh used
  std::vector<CashYear> cash;      ///< the start, then year by year, not discounted
};

/// One year, means over the weather years examined.
struct EnergySummary {
  Estimate<Energy> used;  ///< by all loads, cooling included
  Estimate<Energy> panels, curtailed, generator, grid, losses, cooling, unserved;
  Estimate<Volume> fuel;
  Estimate<Duration> generator_time;
  double generator_starts = 0;
  Estimate<double> renewable;       ///< share
  Estimate<double> battery_cycles;  ///< equivalent full cycles a year
  Estimate<Power> mean_power, p99_power, peak_power;
  Estimate<Duration> ride_through;
  double lowest_charge = 0;
  /// kWh a month of the first year: panels used, generator, grid, load.
  struct Month {
    Energy panels, generator, grid, used, unserved;
  };
  std::array<Month, months_per_year> months{};
};

/// A span of days simulated request by request, with the plant in the loop.
struct SimulatedSpan {
  std::string what;  ///< "darkest fortnight", "a day of every month", "weather year 3"
  int days = 0;      ///< simulated, all pieces together
  struct Work {
    std::string name;
    double asked = 0, served = 0, late = 0, degraded = 0, lost = 0;  ///< requests or frames
    Duration p99, first_token_p99;                                   ///< 0: none
  };
  std::vector<Work> work;
  Volume fuel;
  Duration brown_out;  ///< machines without power
};

/// One design, priced and checked.
struct DesignOutcome {
  Design design;
  std::string title;  ///< "2 x NVIDIA L4, 5.2 kWp, 20 kWh, 8 kW generator"
  std::vector<WorkloadOutcome> workloads;
  std::vector<GroupMemory> memory;  ///< by group
  std::vector<BillItem> bill;
  CostSummary cost;
  EnergySummary energy;
  Estimate<Mass> mass;
  /// What `goals.minimise` asks to be small, in the unit of `goal_unit`.
  Estimate<double> minimised;
  double height_u = 0;
  Temperature coldest_air;  ///< of the weather years or the site file
  std::vector<Requirement> requirements;
  std::vector<YearOutcome> years;       ///< by weather year, in the order of the context
  std::optional<PlantAccount> account;  ///< of the first design, or the nearest
  std::optional<DesignTrace> trace;     ///< of the first design, or the nearest
  double failures_per_year = 0;         ///< of the generator, with its wear at half the site's life
  Duration repair;                      ///< after each of them
  bool machines_on_bus = false;  ///< they run from the direct-current bus, no inverter between
  double confidence = 0;         ///< share of weather years in which all requirements hold
  /// The same with sun, draw and speed drawn from their ranges too; none where it was not asked.
  std::optional<double> joint_odds;
  std::vector<SimulatedSpan> simulated;  ///< of the finalists, where it was asked for
  /// Requirements that the design meets by the plan's hours and misses request by request.
  std::vector<std::string> simulated_short;
  bool feasible = false;
  std::vector<std::string> rules;  ///< ids of the seed rules that this design was held to
  std::vector<std::string> notes;  ///< what the engineer must know: corrections, assumptions
  std::string lost_by;             ///< runners-up: what they lose to the first by
};

/// A family of designs that was not followed up.
struct RuledOut {
  std::string what;  ///< "NVIDIA H100 SXM5"
  std::string rule;  ///< "R042", or the site key: "hardware.mass"
  std::string why;
  std::int64_t count = 0;  ///< designs it stood for
};

/// A change to the site file with which a design would exist.
struct Relaxation {
  std::string key;   ///< "goals.ride_through"
  std::string from;  ///< "36 h"
  std::string to;    ///< "29 h"
  std::string design;
  Money lifetime_cost;
};

struct Tornado {
  std::string input;  ///< "fuel price"
  std::string low, high;
  Money cost_at_low, cost_at_high;
};

/// One value of `what_if`: the site with it, in the chosen design and in one planned anew.
struct WhatIfCase {
  std::string key;
  std::string value;
  /// The chosen design as it is built, at work at the site with this value. None where it cannot
  /// run at all; `shortfalls` says why.
  std::optional<DesignOutcome> kept;
  std::vector<std::string> shortfalls;   ///< rules and limits it breaks besides its requirements
  bool planned_anew = false;             ///< else the rest is empty
  std::optional<DesignOutcome> planned;  ///< what one would buy instead; none: nothing fits
  std::string planned_why_not;           ///< what binds then

  bool kept_holds() const { return kept && kept->feasible && shortfalls.empty(); }
};

/// Which kind of system is best where two inputs meet.
struct SystemMap {
  struct Cell {
    std::string kind;               ///< "sun, battery, generator"; empty: nothing fits
    std::string design;             ///< title of the best, or what binds
    std::optional<Money> lifetime;  ///< none: nothing fits
  };
  std::string across, down;  ///< keys of the site file
  std::vector<std::string> across_values, down_values;
  std::vector<Cell> cells;  ///< a row for each value of `down`
};

/// `hardware.have` held against the work.
struct OwnedAudit {
  std::string id;
  std::string name;
  bool is_host = false;
  int owned = 0;
  int used = 0;    ///< in the first design, spares included
  Money worth;     ///< of all of them, new
  int needed = 0;  ///< cards of this kind that do all the work alone, spares included; 0: none do
  double busy_share = 0;      ///< of the owned cards' time at the busiest hour, were they alone
  std::string verdict;        ///< "oversized", "right", "too few", "unfit", "computer"
  std::string why;            ///< one sentence
  std::string smaller;        ///< lesser device that would do, by id; empty: none
  std::string smaller_title;  ///< "1 x NVIDIA L4"
  Money smaller_price;        ///< of its machines
  Power power_saved;          ///< mean draw of the machines
  Money worth_saved;          ///< what is owned, new, less the smaller's machines
  std::optional<Money> lifetime_saved;  ///< of the whole site, buying the smaller one included
  std::string upgrade;                  ///< the way up
};

/// A requirement a step further, and what that would cost with the chosen machines.
struct NextStep {
  std::string subject, what, key;  ///< as in Requirement
  Measure measure = Measure::share;
  Sense sense = Sense::at_least;
  double from = 0, to = 0;    ///< bounds, in base units
  std::optional<Money> more;  ///< over the life; none: no sizes in the site's ranges reach it
  std::string design;
  double more_of_goal = 0;  ///< of what is minimised, in the unit of `goal_unit`
};

/// The first design with one thing chosen otherwise and sizes that suit it.
struct Alternative {
  std::string choice;         ///< "software", "power cap", "cooler", ...
  std::string taken, other;   ///< "vllm", "llama_cpp"
  std::optional<Money> more;  ///< over the life; none: it does not do
  std::string design;         ///< title; empty: none does
  std::string why;            ///< what it costs more for, or what it falls short of
  double more_of_goal = 0;    ///< of what is minimised, in the unit of `goal_unit`
};

/// A design that no other beats in everything.
struct ParetoPoint {
  std::string title;
  Money lifetime, purchase;
  Energy energy;  ///< used in the design year, by all loads
  Volume fuel;
  double least_served = 0;  ///< share, of the workload that is served least
  Duration ride_through;
  Mass mass;               ///< machines, UPS, panels and storage
  bool is_answer = false;  ///< the first design of the plan
};

/// The space that was searched, docs/search.md: machines x gear x sizes x kinds. Every design of
/// it is in exactly one of the counts. Whole numbers, beyond 2^53 to a double's precision.
struct SearchCount {
  double covered = 0;      ///< designs in the space
  double ruled_out = 0;    ///< machines: by a rule or a wish of the site file
  double too_weak = 0;     ///< machines: by the bounds of memory and speed
  double beaten = 0;       ///< machines: others are no dearer and draw no more, or fewer do
  double dearer_gear = 0;  ///< gear: the cheapest that does was taken
  double unfit = 0;        ///< sizes: larger ones fall short, or smaller ones break the budget
  double by_bound = 0;     ///< sizes: cost bound not below what was found, or by the gap only
  double evaluated = 0;    ///< run through plant-years
  /// Of all these, those that a bound (memory, speed, price and power, cost, largest sizes) or a
  /// plant year judged. Rules and dearer gear are not among them.
  double judged = 0;
  double machines = 0;  ///< sets of machines in the space
  double gear = 0;      ///< combinations of gear kinds
  double sizes = 0;     ///< pairs of panels and storage
  double kinds = 1;     ///< generator sets and tilts

  /// What the answer may at most be off, docs/search.md; none where there is no answer.
  struct Gap {
    double answer = 0;  ///< score of the first design: dollars, or the unit of the goal
    double bound = 0;   ///< no design that was not evaluated has a smaller score
    double share = 0;   ///< (answer - bound) / answer, at least 0
  };
  std::optional<Gap> gap;
};

struct WeatherUse {
  std::string source;
  Grade grade = Grade::d;
  int years = 0;
};

enum class PlanState { optimal_on_grid, infeasible, out_of_time };

struct Plan {
  Site site;
  PlanState state = PlanState::infeasible;
  std::vector<DesignOutcome> designs;    ///< best first; empty when infeasible
  std::optional<DesignOutcome> nearest;  ///< infeasible: misses least
  std::vector<std::string> binding;      ///< infeasible: what binds, strongest first
  std::vector<Relaxation> relaxations;
  std::vector<RuledOut> ruled_out;
  std::vector<Tornado> tornado;           ///< of the first design, widest first
  std::vector<NextStep> next_steps;       ///< of the first design, tightest first
  std::vector<Alternative> alternatives;  ///< to the first design
  std::vector<ParetoPoint> pareto;        ///< cheapest first; empty unless asked for
  std::vector<WhatIfCase> what_if;        ///< in the order of the file; empty unless asked for
  std::optional<SystemMap> map;           ///< only when asked for
  std::vector<OwnedAudit> have;           ///< in the order of the file
  std::string tightest;                   ///< requirement with least slack, and what more costs
  SearchCount count;
  WeatherUse weather;
  std::uint64_t seed = 1;
  std::vector<Error> warnings;
};

}  // namespace islet
