#include "knowledge/power_questions.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "knowledge/knowledge.h"
#include "knowledge/machine_operands.h"
#include "knowledge/operands.h"
#include "knowledge/supply_way.h"

namespace islet {
namespace {

using Operands = std::span<const std::string>;

/// Of the panels' rating times the sun-hours, what a load gets by way of a battery: heat and wiring
/// 0.77, battery and converters 0.78. Assumption, grade D, 2026-11; the documents' 480 W for 60 W
/// at five sun-hours come from it.
constexpr double panels_to_load = 0.60;
/// Beside the load: cooling and ancillaries by R075, upper end, and room for a start.
constexpr double start_margin = 1.25;
constexpr double least_load = 0.30;

/// Smallest diesel of the catalogue that reaches `wanted`, else nullptr.
const GeneratorSet* smallest_diesel(const Catalog& catalog, Power wanted) {
  const GeneratorSet* best = nullptr;
  for (const GeneratorSet& set : catalog.generators) {
    if (set.fuel != "diesel" || set.rated < wanted) continue;
    if (best == nullptr || set.rated < best->rated) best = &set;
  }
  return best;
}

}  // namespace

/// Panels for a steady load.
///
///     panels = load * 24 h / day * share / (sun_hours * 0.6)
///
/// Valid for   a battery that carries the night; hours of 1 kW/m2 on the plane a day
/// Leaves out  dark weeks: `islet plan` runs the year
/// Source      0.6: as 60 W asks for 480 W at five sun-hours, 000:413-417; contradiction CE10
Result<Answer> ask_panels(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 3, "a load, sun-hours a day, and the share of it")) {
    return *wrong;
  }
  const auto load = quantity_operand<Power>(operands[0], "60 W");
  if (!load) return load.error();
  const auto sun_hours = number_operand(operands[1], 0.5, 14);
  if (!sun_hours) return sun_hours.error();
  double share = 1;
  if (operands.size() == 3) {
    const auto given = number_operand(operands[2], 0.01, 1);
    if (!given) return given.error();
    share = *given;
  }
  constexpr double hours_a_day = 24;
  const Power panels = *load * (hours_a_day * share / (*sun_hours * panels_to_load));
  Answer answer;
  answer.question = "panels";
  answer.verdict = fmt::format("{:.3g} W of panels", panels / watt);
  answer.count("panels_w", panels / watt);
  answer.count("panels_over_load", panels / *load);
  answer.reasons.push_back("60 % of rating times sun-hours reaches the load by way of a battery");
  answer.rest_on({"CE10"});
  return answer;
}

/// Rating of a set for a load.
///
///     wanted = load * (1 + ancillaries) * 1.25,   then the next size of the catalogue
///
/// Valid for   computers with their cooling, which start in steps
/// Leaves out  altitude and heat (`islet energy --generator`), growth
/// Source      ancillaries: R075's upper end; 1.25: assumption, grade D, 2026-11
Result<Answer> ask_generator(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 2, "a load, and the rating of a set")) return *wrong;
  const auto load = quantity_operand<Power>(operands[0], "400 W");
  if (!load) return load.error();
  const auto ancillaries = range_at(fact_named(context.knowledge, "R075"), "value");
  const double overhead = ancillaries ? ancillaries->high / 100 : 0.5;
  const Power wanted = *load * (1 + overhead) * start_margin;
  Answer answer;
  answer.question = "generator";
  answer.rest_on({"R075", "CE08"});
  Power rated;
  if (operands.size() == 2) {
    const auto given = quantity_operand<Power>(operands[1], "10 kW");
    if (!given) return given.error();
    rated = *given;
  } else {
    const GeneratorSet* set = smallest_diesel(context.catalog, wanted);
    if (set == nullptr) {
      return refused_operand("no diesel of the catalogue carries that load",
                             "Ask for a smaller load, or add a record.");
    }
    rated = set->rated;
    answer.say("set", set->id);
  }
  if (*load <= Power() || rated <= Power()) {
    return refused_operand("load and rating must be above 0", "Write them as `400 W` `2 kW`.");
  }
  const double share = *load / rated;
  const bool is_small = rated < *load;
  const bool is_idle = share < least_load;
  answer.verdict = is_small  ? "too small"
                   : is_idle ? "oversized"
                             : fmt::format("{:.3g} kW", rated / kilowatt);
  answer.count("rated_kw", rated / kilowatt);
  answer.count("wanted_kw", wanted / kilowatt);
  answer.count("load_share", share);
  if (is_idle) {
    answer.reasons.push_back(
        "warning: below 30 % of its rating a diesel glazes: let it charge a battery at a high load "
        "and stop (cycle charging)");
  }
  return answer;
}

Result<Answer> ask_converter(const QuestionContext&, Operands operands) {
  if (auto wrong = wrong_count(operands, 2, 2, "a voltage, and ac or dc")) return *wrong;
  const auto voltage = quantity_operand<Voltage>(operands[0], "28 V");
  if (!voltage) return voltage.error();
  if (operands[1] != "ac" && operands[1] != "dc") {
    return refused_operand("`" + operands[1] + "` must be ac or dc", "Write it as `28 V` dc.");
  }
  Answer answer;
  answer.question = "converter";
  answer.verdict = "refused";
  if (const SupplyWay* way = supply_way(*voltage, operands[1] == "ac")) {
    answer.verdict = way->is_direct ? "direct" : "converter";
    answer.say("parts", way->parts);
  } else {
    answer.reasons.push_back(supply_refusal);
  }
  answer.rest_on({"R112"});
  return answer;
}

/// Watts of a server at its plug.
///
///     idle = (host idle + n card idle) / supply,  serving = (host serving + n card) / supply
///     full = (host max + n card limit) / supply
///
/// Valid for   the hosts of the catalogue with cards of one kind
/// Leaves out  cooling of the room; the supply's lower efficiency at low load
/// Source      the records of host and card
Result<Answer> ask_server(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 3, 3, "a host, a device, and how many")) return *wrong;
  const auto& hosts = context.catalog.hosts;
  const auto host = std::find_if(hosts.begin(), hosts.end(),
                                 [&](const Host& each) { return each.id == operands[0]; });
  if (host == hosts.end()) {
    return refused_operand("no host of the catalogue is called `" + operands[0] + "`",
                           "islet catalog list hosts shows them.");
  }
  const auto device = machine_named(context, operands[1]);
  if (!device) return device.error();
  const auto count = whole_operand(operands[2], 0, std::max(1, host->cards_max));
  if (!count) return count.error();
  const Accelerator& card = **device;
  const auto at_plug = [&](Power host_part, Power each) {
    return (host_part + *count * each) / host->supply_efficiency / watt;
  };
  Answer answer;
  answer.question = "server";
  const double full_w = at_plug(host->max_power.typical, card.board_power.typical);
  answer.verdict = fmt::format("{:.0f} W at full load", full_w);
  answer.count("idle_w", at_plug(host->idle_power.typical, card.idle_power.typical));
  answer.count("serving_w", at_plug(host->serving_power.typical, card.board_power.typical));
  answer.count("full_w", full_w);
  answer.count("full_low_w", at_plug(host->max_power.low, card.board_power.typical));
  answer.count("full_high_w", at_plug(host->max_power.high, card.board_power.typical));
  answer.rest_on({"CE01", "CE02", "CE03"});
  return answer;
}

Result<Answer> ask_ambient(const QuestionContext& context, Operands operands) {
  if (auto wrong = wrong_count(operands, 1, 1, "a temperature")) return *wrong;
  const Result<ParsedValue> value = parse_value(operands[0]);
  if (!value || value->form != ValueForm::known || !value->is_temperature) {
    return refused_operand("`" + operands[0] + "` must be a temperature", "Write it as `45 °C`.");
  }
  Answer answer;
  answer.question = "ambient";
  bool standard = false;
  bool rugged = false;
  const auto bears = [&](const char* rule, bool& out) {
    const auto range = range_at(fact_named(context.knowledge, rule), "value");
    out = range && range->low <= value->typical && value->typical <= range->high;
  };
  bears("R109", standard);
  bears("R110", rugged);
  answer.verdict = standard ? "any server" : rugged ? "rugged servers alone" : "refused";
  answer.say("standard", standard ? "allowed" : "refused");
  answer.say("rugged", rugged ? "allowed" : "refused");
  if (!standard) answer.reasons.push_back("standard servers bear 10 to 35 °C at their inlet");
  answer.rest_on({"R109", "R110"});
  return answer;
}

}  // namespace islet
