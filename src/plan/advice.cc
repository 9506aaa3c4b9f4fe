#include "plan/advice.h"

#include <algorithm>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "knowledge/card_choice.h"
#include "knowledge/compliance.h"
#include "knowledge/suitability.h"
#include "plan/link_saving.h"

namespace islet {
namespace {

/// From this many weeks on a card counts as scarce: the lower end of R169.
constexpr double scarce_weeks = 20;

/// Kinds of card of a design, each once, in its order.
std::vector<const Accelerator*> cards_of(const DesignOutcome& outcome) {
  std::vector<const Accelerator*> cards;
  for (const ComputeGroup& group : outcome.design.compute.groups) {
    if (std::find(cards.begin(), cards.end(), group.accelerator) == cards.end()) {
      cards.push_back(group.accelerator);
    }
  }
  return cards;
}

bool is_scarce(const Knowledge& knowledge, const Accelerator& card) {
  const auto lead = lead_time(knowledge, card);
  return lead && lead->weeks.high > scarce_weeks;
}

/// Ids of the environments that the site file describes.
std::vector<const char*> environments_of(const Site& site) {
  std::vector<const char*> ids;
  const bool ship = site.kind == "ship" || site.kind == "rig" || site.kind == "platform";
  const bool vehicle = site.kind == "vehicle" || site.kind == "robot";
  if (ship) ids.push_back("ship");
  if (vehicle || (!ship && !site.where.vibration.empty())) ids.push_back("vehicle");
  if (site.where.dust == "heavy") ids.push_back("dust");
  const bool mild = site.where.air.low >= celsius(10) && site.where.air.high <= celsius(35);
  ids.push_back(mild ? "indoor" : "hot_or_cold");
  return ids;
}

/// The plan once more, without those cards, for its title and its cost alone.
Answer without_cards(const Plan& plan, const std::vector<const Accelerator*>& scarce,
                     const Catalog& catalog, PlanOptions options) {
  Answer answer;
  answer.question = "without-scarce-cards";
  answer.rest_on({"R169", "CK29"});
  Site site = plan.site;
  for (const Accelerator* card : scarce) site.hardware.avoid.push_back(card->id);
  options.progress = nullptr;
  options.top = 1;
  options.figures_only = true;
  options.simulate = false;
  options.pareto = false;
  const Result<Plan> other = make_plan(site, catalog, options);
  if (!other || other->designs.empty()) {
    answer.verdict = "no design without them meets every requirement";
    return answer;
  }
  const DesignOutcome& first = other->designs.front();
  answer.verdict = first.title;
  answer.count("lifetime_cost_usd", first.cost.lifetime.value / dollar);
  answer.count("more_than_first_usd",
               (first.cost.lifetime.value - plan.designs.front().cost.lifetime.value) / dollar);
  return answer;
}

}  // namespace

const DesignOutcome* advised_design(const Plan& plan) {
  if (!plan.designs.empty()) return &plan.designs.front();
  return plan.nearest ? &*plan.nearest : nullptr;
}

std::vector<Answer> advice_on(const Plan& plan, const Catalog& catalog, const Knowledge& knowledge,
                              const PlanOptions& options) {
  const DesignOutcome* first = advised_design(plan);
  if (first == nullptr) return {};
  const std::vector<const Accelerator*> cards = cards_of(*first);
  const bool h100 = std::any_of(cards.begin(), cards.end(),
                                [](const Accelerator* card) { return card->id == "h100_pcie"; });
  std::vector<Answer> advice;
  const Power watts = first->energy.p99_power.value;
  advice.push_back(tier_answer(knowledge, watts, h100 ? "h100_pcie" : ""));
  advice.push_back(gate_answer(knowledge, watts));
  for (const Accelerator* card : cards) {
    advice.push_back(suitability_answer(knowledge, card->board_power.typical));
    advice.back().say("device", card->id);
    advice.push_back(supply_answer(knowledge, *card));
    advice.push_back(upgrade_answer(catalog, *card, card->board_power.typical));
  }
  for (const char* id : environments_of(plan.site)) {
    advice.push_back(ruggedness_answer(fact_named(knowledge, id)));
  }
  if (const Fact* vertical = vertical_of(knowledge, plan.site.kind)) {
    advice.push_back(compliance_answer(*vertical, plan.site.hardware.approvals));
  }
  if (const auto saving = link_saving(plan.site)) advice.push_back(link_saving_answer(*saving));
  std::vector<const Accelerator*> scarce;
  std::copy_if(cards.begin(), cards.end(), std::back_inserter(scarce),
               [&](const Accelerator* card) { return is_scarce(knowledge, *card); });
  if (!plan.designs.empty() && !scarce.empty()) {
    advice.push_back(without_cards(plan, scarce, catalog, options));
  }
  return advice;
}

}  // namespace islet
