// A plan as its file holds it: what a report is made from, without the catalogue or the site file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "plan/plan.h"
#include "report/plan_notes.h"

namespace islet {

/// The machines of a group by name.
struct GroupRecord {
  std::string accelerator;  ///< id
  std::string accelerator_name;
  std::string host_name;
  int cards_per_host = 1;
  int hosts = 1;
  int spare_hosts = 0;
  Power cap{};  ///< each card is held to; 0: its own limit
};

/// The plant's gear by name; empty where there is none.
struct PlantRecord {
  std::string panel, battery, generator, fuel_kind, inverter, ups, controller, converter, cooler,
      enclosure;
  Power generator_rated;
  int inverters = 0;
  int upses = 0;
  int controllers = 0;
  int coolers = 0;
};

struct DesignRecord {
  /// Its `design` holds sizes and angles; the records it points to in a fresh plan are absent, and
  /// stand here by name.
  DesignOutcome outcome;
  std::vector<GroupRecord> groups;
  PlantRecord plant;
};

/// One step of `when_short`, as words.
struct AskedStep {
  double below_charge = 0;
  std::string action;
};

/// What the site asks of one workload.
struct AskedWork {
  std::string name;
  double served_goal = 0;
  bool never_stop = false;
  std::vector<AskedStep> ladder;
};

struct LinkRecord {
  std::string name;
  double up_mbit_per_s = 0;
  double available = 0;  ///< share of time
  Power power;
  Money a_year;
};

struct KeptOnSite {
  std::string workload;
  Bytes amount;
  std::string why;
};

struct SiteRecord {
  std::string file, name, kind;
  Objective minimise = Objective::lifetime_cost;
  std::optional<GeoPosition> position;
  bool moving = false;
  Duration life;
  double discount = 0;
  double confidence = 0;
  std::vector<DefaultUsed> defaults;
  std::vector<OverrideUsed> overrides;
  std::vector<KeyUnused> unused;
  std::vector<GivenValue> given;
  std::vector<AskedWork> asked;
  std::vector<LinkRecord> links;
  std::vector<KeptOnSite> kept;
  std::vector<SiteText> texts;  ///< the site file, then those it extends
  std::string sha256;           ///< of the site file
};

/// One value of `what_if`.
struct CaseRecord {
  std::string key, value;
  bool holds = false;               ///< what is built, with this value
  std::vector<std::string> misses;  ///< of what is built, worst first
  std::optional<Money> kept_cost;   ///< lifetime, of what is built; none: it cannot run at all
  Volume kept_fuel;                 ///< a year
  bool planned_anew = false;
  std::string planned;                ///< title of the new plan, or why nothing fits
  std::optional<Money> planned_cost;  ///< none: nothing fits
};

struct PlanRecord {
  std::string version;  ///< of the program that made the plan
  std::string sha256;   ///< of the plan file
  SiteRecord site;
  PlanState state = PlanState::infeasible;
  std::vector<DesignRecord> designs;  ///< best first; empty when infeasible
  std::optional<DesignRecord> nearest;
  std::vector<std::string> binding;
  std::vector<Relaxation> relaxations;
  std::vector<RuledOut> ruled_out;
  std::vector<Tornado> tornado;
  std::vector<NextStep> next_steps;
  std::vector<Alternative> alternatives;
  std::vector<ParetoPoint> pareto;
  std::vector<CaseRecord> what_if;
  std::optional<SystemMap> map;
  std::vector<OwnedAudit> have;
  std::string tightest;
  SearchCount count;
  WeatherUse weather;
  std::uint64_t seed = 1;
  std::vector<Error> diagnostics;
  PlanNotes notes;

  /// What a report is about: the first design, or the nearest; none where there is neither.
  const DesignRecord* shown() const {
    if (!designs.empty()) return &designs.front();
    return nearest ? &*nearest : nullptr;
  }
};

/// A plan file holds a few hundred kilobytes.
inline constexpr std::size_t plan_bytes_max = std::size_t{32} << 20;

/// Reads what `plan_json` wrote; `file` names it in messages. D10 when it is no JSON or no plan of
/// Islet, D11 for each figure that is missing or of the wrong kind. None with any fault.
std::optional<PlanRecord> read_plan(std::string_view text, const std::string& file, Faults& faults);

}  // namespace islet
