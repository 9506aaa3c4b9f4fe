#include "plan/alternatives.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "plan/design_difference.h"
#include "plan/explain.h"
#include "plan/machine_rules.h"
#include "plan/outcome.h"
#include "plan/search.h"
#include "plan/share_search.h"
#include "plan/side_by_side.h"
#include "plan/size_cells.h"

namespace islet {
namespace {

/// The search for the price of a change: as near as the plan's own.
constexpr double change_gap = 0.001;
/// Less than this over the life is no difference.
constexpr Money told_least = 1 * dollar;
/// Other computers that are told of, the cheapest.
constexpr std::size_t hosts_told = 2;

/// The chosen design with one thing changed; sizes do not count.
struct Change {
  const char* choice = "";
  std::string taken, other;
  Design design;
  bool is_other_compute = false;
  bool is_other_dispatch = false;
};

/// What came of one.
struct Judged {
  Alternative told;
  double score = std::numeric_limits<double>::infinity();
};

/// All changes of one design.
class Changes {
 public:
  Changes(const ChosenDesign& chosen, const PlanOptions& options)
      : chosen_(chosen), site_(chosen.context.site), options_(options) {}

  std::vector<Change> all() {
    for (std::size_t group = 0; group < compute().groups.size(); ++group) {
      add_software(static_cast<int>(group));
    }
    add_models();
    for (std::size_t group = 0; group < compute().groups.size(); ++group) {
      add_caps(group);
      add_hosts(group);
    }
    add_gear();
    add_sets();
    return std::move(out_);
  }

 private:
  const ComputeDesign& compute() const { return chosen_.design.design.compute; }
  const PowerDesign& power() const { return chosen_.design.design.power; }

  void add(const char* choice, std::string taken, std::string other, Design design,
           bool is_other_compute) {
    out_.push_back(
        {choice, std::move(taken), std::move(other), std::move(design), is_other_compute});
  }

  /// The same work of a group under each other software.
  void add_software(int group) {
    ModelShare share;
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < compute().placements.size(); ++at) {
      const Placement& placement = compute().placements[at];
      if (placement.group != group) continue;
      share.workloads.push_back(placement.workload);
      share.choices.push_back(placement.choice);
      places.push_back(at);
    }
    const ShareSearch search(site_, chosen_.context.catalog, chosen_.demands, options_.makers);
    const Accelerator& device = *compute().groups[static_cast<std::size_t>(group)].accelerator;
    for (const ModelShare& way : search.under_software(share, device)) {
      Design design = chosen_.design.design;
      std::set<std::string> before;
      std::set<std::string> after;
      for (std::size_t index = 0; index < places.size(); ++index) {
        Placement& placement = design.compute.placements[places[index]];
        if (placement.engine == way.engines[index]) continue;
        before.insert(placement.engine);
        after.insert(way.engines[index]);
        placement.engine = way.engines[index];
      }
      if (after.empty()) continue;
      add("software", fmt::format("{}", fmt::join(before, ", ")),
          fmt::format("{}", fmt::join(after, ", ")), std::move(design), true);
    }
  }

  void add_models() {
    for (std::size_t at = 0; at < compute().placements.size(); ++at) {
      const Placement& own = compute().placements[at];
      const auto workload = static_cast<std::size_t>(own.workload);
      for (const std::string& name : site_.workloads[workload].models) {
        const ModelChoice* choice = find_choice(chosen_.context.catalog, name);
        const Model* model =
            choice == nullptr ? nullptr : find_model(chosen_.context.catalog, choice->model);
        if (model == nullptr || choice == own.choice) continue;
        if (!is_allowed_model(site_, chosen_.context.catalog, *choice)) continue;
        Design design = chosen_.design.design;
        if (run_model(*choice, *model, at, design.compute)) {
          add("model", own.choice->name, choice->name, std::move(design), true);
        }
      }
    }
  }

  /// Puts another model where one runs; false where the cards do not hold it.
  bool run_model(const ModelChoice& choice, const Model& model, std::size_t at,
                 ComputeDesign& design) const {
    Placement& placement = design.placements[at];
    const ComputeGroup& group = design.groups[static_cast<std::size_t>(placement.group)];
    Refusal refused{"memory", "does not fit"};
    const auto tensor = tensor_degree(model, group, choice, 1, refused);
    const auto engines = options_.makers.engines(model, *group.accelerator, choice.weights);
    if (!tensor || engines.empty()) return false;
    placement.choice = &choice;
    placement.model = &model;
    placement.tensor = *tensor;
    placement.replicas = group.cards() / *tensor;
    if (std::find(engines.begin(), engines.end(), placement.engine) == engines.end()) {
      placement.engine = engines.front();
    }
    return true;
  }

  /// The boards' highest limit, the next lower one and the lowest.
  void add_caps(std::size_t group) {
    const ComputeGroup& own = compute().groups[group];
    const std::vector<Power> caps = power_caps(site_, *own.accelerator);
    const auto now = std::find(caps.begin(), caps.end(), own.cap);
    if (now == caps.end()) return;
    std::vector<Power> told = {caps.front()};
    if (now + 1 != caps.end()) told.push_back(*(now + 1));
    if (caps.back() != told.back()) told.push_back(caps.back());
    for (const Power cap : told) {
      if (cap == own.cap) continue;
      Design design = chosen_.design.design;
      design.compute.groups[group].cap = cap;
      const std::string other = cap_text(design.compute.groups[group]);
      add("power cap", cap_text(own), other, std::move(design), true);
    }
  }

  void add_hosts(std::size_t group) {
    const ComputeGroup& own = compute().groups[group];
    for (const Host& host : chosen_.context.catalog.hosts) {
      if (&host == own.host || own.cards_per_host > host.cards_max) continue;
      if (objection(*own.accelerator, host) || objection(site_, host)) continue;
      Design design = chosen_.design.design;
      design.compute.groups[group].host = &host;
      add("computer", own.host->name, host.name, std::move(design), true);
    }
  }

  /// Coolers and inverter-chargers that no other beats.
  void add_gear() {
    const PlanContext& context = chosen_.context;
    const ComputeCandidate& machines = *chosen_.machines.machines;
    const GearChoice usual = gear_choice(site_, context.catalog, context.air, machines);
    auto choices = other_gear(site_, context.catalog, context.air, machines, usual);
    choices.push_back(usual);
    for (const GearChoice& each : choices) {
      const bool other_cooler = each.power.cooler != power().cooler;
      const bool other_inverter = each.power.inverter != power().inverter;
      if (other_cooler == other_inverter) continue;
      Design design = chosen_.design.design;
      design.power.cooler = each.power.cooler;
      design.power.coolers = each.power.coolers;
      design.power.inverter = each.power.inverter;
      design.power.inverters = each.power.inverters;
      if (other_cooler && power().cooler != nullptr && each.power.cooler != nullptr) {
        add("cooler", power().cooler->name, each.power.cooler->name, std::move(design), false);
      } else if (other_inverter && power().inverter != nullptr && each.power.inverter != nullptr) {
        add("inverter-charger", power().inverter->name, each.power.inverter->name,
            std::move(design), false);
      }
    }
  }

  /// The rule by which the set is started.
  void add_dispatch() {
    if (!site_.power.generator || power().storage <= Energy()) return;
    const auto name = [](bool looks_ahead) { return looks_ahead ? "look ahead" : "by charge"; };
    const bool now = site_.power.generator->looks_ahead;
    add("dispatch", name(now), name(!now), chosen_.design.design, false);
    out_.back().is_other_dispatch = true;
  }

  void add_sets() {
    if (power().generator == nullptr) return;
    const SizeGrid all = size_grid(site_, chosen_.context.catalog);
    std::vector<const GeneratorSet*> sets = all.more_sets;
    sets.insert(sets.begin(), all.generator);
    for (const GeneratorSet* set : sets) {
      if (set == power().generator) continue;
      Design design = chosen_.design.design;
      design.power.generator = set;
      add("generator", power().generator->name, set->name, std::move(design), false);
    }
    add_dispatch();
    std::vector<Volume> tanks = all.less_tanks;
    tanks.push_back(all.tank);
    for (const Volume tank : tanks) {
      if (tank == power().tank) continue;
      Design design = chosen_.design.design;
      design.power.tank = tank;
      add("tank", fmt::format("{:.4g} L", power().tank / litre),
          fmt::format("{:.4g} L", tank / litre), std::move(design), false);
    }
  }

  const ChosenDesign& chosen_;
  const Site& site_;
  const PlanOptions& options_;
  std::vector<Change> out_;
};

/// The gear of `machines`, with the cooler and inverter-charger of `wanted` where they do.
GearChoice gear_like(const PlanContext& context, const ComputeCandidate& machines,
                     const PowerDesign& wanted) {
  GearChoice usual = gear_choice(context.site, context.catalog, context.air, machines);
  if (usual.objection) return usual;
  const auto is_like = [&](const GearChoice& each) {
    const bool is_inverter = wanted.on_mains || each.power.inverter == wanted.inverter;
    return each.power.cooler == wanted.cooler && is_inverter;
  };
  if (is_like(usual)) return usual;
  for (GearChoice& each : other_gear(context.site, context.catalog, context.air, machines, usual)) {
    if (is_like(each)) return std::move(each);
  }
  return usual;
}

bool looks_ahead(const Site& site) {
  return site.power.generator && site.power.generator->looks_ahead;
}

Site with_other_dispatch(const Site& site) {
  Site out = site;
  out.power.generator->looks_ahead = !out.power.generator->looks_ahead;
  return out;
}

/// Parts of the lifetime cost: the bill, and what running it all costs.
CostParts parts_of(const SizedDesign& design) {
  CostParts parts = bill_parts(design.bill);
  parts.emplace_back("running it", design.lifetime - design.purchase);
  return parts;
}

/// What keeps all sizes from doing.
std::string shortfall_of(const PlanContext& context, const PreparedMachines& machines,
                         const SizeGrid& grid) {
  const SizedDesign largest =
      sized(context, machines, grid.with(grid.panels.back(), grid.storage.back()));
  const Requirement* dear = nullptr;
  for (const Requirement& each : largest.requirements) {
    if (each.met) continue;
    if (each.measure != Measure::money) return "with the largest sizes: " + wanted_and_found(each);
    dear = &each;
  }
  if (dear != nullptr) return "sizes that do are beyond the " + dear->what;
  return "holds in too few of the weather years";
}

/// Why a search of that effort does not make a change that costs that much.
std::string reason_of(const SizedDesign& chosen, const SizedDesign& other, Money more,
                      Effort effort) {
  const std::string dearer =
      dearer_parts(parts_of(chosen), parts_of(other), std::max(told_least, 0.1 * more));
  if (more >= told_least) return dearer;
  if (more > -told_least && dearer.empty()) return "makes no difference";
  if (other.score < chosen.score) {
    return fmt::format("better by less than a changed design must be ({:.1f} %)",
                       100 * worth_changing(effort));
  }
  return dearer.empty() ? "makes little difference" : "but " + dearer;
}

/// Searches the sizes with the change, and what it costs.
Judged judged(const ChosenDesign& chosen, const Change& change, const PlanOptions& options) {
  std::optional<Site> other_site;
  if (change.is_other_dispatch) other_site = with_other_dispatch(chosen.context.site);
  const PlanContext context{other_site ? *other_site : chosen.context.site, chosen.context.catalog,
                            chosen.context.weather, chosen.context.air};
  Judged out;
  out.told = {change.choice, change.taken, change.other, std::nullopt, "", ""};
  ComputeCandidate candidate;
  PreparedMachines machines;
  if (change.is_other_compute) {
    const ComputeDesign& design = change.design.compute;
    candidate = candidate_of(context.site, chosen.demands, design, options.makers);
    auto no = objection(context.site, design);
    if (!no) no = work_objection(context.site, chosen.demands, candidate, options.makers);
    if (no) {
      out.told.why = no->why;
      return out;
    }
    machines = prepared(context, candidate);
    machines.gear = gear_like(context, candidate, change.design.power);
  } else {
    machines = without_tables(chosen.machines);
    const PowerDesign& wanted = change.design.power;
    PowerDesign& gear = machines.gear.power;
    std::tie(gear.cooler, gear.coolers) = std::tie(wanted.cooler, wanted.coolers);
    if (!wanted.on_mains) {  // there it is left out, and comes back with a battery
      std::tie(gear.inverter, gear.inverters) = std::tie(wanted.inverter, wanted.inverters);
    }
  }
  if (machines.gear.objection) {
    out.told.why = machines.gear.objection->why;
    return out;
  }
  SizeGrid grid = chosen.grid;
  grid.generator = change.design.power.generator;
  grid.tank = change.design.power.tank;
  tabulate(context, machines);
  const CellResult found =
      search_cells(context, machines, grid, {.gap = change_gap, .years = chosen.years});
  if (!found.best) {
    out.told.why = shortfall_of(context, machines, grid);
    return out;
  }
  const SizedDesign& best = *found.best;
  out.score = best.score;
  out.told.more = best.lifetime - chosen.design.lifetime;
  out.told.design = title_of(best.design);
  const bool is_better = change.is_other_dispatch && *out.told.more < -told_least;
  out.told.why = is_better ? fmt::format("power.generator.dispatch: {}",
                                         looks_ahead(context.site) ? "look_ahead" : "by_charge")
                           : reason_of(chosen.design, best, *out.told.more, options.effort);
  return out;
}

/// Of computers only the best few that do stay.
void keep_best_hosts(std::vector<Judged>& list) {
  const auto is_host = [](const Judged& each) { return each.told.choice == "computer"; };
  std::erase_if(list, [&](const Judged& each) { return is_host(each) && !each.told.more; });
  std::vector<double> scores;
  for (const Judged& each : list) {
    if (is_host(each)) scores.push_back(each.score);
  }
  if (scores.size() <= hosts_told) return;
  std::sort(scores.begin(), scores.end());
  std::erase_if(list, [&](const Judged& each) {
    return is_host(each) && each.score > scores[hosts_told - 1];
  });
}

}  // namespace

std::vector<Alternative> alternatives_to(const ChosenDesign& chosen, const PlanOptions& options) {
  const std::vector<Change> changes = Changes(chosen, options).all();
  std::vector<Judged> list(changes.size());
  std::vector<char> done(changes.size());
  side_by_side(changes.size(), options.jobs, [&](std::size_t index) {
    if (options.stop_asked && options.stop_asked()) return;
    list[index] = judged(chosen, changes[index], options);
    done[index] = 1;
  });
  std::size_t at = 0;
  std::erase_if(list, [&](const Judged&) { return done[at++] == 0; });
  keep_best_hosts(list);
  std::vector<Alternative> out;
  for (Judged& each : list) out.push_back(std::move(each.told));
  return out;
}

}  // namespace islet
