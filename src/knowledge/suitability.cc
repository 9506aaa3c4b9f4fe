#include "knowledge/suitability.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

constexpr std::array<const char*, 4> ratings = {"excellent", "good", "moderate", "poor"};
constexpr std::array<const char*, 4> rating_rules = {"R091", "R092", "R093", "R094"};

}  // namespace

std::string suitability(const Knowledge& knowledge, Power accelerator) {
  for (const char* id : ratings) {
    const auto band = range_at(fact_named(knowledge, id), "use.gpu_w");
    if (band && accelerator <= band->high * watt) return id;
  }
  return ratings.back();
}

std::optional<std::string> stated_suitability(const Knowledge& knowledge,
                                              std::string_view subject) {
  const Fact* workload = find_fact(knowledge, subject);
  if (workload != nullptr && workload->kind == "workload") {
    std::string rating = workload->word("offgrid");
    if (std::find(ratings.begin(), ratings.end(), rating) != ratings.end()) return rating;
  }
  const std::string id = workload == nullptr ? std::string(subject) : workload->id;
  for (std::size_t index = 0; index < ratings.size(); ++index) {
    const std::vector<std::string> named =
        fact_named(knowledge, rating_rules[index]).words("value");
    if (std::find(named.begin(), named.end(), id) != named.end()) return ratings[index];
  }
  return std::nullopt;
}

Answer suitability_answer(const Knowledge& knowledge, Power accelerator) {
  Answer answer;
  answer.question = "suitability";
  answer.verdict = suitability(knowledge, accelerator);
  answer.count("accelerator_w", accelerator / watt);
  const Fact& band = fact_named(knowledge, answer.verdict);
  for (const FactFigure& figure : figures_of(band)) {
    if (figure.path == "gpu_w") answer.say("stated_band", figure.text);
    if (figure.path == "use.gpu_w") answer.say("used_band", figure.text);
  }
  answer.reasons.emplace_back(
      "the stated bands overlap at 70-100 W and leave 150-300 and "
      "400-700 W unrated; the used ones meet edge to edge (CE07)");
  const auto rule = std::find(ratings.begin(), ratings.end(), answer.verdict) - ratings.begin();
  answer.rest_on({rating_rules[static_cast<std::size_t>(rule)], "CE07"});
  return answer;
}

Answer stated_suitability_answer(const Knowledge& knowledge, std::string_view subject,
                                 const std::string& rating) {
  Answer answer;
  answer.question = "suitability";
  answer.verdict = rating;
  const Fact* fact = find_fact(knowledge, subject);
  answer.say("subject", fact == nullptr ? std::string(subject) : fact->id + " " + fact->title);
  if (fact != nullptr) {
    const std::string note = fact->word("offgrid_note");
    if (!note.empty()) answer.reasons.push_back(note);
    if (const auto watts = range_at(*fact, "power_w")) {
      answer.say("accelerator", fmt::format("{} to {} W", watts->low, watts->high));
    }
  }
  const auto rule = std::find(ratings.begin(), ratings.end(), rating) - ratings.begin();
  answer.rest_on({rating_rules[static_cast<std::size_t>(rule)], "CE07"});
  return answer;
}

namespace {

/// Upper end of what a machine of each tier draws: of tier 1 the system, of the others the server.
struct TierBand {
  const char* rule;
  const char* path;
};
constexpr std::array<TierBand, 4> tier_bands = {{{"R095", "when.system_w_le"},
                                                 {"R096", "value.server_w"},
                                                 {"R097", "value.server_w"},
                                                 {"R098", "value.server_w"}}};

FactRange band_of(const Knowledge& knowledge, std::size_t tier) {
  const Fact& rule = fact_named(knowledge, tier_bands[tier].rule);
  FactRange band = range_at(rule, tier_bands[tier].path).value_or(FactRange{});
  if (tier == 0) band.low = number_at(rule, "when.system_w_ge").value_or(0);
  return band;
}

}  // namespace

Tier offgrid_tier(const Knowledge& knowledge, Power system, std::string_view device) {
  Tier tier;
  const double watts = system / watt;
  std::size_t index = 0;
  while (index + 1 < tier_bands.size() && watts > band_of(knowledge, index).high) ++index;
  if (device == "h100_pcie") index = tier_bands.size() - 1;
  const FactRange band = band_of(knowledge, index);
  tier.number = static_cast<int>(index) + 1;
  tier.several = watts > band.high;
  tier.between = watts < band.low;
  return tier;
}

Answer tier_answer(const Knowledge& knowledge, Power system, std::string_view device) {
  const Tier tier = offgrid_tier(knowledge, system, device);
  Answer answer;
  answer.question = "tier";
  answer.verdict = fmt::format("tier {}", tier.number);
  answer.count("tier", tier.number);
  answer.count("system_w", system / watt);
  const auto index = static_cast<std::size_t>(tier.number - 1);
  const FactRange band = band_of(knowledge, index);
  answer.say("band", fmt::format("{} to {} W", band.low, band.high));
  const Fact& rule = fact_named(knowledge, tier_bands[index].rule);
  if (const auto cost = range_at(rule, "value.cost_usd")) {
    answer.count("cost_low_usd", cost->low);
    answer.count("cost_high_usd", cost->high);
  }
  if (tier.between) {
    answer.reasons.emplace_back(
        "no document rates this power: it lies below the band of this tier "
        "and above the one before, and its plant must carry it");
  }
  if (tier.several) answer.reasons.emplace_back("more than one machine of tier 4");
  if (device == "h100_pcie") answer.reasons.emplace_back("an H100 PCIe makes it tier 4 (R098)");
  answer.reasons.emplace_back("the whole plan's watts are counted, not one card's (CE20)");
  answer.rest_on({rule.id, "CE20"});
  return answer;
}

namespace {

/// The powers between which the answer changes, from the rules.
struct GateEdges {
  Power small;  ///< below: L4 or T4 (R089)
  Power large;  ///< from here to `full`: H100 PCIe (R090)
  Power full;
  Power sxm;  ///< from here SXM boards may be thought of (R099)
};

GateEdges gate_edges(const Knowledge& knowledge) {
  const auto kilowatts = [&](const char* rule, const char* path) {
    return number_at(fact_named(knowledge, rule), path).value_or(0) * kilowatt;
  };
  return {kilowatts("R089", "when.system_kw_lt"), kilowatts("R090", "when.system_kw_ge"),
          kilowatts("R090", "when.system_kw_le"), kilowatts("R099", "when.site_kw_ge")};
}

}  // namespace

Gate offgrid_gate(const Knowledge& knowledge, Power site) {
  const GateEdges edges = gate_edges(knowledge);
  if (site < edges.small) return {"l4 or t4", true};
  if (site < edges.large) return {"l40s or a100_80gb_pcie", false};
  if (site <= edges.full) return {"h100_pcie", true};
  if (site < edges.sxm) return {"h100_pcie", false};
  return {"anything; SXM only if permanent, cooled, and for training", true};
}

Answer gate_answer(const Knowledge& knowledge, Power site) {
  const Gate gate = offgrid_gate(knowledge, site);
  const GateEdges edges = gate_edges(knowledge);
  Answer answer;
  answer.question = "gate";
  answer.verdict = gate.devices;
  answer.count("site_kw", site / kilowatt);
  answer.say("stated", gate.stated ? "yes" : "no");
  if (!gate.stated) {
    answer.reasons.emplace_back(
        "unspecified by the documents: they speak of below 5 kW, of "
        "10-30 kW and of 50 kW and up; CE06 argues the answer between");
  }
  if (site >= edges.sxm) {
    answer.reasons.emplace_back(
        "SXM boards stay an exception that the site file must allow (CE22)");
    answer.rest_on({"R099", "CE22"});
  } else if (site >= edges.large) {
    answer.rest_on({"R090"});
  } else if (gate.stated) {
    answer.rest_on({"R089"});
  }
  answer.rest_on({"CE06"});
  return answer;
}

}  // namespace islet
