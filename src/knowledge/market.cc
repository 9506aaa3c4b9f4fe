#include "knowledge/market.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

constexpr int last_year = 2050;

std::optional<GrowthRange> percent_range(const Fact& fact, std::string_view key) {
  const auto range = range_at(fact, key);
  if (!range) return std::nullopt;
  // "40 % and more" is known at its lower end only.
  const double high = range->high < 1e6 ? range->high : range->low;
  return GrowthRange{range->low / 100, high / 100};
}

std::optional<double> number_below(const YamlNode& node, std::string_view key) {
  const YamlNode* value = node.find(key);
  return value == nullptr ? std::nullopt : number_of(value->text);
}

std::vector<MarketPoint> points_of(const Fact& fact) {
  std::vector<MarketPoint> points;
  const YamlNode* list = fact.node.find("points_busd");
  if (list == nullptr) return points;
  for (const YamlNode& node : list->items) {
    const auto year = number_below(node, "year");
    const auto low = number_below(node, "low");
    const auto high = number_below(node, "high");
    if (!year || (!low && !high)) continue;
    points.push_back({static_cast<int>(*year),
                      {low.value_or(high.value_or(0)), high.value_or(low.value_or(0))},
                      low && high});
  }
  std::sort(points.begin(), points.end(), [](const MarketPoint& left, const MarketPoint& right) {
    return left.year < right.year;
  });
  return points;
}

MarketSize market_of(const Fact& fact) {
  MarketSize market{&fact, points_of(fact), percent_range(fact, "cagr_stated_pct"), {}, {}};
  const bool closed = std::all_of(market.points.begin(), market.points.end(),
                                  [](const MarketPoint& point) { return point.closed; });
  if (closed && market.points.size() > 1) {
    const MarketPoint& first = market.points.front();
    const MarketPoint& last = market.points.back();
    market.recomputed = growth_between(first.size, last.size, last.year - first.year);
  }
  market.check = check_growth(market.stated, market.recomputed);
  return market;
}

}  // namespace

std::vector<MarketSize> market_sizes(const Knowledge& knowledge) {
  std::vector<MarketSize> sizes;
  for (const Fact* fact : facts_of_kind(knowledge, "market")) {
    if (fact->node.find("points_busd") != nullptr) sizes.push_back(market_of(*fact));
  }
  return sizes;
}

Result<Answer> market_projection(const MarketSize& market, int target) {
  const std::string name = market.fact->id + " " + market.fact->title;
  if (market.points.empty() || (!market.stated && !market.recomputed)) {
    return Error{{},
                 name + " has no dated size with a growth",
                 "islet market list shows which have both.",
                 "V5",
                 ""};
  }
  if (target < market.points.front().year || target > last_year) {
    return Error{
        {},
        fmt::format("{} is not from {} to {}", target, market.points.front().year, last_year),
        "Ask for a target of that range.",
        "V5",
        ""};
  }
  const MarketPoint* from = &market.points.front();
  for (const MarketPoint& point : market.points) {
    if (point.year <= target) from = &point;
  }
  const GrowthRange size =
      projected(from->size, market.stated, market.recomputed, target - from->year);
  Answer answer;
  answer.question = "projection";
  answer.verdict = fmt::format("{} to {} billion USD in {}", significant(size.low, 4),
                               significant(size.high, 4), target);
  answer.say("segment", name);
  answer.count("year", target);
  answer.count("low_busd", size.low);
  answer.count("high_busd", size.high);
  answer.count("from_year", from->year);
  answer.reasons.emplace_back(
      "the widest of stated and recomputed growth is kept; no growth lasts, "
      "and other houses count other things");
  answer.rest_on({market.fact->id});
  answer.rest_on(market.fact->see);
  return answer;
}

Answer offgrid_market(const Knowledge& knowledge) {
  const auto at = [&](const char* id, const char* path) {
    return range_at(fact_named(knowledge, id), path).value_or(FactRange{});
  };
  const double edge = at("M15", "points_busd.2030.low").low;
  const FactRange share = at("SH31", "pct");
  const FactRange stated{at("M14", "points_busd.2030.low").low,
                         at("M14", "points_busd.2030.high").low};
  const double low = edge * share.low / 100;
  const double high = edge * share.high / 100;
  Answer answer;
  answer.question = "offgrid";
  answer.verdict = fmt::format("{} to {} billion USD in 2030, as a ceiling", significant(low, 4),
                               significant(high, 4));
  answer.count("step_1_edge_2030_busd", edge);
  answer.count("step_2_offgrid_share_low_pct", share.low);
  answer.count("step_2_offgrid_share_high_pct", share.high);
  answer.count("step_3_low_busd", low);
  answer.count("step_3_high_busd", high);
  answer.count("stated_low_busd", stated.low);
  answer.count("stated_high_busd", stated.high);
  answer.count("half_industrial_low_busd", low / 2);
  answer.count("half_industrial_high_busd", high / 2);
  answer.reasons = {
      "step 1: edge AI in 2030 (M15; M10 has 66.47 with its own growth)",
      "step 2: the share of industrial and enterprise edge that stands off the grid (SH31)",
      "step 3: their product; assumption: all edge spend is industrial or enterprise",
      "if half of edge is industrial and enterprise, halve it (CK16)",
      "the stated 10-15 (M14) rounds the product and drops its upper end"};
  answer.rest_on({"M15", "M10", "SH31", "M14", "CK16", "SC70"});
  return answer;
}

}  // namespace islet
