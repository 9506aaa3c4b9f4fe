#include "plan/design_changes.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "plan/design_difference.h"
#include "plan/drafts.h"
#include "plan/machine_rules.h"
#include "plan/share_search.h"
#include "plan/sizing.h"
#include "plan/ups_choice.h"

namespace islet {
namespace {

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
    add_drafts();
    for (std::size_t group = 0; group < compute().groups.size(); ++group) {
      add_caps(group);
      add_hosts(group);
    }
    add_gear();
    add_ups();
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
    const ShareSearch search(site_, chosen_.context.catalog, chosen_.demands, options_.makers,
                             options_.looks_around());
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
        if (!takes_drafts(placement.engine)) placement.draft = nullptr;
      }
      if (after.empty()) continue;
      settle(design.compute);
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
          settle(design.compute);
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
    if (placement.draft != nullptr) {
      const auto drafts = drafts_for(site_, chosen_.context.catalog, model);
      const bool takes = takes_drafts(placement.engine) && !drafts.empty();
      placement.draft = takes ? drafts.front() : nullptr;
    }
    return true;
  }

  /// Drafts as long as they should be in a changed design; a reason where none is left.
  std::string settle(ComputeDesign& design) const {
    if (!has_drafts(design)) return {};
    return settle_drafts({site_, chosen_.demands, options_.makers}, design);
  }

  /// Each draft that a model may have, with all workloads that its engine serves; or none.
  void add_drafts() {
    for (std::size_t at = 0; at < compute().placements.size(); ++at) {
      const Placement& own = compute().placements[at];
      const auto first =
          std::find_if(compute().placements.begin(), compute().placements.end(),
                       [&](const Placement& other) { return share_engine(own, other); });
      if (first - compute().placements.begin() != static_cast<std::ptrdiff_t>(at)) continue;
      auto drafts = takes_drafts(own.engine)
                        ? drafts_for(site_, chosen_.context.catalog, *own.model)
                        : std::vector<const Model*>();
      if (own.draft != nullptr) drafts.insert(drafts.begin(), nullptr);
      for (const Model* draft : drafts) {
        if (draft != own.draft) add_draft(own, draft);
      }
    }
  }

  void add_draft(const Placement& own, const Model* draft) {
    Design design = chosen_.design.design;
    for (Placement& each : design.compute.placements) {
      if (share_engine(own, each)) each.draft = draft;
    }
    std::string why = settle(design.compute);
    const auto at = static_cast<std::size_t>(&own - compute().placements.data());
    const Placement& after = design.compute.placements[at];
    // Of several models others may still be drafted for.
    if (draft != nullptr && after.draft == nullptr && why.empty()) return;
    const bool is_off = draft != nullptr && after.draft == nullptr;
    add("draft", draft_text(own), is_off ? "drafts by " + draft->name : draft_text(after),
        std::move(design), true);
    if (is_off) out_.back().why_not = std::move(why);
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
      if (each.power.ups != power().ups) continue;
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

  /// None in place of the UPS that is there; else the cheapest that does, in a plant without a
  /// store.
  void add_ups() {
    if (power().ups != nullptr) {
      Design design = chosen_.design.design;
      design.power.ups = nullptr;
      design.power.upses = 0;
      design.power.ups_efficiency = 1;
      add("UPS", ups_text(power()), ups_text(design.power), std::move(design), false);
    } else if (may_take_ups(site_)) {
      const PlanContext& context = chosen_.context;
      const auto fits = with_upses(site_, context.catalog, context.air, *chosen_.machines.machines,
                                   chosen_.machines.gear);
      if (fits.empty()) return;
      Design design = chosen_.design.design;
      const PowerDesign& wanted = fits.front().power;
      design.power.ups = wanted.ups;
      design.power.upses = wanted.upses;
      design.power.ups_efficiency = wanted.ups_efficiency;
      add("UPS", ups_text(power()), ups_text(design.power), std::move(design), false);
    }
  }

  /// The rule by which the set is started.
  void add_dispatch() {
    if (!site_.power.generator || power().storage <= Energy()) return;
    if (!options_.looks_around()) return;  // years that are looked ahead in take ten times as long
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
    add_reserves(all);
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

  /// Charge kept for a repair of the set: none, and the next more, where some is kept.
  void add_reserves(const SizeGrid& all) {
    const Duration now = power().repair_reserve;
    if (now <= all.repair_reserve) return;
    const auto told = [](Duration each) { return fmt::format("{:.4g} h", each / hour); };
    const auto try_reserve = [&](Duration other) {
      Design design = chosen_.design.design;
      design.power.repair_reserve = other;
      add("repair reserve", told(now), told(other), std::move(design), false);
    };
    try_reserve(all.repair_reserve);
    const auto more = std::upper_bound(all.more_reserves.begin(), all.more_reserves.end(), now);
    if (more != all.more_reserves.end()) try_reserve(*more);
  }

  const ChosenDesign& chosen_;
  const Site& site_;
  const PlanOptions& options_;
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> changes_of(const ChosenDesign& chosen, const PlanOptions& options) {
  return Changes(chosen, options).all();
}

}  // namespace islet
