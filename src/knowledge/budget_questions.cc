#include "knowledge/budget_questions.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cost/unit_cost.h"
#include "knowledge/latency_class.h"
#include "knowledge/machine_operands.h"
#include "knowledge/operands.h"
#include "perf/device_time.h"
#include "perf/evidence.h"
#include "perf/memory.h"
#include "perf/step_time.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

constexpr double numbers_max = 1e15;
constexpr double counts_max = 1e9;
// Years over which a card is written off where tokens are priced. Assumption, grade D, 2026-11.
constexpr double card_years = 3;
constexpr Tokens asked_prompt = 512 * token;
constexpr Tokens asked_reply = 256 * token;
// Radiators: two faces of emissivity 0.9 at 300 K, nothing shining on them.
constexpr double boltzmann = 5.670374419e-8;  // W / (m2 K4), CODATA 2018
constexpr double emissivity = 0.9;
constexpr double radiator_kelvin = 300;

/// Cards that work all the time to serve a demand one request after the other.
///
///     cards = requests a day * time of one / day / share
///
/// Valid for   the mean of the day; requests that a card serves one at a time
/// Leaves out  peaks, which ask for more; batches, which ask for less
/// Source      Little, "A proof for the queuing formula L = lambda W", 1961; contradiction CE14
double busy_cards(double requests_per_day, Duration each, double share) {
  return requests_per_day * (each / day) / share;
}

/// Area of two-sided radiators.
///
///     area = power / (2 * emissivity * sigma * T^4)
///
/// Valid for   300 K and deep space on both sides
/// Leaves out  the sun and the planet in view
/// Source      Stefan and Boltzmann's law; contradiction CE19 has 121 m2 for 100 kW
Area radiator_area(Power heat) {
  const double kelvin_4 = std::pow(radiator_kelvin, 4);
  return heat / watt / (2.0 * emissivity * boltzmann * kelvin_4) * square_metre;
}

struct TokenPrice {
  std::string device;
  Estimate<double> usd;  ///< a million tokens
};

/// Price of one device over three years of full work, for a million reply tokens.
Result<TokenPrice> token_price(const QuestionContext& context, const Model& model,
                               const Accelerator& device, Precision weights) {
  Layout layout{.weights = weights};
  const Holding one{.sequences = 1, .context = asked_prompt + asked_reply};
  auto no = refusal(model, device, layout);
  if (!no) no = memory_refusal(model, device, layout, one);
  if (no) return refused_operand(no->why, "Ask with another device or precision.");
  if (!device.price) {
    return refused_operand("no price of " + device.name + " is known",
                           "islet prices set names one.");
  }
  const Deployment deployment = context.makers.language(model, device, layout);
  const TokenRate rate = share_limit * deployment.greatest_rate(asked_prompt, asked_reply);
  const auto cost = [&](Money price) {
    return cost_per_million_tokens(price / (card_years * year), rate) / dollar;
  };
  const double factor = deployment.range().decode;
  return TokenPrice{device.id,
                    {cost(device.price->typical), cost(device.price->low) / factor,
                     cost(device.price->high) * factor, 0.9, Grade::d,
                     "price of the card over three years; " + deployment.name()}};
}

std::optional<int> nodes_of(const std::string& word) {
  if (word == "single") return 1;
  if (word == "duplex") return 2;
  if (word == "triple") return 3;
  return std::nullopt;
}

/// Watts of a power, or of a server that the documents state, with the cards in it.
struct Unit {
  Power each;
  double cards = 1;
};
Result<Unit> unit_of(const QuestionContext& context, const std::string& text) {
  if (const Fact* fact = find_fact(context.knowledge, text); fact != nullptr) {
    const auto power = number_at(*fact, "power_w");
    if (power) return Unit{*power * watt, number_at(*fact, "gpu_count").value_or(1)};
  }
  const auto power = quantity_operand<Power>(text, "1 kW");
  if (!power) return power.error();
  if (*power <= Power{}) return refused_operand("`" + text + "` must be above 0", "Write `1 kW`.");
  return Unit{*power};
}

}  // namespace

Result<Answer> ask_cards(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 3, 4,
                               "requests a day, the time of one, the cards owned, "
                               "and the share of their time")) {
    return *wrong;
  }
  const auto requests = number_operand(operands[0], 1, numbers_max);
  if (!requests) return requests.error();
  const auto each = quantity_operand<Duration>(operands[1], "180 ms");
  if (!each) return each.error();
  const auto owned = whole_operand(operands[2], 1, static_cast<int>(counts_max));
  if (!owned) return owned.error();
  double share = 1;
  if (operands.size() == 4) {
    const auto given = number_operand(operands[3], 0.01, 1);
    if (!given) return given.error();
    share = *given;
  }
  Answer answer;
  answer.question = "cards";
  const double mean = busy_cards(*requests, *each, share);
  answer.verdict = fmt::format("{:.0f} of {} cards do it on average", std::ceil(mean), *owned);
  answer.count("cards_needed", mean);
  answer.count("cards_owned", *owned);
  answer.count("busy_share", busy_cards(*requests, *each, 1) / *owned);
  answer.count("requests_per_card_day", *requests / *owned);
  answer.say("sized", *owned > 2.0 * std::ceil(mean) ? "too many"
                      : *owned < mean                ? "too few"
                                                     : "fits");
  answer.reasons.push_back("the mean of a day, one request at a time: peaks ask for more");
  answer.rest_on({"CE14", "R148"});
  return answer;
}

Result<Answer> ask_request_cost(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 4,
                               "cards, the price of one in USD, years, and requests "
                               "a day")) {
    return *wrong;
  }
  std::vector<double> numbers;
  for (const std::string& text : operands) {
    const auto number = number_operand(text, 1e-3, numbers_max);
    if (!number) return number.error();
    numbers.push_back(*number);
  }
  const Money capital = numbers[0] * numbers[1] * dollar;
  const Money each = cost_per_item(capital / (numbers[2] * year), numbers[3] / day);
  Answer answer;
  answer.question = "request-cost";
  answer.verdict = fmt::format("{:.3g} USD a request", each / dollar);
  answer.count("capital_usd", capital / dollar);
  answer.count("each_usd", each / dollar);
  answer.reasons.push_back("price of the cards alone, without interest, hosts, energy and upkeep");
  answer.rest_on({"R150"});
  return answer;
}

Result<Answer> ask_token_cost(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 4, 20, "a model or size, a precision, and devices")) {
    return *wrong;
  }
  const auto model = model_or_size(context, operands[0]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[1]);
  if (!weights) return weights.error();
  std::vector<TokenPrice> prices;
  Answer answer;
  answer.question = "token-cost";
  for (const std::string& name : operands.subspan(2)) {
    const auto device = machine_named(context, name);
    if (!device) return device.error();
    const auto price = token_price(context, *model, **device, *weights);
    if (price) {
      prices.push_back(*price);
    } else {
      answer.reasons.push_back((*device)->id + ": " + price.error().what);
    }
  }
  std::stable_sort(prices.begin(), prices.end(), [](const TokenPrice& a, const TokenPrice& b) {
    return a.usd.value < b.usd.value;
  });
  answer.verdict = prices.empty() ? "none runs it" : prices.front().device;
  for (const TokenPrice& one : prices) answer.predict(one.device + "_million_tokens_usd", one.usd);
  answer.reasons.emplace_back(
      "price of the card over three years at nine tenths of its greatest rate, prompts of 512 and "
      "replies of 256 tokens; without host and energy");
  answer.rest_on({"R163", "R150"});
  return answer;
}

Result<Answer> ask_queries(const QuestionContext&, Operands operands) {
  if (auto wrong =
          wrong_count(operands, 2, 3, "queries a day, the energy of one, and its tokens")) {
    return *wrong;
  }
  const auto count = number_operand(operands[0], 1, numbers_max);
  if (!count) return count.error();
  const auto each = quantity_operand<Energy>(operands[1], "0.3 Wh");
  if (!each) return each.error();
  Answer answer;
  answer.question = "queries";
  const Energy all = *count * *each;
  answer.verdict = fmt::format("{:g} kWh a day", all / kilowatt_hour);
  answer.count("day_kwh", all / kilowatt_hour);
  answer.count("mean_kw", all / day / kilowatt);
  answer.count("each_wh", *each / watt_hour);
  answer.count("each_j", *each / joule);
  if (operands.size() == 3) {
    const auto tokens = number_operand(operands[2], 1, counts_max);
    if (!tokens) return tokens.error();
    answer.count("joules_per_token", *each / joule / *tokens);
  }
  answer.rest_on({"CE12"});
  return answer;
}

/// Hours of work on a battery.
///
///     time = energy / (load + other load)
///
/// Valid for   usable energy and steady watts
/// Leaves out  ageing, cold, losses of converters
/// Source      definition; contradiction CE13
Result<Answer> ask_runtime(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "a battery, a load, and the other load")) {
    return *wrong;
  }
  const auto battery = quantity_operand<Energy>(operands[0], "100 Wh");
  if (!battery) return battery.error();
  Power load;
  for (const std::string& text : operands.subspan(1)) {
    const auto part = quantity_operand<Power>(text, "8 W");
    if (!part) return part.error();
    load += *part;
  }
  if (load <= Power{} || *battery <= Energy{}) {
    return refused_operand("battery and load must be above 0", "Write them as `100 Wh` `8 W`.");
  }
  const Duration time = *battery / load;
  Answer answer;
  answer.question = "runtime";
  answer.verdict = fmt::format("{:.1f} h", time / hour);
  answer.count("runtime_h", time / hour);
  answer.count("whole_shifts", std::floor(time / (8 * hour)));
  if (operands.size() == 2) answer.reasons.push_back("true only if nothing else draws from it");
  answer.rest_on({"CE13"});
  return answer;
}

Result<Answer> ask_density(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "a power, what one takes, and the overhead")) {
    return *wrong;
  }
  const auto power = quantity_operand<Power>(operands[0], "100 kW");
  if (!power) return power.error();
  const auto unit = unit_of(context, operands[1]);
  if (!unit) return unit.error();
  double overhead = 1;
  if (operands.size() == 3) {
    const auto given = number_operand(operands[2], 1, 5);
    if (!given) return given.error();
    overhead = *given;
  }
  const Power card = overhead * unit->each / unit->cards;
  const double units = std::floor(*power / (overhead * unit->each) + 1e-9);
  const double cards = std::floor(*power / card + 1e-9);
  Answer answer;
  answer.question = "density";
  answer.verdict = units < 1 ? "refused" : fmt::format("{:.0f} cards", cards);
  answer.count("cards", cards);
  answer.count("whole_units", units);
  answer.count("each_card_w", card / watt);
  if (units < 1) {
    answer.reasons.push_back(fmt::format("one takes {:g} kW with its overhead, there are {:g} kW",
                                         overhead * unit->each / kilowatt, *power / kilowatt));
  }
  answer.rest_on({"CE04"});
  return answer;
}

Result<Answer> ask_payback(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "a price and what a year saves, in USD")) {
    return *wrong;
  }
  const auto price = number_operand(operands[0], 0.01, numbers_max);
  if (!price) return price.error();
  const auto saved = number_operand(operands[1], 0.01, numbers_max);
  if (!saved) return saved.error();
  Answer answer;
  answer.question = "payback";
  const Duration time = *price / *saved * year;
  answer.verdict = fmt::format("{:.0f} days", time / day);
  answer.count("payback_days", time / day);
  answer.count("return_in_12_months_x", *saved / *price);
  answer.rest_on({"R150"});
  return answer;
}

Result<Answer> ask_redundancy(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3,
                               "nodes, single, duplex or triple, and the nodes that "
                               "carry the load")) {
    return *wrong;
  }
  const auto nodes = whole_operand(operands[0], 1, 10000);
  if (!nodes) return nodes.error();
  auto wanted = nodes_of(operands[1]);
  if (!wanted) {
    return refused_operand("`" + operands[1] + "` is no redundancy",
                           "One of single, duplex, triple.");
  }
  if (*wanted == 3) {
    wanted =
        static_cast<int>(number_at(fact_named(context.knowledge, "R173"), "value").value_or(3));
  }
  int needed = 1;
  if (operands.size() == 3) {
    const auto given = whole_operand(operands[2], 1, 10000);
    if (!given) return given.error();
    needed = *given;
  }
  const bool enough = *nodes >= *wanted;
  Answer answer;
  answer.question = "redundancy";
  answer.verdict = enough ? "enough" : "refused";
  answer.count("least_nodes", std::max(*wanted, needed + (*wanted > 1 ? 1 : 0)));
  answer.count("kept_after_loss", std::min(1.0, (*nodes - 1.0) / needed));
  answer.say("service_after_loss", *nodes - 1 >= needed ? "kept" : "cut");
  if (!enough) {
    answer.reasons.push_back(fmt::format("{} asks for {} independent nodes, there are {}",
                                         operands[1], *wanted, *nodes));
  }
  answer.rest_on({"R173", "CE16"});
  return answer;
}

Result<Answer> ask_orbit(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "the deadline of the work, and the power")) {
    return *wrong;
  }
  const auto budget = quantity_operand<Duration>(operands[0], "6 h");
  if (!budget) return budget.error();
  const auto power = quantity_operand<Power>(operands[1], "100 kW");
  if (!power) return power.error();
  Answer answer;
  answer.question = "orbit";
  const std::string kind = latency_class(context.knowledge, *budget);
  const bool may_wait = kind == "batch";
  answer.verdict = may_wait ? "allowed" : "refused";
  answer.say("latency_class", kind);
  answer.count("radiator_m2", radiator_area(*power) / square_metre);
  answer.reasons.push_back(may_wait ? "work that may wait suits an orbit"
                                    : "passes over ground stations and radiation rule out work "
                                      "that cannot wait");
  answer.rest_on({"R174", "CE19"});
  return answer;
}

}  // namespace islet
