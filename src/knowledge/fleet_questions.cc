#include "knowledge/fleet_questions.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "knowledge/machine_operands.h"
#include "perf/cluster_network.h"
#include "perf/fleet_shape.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr int devices_of_a_machine = 4;
// A host of four cards: idle, serving and price. Middle of the hosts of the catalogue, grade D.
constexpr Power host_idle = 150 * watt;
constexpr Power host_serving = 250 * watt;
constexpr Money host_price = 8000 * dollar;

/// One device in a host of one card.
FleetOffer offer_of_cards(const QuestionContext& context, const Model& model,
                          const Accelerator& device, Precision weights, TokenRate rate) {
  const FleetShape shape{.device = device,
                         .layout = {.weights = weights},
                         .devices_per_machine = 1,
                         .host_idle = Power{},
                         .host_serving = Power{},
                         .host_price = Money{}};
  FleetDemand demand;
  demand.maker = context.makers.language;
  demand.rate = rate;
  return fleet_offer(model, shape, demand);
}

/// Index of the cheapest that is not refused and has a price; the size of the list when none.
std::size_t cheapest(const std::vector<FleetOffer>& offers) {
  std::size_t best = offers.size();
  for (std::size_t index = 0; index < offers.size(); ++index) {
    const FleetOffer& one = offers[index];
    if (one.refused || one.price.value <= Money{}) continue;
    if (best == offers.size() || one.price.value < offers[best].price.value) best = index;
  }
  return best;
}

}  // namespace

Result<Answer> ask_fleet(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 5, 8, "a model, a precision, a rate and devices")) {
    return *wrong;
  }
  const auto model = model_named(context, operands[0]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[1]);
  if (!weights) return weights.error();
  const auto rate = number_operand(operands[2], 1, 1e7);
  if (!rate) return rate.error();
  FleetDemand demand;
  demand.maker = context.makers.language;
  demand.rate = *rate * token / second;
  Answer answer;
  answer.question = "fleet";
  std::vector<FleetOffer> offers;
  std::vector<std::string> names;
  for (const std::string& name : operands.subspan(3)) {
    const auto device = machine_named(context, name);
    if (!device) return device.error();
    const FleetShape shape{.device = **device,
                           .layout = {.weights = *weights},
                           .devices_per_machine = devices_of_a_machine,
                           .host_idle = host_idle,
                           .host_serving = host_serving,
                           .host_price = host_price};
    names.push_back((*device)->id);
    offers.push_back(fleet_offer(**model, shape, demand));
    const FleetOffer& one = offers.back();
    if (one.refused) {
      answer.reasons.push_back(names.back() + ": " + one.refused->why);
      continue;
    }
    answer.count(names.back() + "_machines", one.machines);
    answer.count(names.back() + "_kept_after_loss", one.kept_after_loss);
    answer.count(names.back() + "_serving_w", one.serving / watt);
    answer.count(names.back() + "_joules_per_token", one.energy / (joule / token));
    answer.count(names.back() + "_price_usd", one.price.value / dollar);
  }
  const auto distributed = best_fleet(offers, FleetUse::distributed);
  const auto batched = best_fleet(offers, FleetUse::batched);
  const bool some_fit = distributed.has_value() && batched.has_value();
  answer.verdict = some_fit ? "distributed " + names[*distributed] + ", batched " + names[*batched]
                            : "none fits";
  if (distributed) answer.say("distributed", names[*distributed]);
  if (batched) answer.say("batched", names[*batched]);
  answer.rest_on({"R147"});
  return answer;
}

Result<Answer> ask_fabric(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "machines, devices, and `training`")) return *wrong;
  const auto machines = whole_operand(operands[0], 1, 100000);
  if (!machines) return machines.error();
  const auto devices = whole_operand(operands[1], 1, 1000000);
  if (!devices) return devices.error();
  if (operands.size() == 3 && operands[2] != "training") {
    return refused_operand("`" + operands[2] + "` is no purpose", "Write `training`, or nothing.");
  }
  const FabricAdvice advice = fabric_advice(*machines, *devices, operands.size() == 3);
  Answer answer;
  answer.question = "fabric";
  answer.verdict = advice.infiniband ? "infiniband" : "ethernet";
  answer.count("infiniband_usd", advice.infiniband_cost / dollar);
  answer.count("ethernet_usd", advice.ethernet_cost / dollar);
  answer.count("saving", advice.saving());
  answer.reasons.push_back(advice.why);
  answer.rest_on({advice.rule, "R066", "R067", "CP05"});
  return answer;
}

Result<Answer> ask_right_size(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 6, 20,
                               "a model or size, a precision, tokens a second, how "
                               "many there are of which, and devices to choose")) {
    return *wrong;
  }
  const auto model = model_or_size(context, operands[0]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[1]);
  if (!weights) return weights.error();
  const auto rate = number_operand(operands[2], 1, 1e7);
  if (!rate) return rate.error();
  const auto count = whole_operand(operands[3], 1, 100000);
  if (!count) return count.error();
  std::vector<const Accelerator*> devices;
  std::vector<FleetOffer> offers;
  for (const std::string& name : operands.subspan(4)) {
    const auto device = machine_named(context, name);
    if (!device) return device.error();
    devices.push_back(*device);
    offers.push_back(offer_of_cards(context, *model, **device, *weights, *rate * token / second));
  }
  Answer answer;
  answer.question = "right-size";
  const std::size_t best = cheapest(offers);
  if (best == offers.size()) {
    answer.verdict = "none serves it";
    for (std::size_t index = 0; index < offers.size(); ++index) {
      const std::optional<Refusal>& refused = offers[index].refused;
      answer.reasons.push_back(devices[index]->id + ": " +
                               (refused ? refused->why : "no price known"));
    }
    return answer;
  }
  const Accelerator& present = *devices.front();
  const FleetOffer& chosen = offers[best];
  const double watts = *count * (present.board_power.typical / watt);
  answer.verdict = fmt::format("{} x {} in place of {} x {}", chosen.devices, devices[best]->id,
                               *count, present.id);
  answer.count("devices", chosen.devices);
  answer.say("device", devices[best]->id);
  answer.count("board_limit_w", chosen.devices * (devices[best]->board_power.typical / watt));
  answer.count("present_limit_w", watts);
  if (present.price) {
    const double there = *count * (present.price->typical / dollar);
    const double then = chosen.price.value / dollar;
    answer.count("price_usd", then);
    answer.count("present_price_usd", there);
    answer.count("saving_pct", 100.0 * (1.0 - then / there));
  }
  const FleetOffer& now = offers.front();
  if (now.refused) {
    answer.reasons.push_back("the present one does not hold it: " + now.refused->why);
  } else {
    answer.count("present_needed", now.devices);
    answer.say("present", now.devices < *count ? "oversized" : "not oversized");
  }
  answer.reasons.emplace_back(
      "prices of the cards alone, at their typical value; each device serves "
      "nine tenths of its greatest rate");
  answer.rest_on({"R018", "R148"});
  return answer;
}

}  // namespace islet
