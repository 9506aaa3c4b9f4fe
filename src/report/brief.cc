#include "report/brief.h"

#include <algorithm>

#include <fmt/format.h>

#include "plan/explain.h"
#include "plan/outcome.h"
#include "report/figure_text.h"
#include "report/report_parts.h"
#include "report/verdict.h"

namespace islet {
namespace {

/// The dearest parts of the bill: "machines 1220 USD, panels 1870 USD".
std::string parts_text(const std::vector<BillItem>& bill) {
  constexpr std::size_t told = 4;
  CostParts parts = bill_parts(bill);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::erase_if(parts, [](const auto& part) { return part.second < 0.5 * dollar; });
  std::string text;
  for (std::size_t index = 0; index < std::min(told, parts.size()); ++index) {
    text += (index == 0 ? "" : ", ") + parts[index].first + " " + text_of(parts[index].second);
  }
  return parts.size() > told ? text + ", and smaller parts" : text;
}

std::string buy_text(const DesignOutcome& design) {
  const auto bought = std::count_if(design.bill.begin(), design.bill.end(),
                                    [](const auto& item) { return item.cost.value > Money(); });
  if (bought == 0) return "Nothing: all that it needs is there already.";
  return fmt::format("{} {} for {}: {}.", bought, bought == 1 ? "item" : "items",
                     text_of(design.cost.purchase), parts_text(design.bill));
}

std::string cost_text(const PlanRecord& plan, const DesignOutcome& design) {
  std::string text = fmt::format("{} over {}, the purchase included", text_of(design.cost.lifetime),
                                 text_of(plan.site.life));
  if (design.cost.cash.size() > 1) {
    text += fmt::format("; {} a year after the start, on average",
                        text_of(mean_year_cost(design.cost.cash)));
  }
  if (design.cost.salvage.value > Money()) {
    text += fmt::format("; {} that the gear is still worth then is taken off",
                        text_of(design.cost.salvage.value));
  }
  return text + ".";
}

std::string promise_text(const PlanRecord& plan, const DesignOutcome& design) {
  const std::size_t asked = design.requirements.size();
  const auto met =
      static_cast<std::size_t>(std::count_if(design.requirements.begin(), design.requirements.end(),
                                             [](const Requirement& each) { return each.met; }));
  std::string text;
  if (asked == 0) {
    text = "The site file asks for nothing that could be missed";
  } else if (met == asked) {
    text = asked == 1 ? "The one requirement is met"
                      : fmt::format("All {} requirements are met", asked);
    text += fmt::format(" in {} of {} weather years (wanted: {})", share_text(design.confidence),
                        plan.weather.years, share_text(plan.site.confidence));
  } else {
    text = fmt::format("{} of {} requirements are met", met, asked);
  }
  if (const WorkloadOutcome* least = least_served(design)) {
    const std::string range = range_of(least->served);
    const bool alone = design.workloads.size() == 1;
    text += fmt::format("; {}{}{} is served{}", alone ? "" : "of " + least->name + " ",
                        share_text(least->served.value), range.empty() ? "" : " (" + range + ")",
                        alone ? " of the work" : ", of all else no less");
  }
  return text + ".";
}

/// Names of requirements whose verdict is not plainly good, the first few.
std::string unsure_text(const DesignOutcome& design) {
  constexpr std::size_t told = 3;
  std::vector<std::string> names;
  for (const Requirement& each : design.requirements) {
    if (!each.met || verdict_on(each).tone == Tone::good) continue;
    names.push_back(each.subject == "site" ? each.what : each.subject + " " + each.what);
  }
  if (names.empty()) return "";
  const std::size_t all = names.size();
  if (all > told) names.resize(told);
  return fmt::format("{} of {} requirements may be missed within the ranges ({}{})", all,
                     design.requirements.size(), fmt::join(names, ", "), all > told ? ", ..." : "");
}

std::string doubt_text(const PlanRecord& plan, const DesignOutcome& design) {
  std::vector<std::string> doubts;
  const auto add = [&](std::string text) {
    if (!text.empty()) doubts.push_back(std::move(text));
  };
  add(unsure_text(design));
  constexpr double as_good_as_all = 0.995;
  if (design.joint_odds && *design.joint_odds < as_good_as_all) {
    add(
        fmt::format("with sun, draw and speed drawn from their ranges too, all hold in {} of "
                    "the draws",
                    share_text(*design.joint_odds)));
  }
  add(assumed_text(assumed_share(design.bill)));
  if (plan.weather.grade == Grade::d) add("the weather years are not measured at the site");
  if (doubts.empty()) return "Nothing beyond the ranges given here.";
  return capitalised(fmt::format("{}.", fmt::join(doubts, "; ")));
}

/// No line ends within a figure or before its unit.
std::string with_firm_figures(const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool inside = at > 0 && at + 1 < text.size();
    const bool is_firm =
        inside && text[at] == ' ' && is_digit(text[at - 1]) &&
        (is_digit(text[at + 1]) || text[at + 1] == '%' || text.compare(at + 1, 3, "USD") == 0);
    out += is_firm ? "\u00a0" : text.substr(at, 1);
  }
  return out;
}

}  // namespace

void add_brief(const BriefLines& lines, Html& html) {
  html.open("dl", {{"class", "brief"}});
  for (const auto& [word, text] : lines) {
    html.element("dt", word);
    html.element("dd", with_firm_figures(text));
  }
  html.close();
}

BriefLines brief_of(const PlanRecord& plan, const DesignOutcome& design) {
  return {{"What to buy", buy_text(design)},
          {"What it costs", cost_text(plan, design)},
          {"What it promises", promise_text(plan, design)},
          {"What is not certain", doubt_text(plan, design)}};
}

std::string assumed_text(double share) {
  constexpr double least_told = 0.1;
  if (share < least_told) return "";
  return fmt::format("{:.0f} % of the purchase is priced by assumption (grade D): ask for offers",
                     100 * share);
}

}  // namespace islet
