#include "plan/advice.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "knowledge/card_choice.h"
#include "knowledge/compliance.h"
#include "knowledge/suitability.h"

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

bool holds_scarce_card(const Knowledge& knowledge, const DesignOutcome& outcome) {
  const std::vector<const Accelerator*> cards = cards_of(outcome);
  return std::any_of(cards.begin(), cards.end(),
                     [&](const Accelerator* card) { return is_scarce(knowledge, *card); });
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

Answer without_scarce_cards(const Plan& plan, const Knowledge& knowledge) {
  Answer answer;
  answer.question = "without-scarce-cards";
  answer.verdict = "no runner-up does without them";
  const Money first = plan.designs.front().cost.lifetime.value;
  for (const DesignOutcome& other : plan.designs) {
    if (holds_scarce_card(knowledge, other)) continue;
    answer.verdict = other.title;
    answer.count("lifetime_cost_usd", other.cost.lifetime.value / dollar);
    answer.count("more_than_first_usd", (other.cost.lifetime.value - first) / dollar);
    break;
  }
  answer.rest_on({"R169", "CK29"});
  return answer;
}

}  // namespace

std::vector<Answer> advice_on(const Plan& plan, const Catalog& catalog,
                              const Knowledge& knowledge) {
  if (plan.designs.empty() && !plan.nearest) return {};
  const DesignOutcome& first = plan.designs.empty() ? *plan.nearest : plan.designs.front();
  const std::vector<const Accelerator*> cards = cards_of(first);
  const bool h100 = std::any_of(cards.begin(), cards.end(),
                                [](const Accelerator* card) { return card->id == "h100_pcie"; });
  std::vector<Answer> advice;
  const Power watts = first.energy.p99_power.value;
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
  if (!plan.designs.empty() && holds_scarce_card(knowledge, first)) {
    advice.push_back(without_scarce_cards(plan, knowledge));
  }
  return advice;
}

}  // namespace islet
