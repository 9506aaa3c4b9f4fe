#include "plan/owned_audit.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "knowledge/card_choice.h"
#include "plan/purchase.h"

namespace islet {
namespace {

int cards_of(const ComputeDesign& design) {
  int cards = 0;
  for (const ComputeGroup& group : design.groups) {
    cards += (group.hosts + group.spare_hosts) * group.cards_per_host;
  }
  return cards;
}

/// What the working boards may draw together.
Power boards_of(const ComputeDesign& design) {
  Power boards;
  for (const ComputeGroup& group : design.groups) {
    boards += group.cards() * group.accelerator->board_power.typical;
  }
  return boards;
}

std::string machines_text(const ComputeDesign& design) {
  std::string text;
  for (const ComputeGroup& group : design.groups) {
    text += (text.empty() ? "" : ", ") +
            fmt::format("{} x {}", (group.hosts + group.spare_hosts) * group.cards_per_host,
                        group.accelerator->name);
  }
  return text;
}

std::string ids_of(const ComputeDesign& design) {
  std::string text;
  for (const ComputeGroup& group : design.groups) {
    text += (text.empty() ? "" : ", ") + group.accelerator->id;
  }
  return text;
}

Money machine_cost(const DesignOutcome& design) {
  Money cost;
  for (const BillItem& item : design.bill) {
    if (item.part == "compute") cost += item.cost.value;
  }
  return cost;
}

/// How many of that record the first design takes from what is there.
int used_by(const Plan& plan, const std::string& id) {
  if (plan.designs.empty()) return 0;
  int used = 0;
  const ComputeDesign& design = plan.designs.front().design.compute;
  const std::vector<GroupPurchase> purchases = purchases_of(plan.site, design);
  for (std::size_t index = 0; index < purchases.size(); ++index) {
    if (design.groups[index].accelerator->id == id) used += purchases[index].cards_owned;
    if (design.groups[index].host->id == id) used += purchases[index].hosts_owned;
  }
  return used;
}

/// The plan with the cards in `keep` alone, or, where it is empty, without owning any card.
Result<Plan> planned_with(const Plan& plan, const Catalog& catalog, PlanOptions options,
                          const std::string& keep) {
  Site site = plan.site;
  std::erase_if(site.hardware.have, [&](const OwnedDevice& each) {
    return each.id != keep && find_host(catalog, each.id) == nullptr;
  });
  if (!keep.empty()) site.hardware.consider = {keep};
  options.progress = nullptr;
  if (!keep.empty()) options.top = 1;
  return make_plan(site, catalog, options);
}

/// Why no design of that kind alone does.
std::string why_unfit(const Plan& alone, const std::string& name) {
  for (const RuledOut& each : alone.ruled_out) {
    if (each.what == name) return each.why + " (" + each.rule + ")";
  }
  return alone.binding.empty() ? "no design of it meets every requirement" : alone.binding.front();
}

/// Share of the owned cards' time that the work takes, each workload at its busiest hour, were it
/// spread over all of them.
double busy_share_of(const DesignOutcome& design, int owned) {
  double card_time = 0;
  for (const WorkloadOutcome& workload : design.workloads) {
    if (workload.group < 0) continue;
    const auto group = static_cast<std::size_t>(workload.group);
    card_time += workload.busy_share * design.design.compute.groups[group].cards();
  }
  return card_time / owned;
}

void compare(const DesignOutcome& own, const DesignOutcome& smaller, OwnedAudit& audit) {
  audit.smaller = ids_of(smaller.design.compute);
  audit.smaller_title = machines_text(smaller.design.compute);
  audit.smaller_price = machine_cost(smaller);
  audit.power_saved = own.energy.mean_power.value - smaller.energy.mean_power.value;
  audit.worth_saved = audit.worth - audit.smaller_price;
  audit.lifetime_saved = own.cost.lifetime.value - smaller.cost.lifetime.value;
}

/// The kept design of least score whose boards draw less than those of `own`.
const DesignOutcome* lesser_than(const DesignOutcome& own, const Plan& without) {
  const Power boards = boards_of(own.design.compute);
  const auto found = std::find_if(
      without.designs.begin(), without.designs.end(),
      [&](const DesignOutcome& each) { return boards_of(each.design.compute) < boards; });
  return found == without.designs.end() ? nullptr : &*found;
}

void judge_card(const Plan& alone, const Plan& without, const Accelerator& card,
                OwnedAudit& audit) {
  if (alone.designs.empty()) {
    const bool stopped = alone.state == PlanState::out_of_time;
    audit.verdict = stopped ? "not judged" : "unfit";
    audit.why = stopped ? "the search was stopped before" : why_unfit(alone, card.name);
    return;
  }
  const DesignOutcome& own = alone.designs.front();
  audit.needed = cards_of(own.design.compute);
  audit.busy_share = busy_share_of(own, audit.owned);
  const DesignOutcome* smaller = lesser_than(own, without);
  if (smaller != nullptr) compare(own, *smaller, audit);
  if (audit.needed > audit.owned) {
    audit.verdict = "too few";
    audit.why = fmt::format("{} do all the work alone, {} are there", audit.needed, audit.owned);
  } else if (audit.needed < audit.owned) {
    audit.verdict = "oversized";
    audit.why = fmt::format("{} of {} do all the work alone", audit.needed, audit.owned);
  } else if (smaller != nullptr) {
    audit.verdict = "oversized";
    audit.why = audit.smaller_title + " would do on less power";
  } else {
    audit.verdict = "right";
    audit.why = "all of it is needed, and no lesser design found does";
  }
}

/// The way up: more of the same where that does, else what fits the slot.
std::string upgrade_of(const Catalog& catalog, const Accelerator& card, const OwnedAudit& audit) {
  if (audit.verdict == "too few") {
    const int more = audit.needed - audit.owned;
    return fmt::format("{} more: {:.0f} USD", more, more * (card_price(card).typical / dollar));
  }
  const auto cards = upgrades_for(catalog, card, card.board_power.typical);
  return cards.empty() ? "no later card fits its slot and power"
                       : fmt::format("{} fits its slot and power", cards.front()->name);
}

}  // namespace

Result<std::vector<OwnedAudit>> owned_audits(const Plan& plan, const Catalog& catalog,
                                             const PlanOptions& options) {
  std::vector<OwnedAudit> out;
  std::optional<Plan> without;
  for (const OwnedDevice& device : plan.site.hardware.have) {
    OwnedAudit audit;
    audit.id = device.id;
    audit.owned = device.count;
    audit.used = used_by(plan, device.id);
    const Accelerator* card = find_accelerator(catalog, device.id);
    if (card == nullptr) {
      const Host* host = find_host(catalog, device.id);
      CHECK(host != nullptr);  // the reader has seen to it
      audit.name = host->name;
      audit.is_host = true;
      audit.worth = device.count * host->price.typical;
      audit.verdict = audit.used > 0 ? "used" : "not used";
      audit.why = "a computer is judged with the cards in it";
      out.push_back(std::move(audit));
      continue;
    }
    audit.name = card->name;
    audit.worth = device.count * card_price(*card).typical;
    if (!without) {
      Result<Plan> made = planned_with(plan, catalog, options, "");
      if (!made) return made.error();
      without = std::move(*made);
    }
    const Result<Plan> alone = planned_with(plan, catalog, options, card->id);
    if (!alone) return alone.error();
    judge_card(*alone, *without, *card, audit);
    audit.upgrade = upgrade_of(catalog, *card, audit);
    out.push_back(std::move(audit));
  }
  return out;
}

}  // namespace islet
