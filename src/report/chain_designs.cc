// The designs of many sites: who shares one, what it is, its bill.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"
#include "report/brief.h"
#include "report/chain_parts.h"
#include "report/report_parts.h"

namespace islet {
namespace {

constexpr std::size_t kinds_shown = 20;
constexpr std::size_t bills_shown = 12;
constexpr std::size_t bill_rows_shown = 40;

/// "Leh Main, Pune Camp, Delhi and 9 more".
std::string names_of(const std::vector<SiteLine>& lines) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t index = 0; index < std::min(most, lines.size()); ++index) {
    text += (index == 0 ? "" : ", ") + lines[index].name;
  }
  if (lines.size() > most) text += fmt::format(" and {} more", lines.size() - most);
  return clipped(text);
}

/// Lifetime costs of the sites, in USD.
std::string span_text(const std::vector<SiteLine>& lines) {
  const auto [least, most] = std::minmax_element(
      lines.begin(), lines.end(),
      [](const SiteLine& a, const SiteLine& b) { return a.lifetime.value < b.lifetime.value; });
  const std::string low = number_text(least->lifetime.value / dollar);
  const std::string high = number_text(most->lifetime.value / dollar);
  return low == high ? low : low + " .. " + high;
}

/// What is ordered is told to the piece; kilowatts and kilowatt-hours as other figures are.
std::string ordered_text(double number) {
  return number == std::round(number) ? count_text(number) : number_text(number);
}

/// Of the site where it stands worst.
const SiteLine& worst_served(const std::vector<SiteLine>& lines) {
  return *std::min_element(lines.begin(), lines.end(), [](const SiteLine& a, const SiteLine& b) {
    return std::pair(a.least_served, a.confidence) < std::pair(b.least_served, b.confidence);
  });
}

BriefLines brief_of(const DesignKind& kind, const ChainTotals& sum) {
  const auto sites = static_cast<double>(kind.lines.size());
  const bool alone = kind.lines.size() == 1;
  const Estimate<Money> purchase = scaled(sum.purchase, 1 / sites);
  const Estimate<Money> lifetime = scaled(sum.lifetime, 1 / sites);
  const SiteLine& worst = worst_served(kind.lines);
  const auto held = std::min_element(
      kind.lines.begin(), kind.lines.end(),
      [](const SiteLine& a, const SiteLine& b) { return a.confidence < b.confidence; });
  BriefLines out;
  out.emplace_back("What to buy",
                   fmt::format("{} for {}{}.", clipped(kind.design), text_of(sum.purchase),
                               alone ? "" : fmt::format(" at all {} sites", kind.lines.size())));
  out.emplace_back("What it costs",
                   fmt::format("{} to buy and {} over the life{}.", text_of(purchase),
                               text_of(lifetime), alone ? "" : ", a site in the mean"));
  out.emplace_back(
      "What it promises",
      fmt::format("All requirements in {}; the work that is served least gets {}{}.",
                  held->confidence >= 1
                      ? "all weather years"
                      : fmt::format("{} of the weather years{}", share_text(held->confidence),
                                    alone ? "" : " at least"),
                  share_text(worst.least_served), alone ? "" : ", at " + clipped(worst.name)));
  std::string doubt = assumed_text(assumed_share(sum.bill));
  if (!worst.tightest.empty()) {
    doubt += fmt::format("{}{} the requirement with least room is {}", doubt.empty() ? "" : "; ",
                         alone ? "of all" : "at " + clipped(worst.name), clipped(worst.tightest));
  }
  if (!doubt.empty()) out.emplace_back("What is not certain", doubt + ".");
  return out;
}

/// `is_only`: its bill is that of all sites.
void add_bill_of(const DesignKind& kind, std::size_t number, bool is_only, Html& html) {
  const ChainTotals sum = totals_of(kind.lines);
  html.element("h3", fmt::format("Design {}, {}", number, counted(kind.lines.size(), "site")));
  add_brief(brief_of(kind, sum), html);
  if (sum.bill.empty() || is_only) return;
  std::vector<BillLine> bill = sum.bill;
  const std::size_t all = bill.size();
  if (all > bill_rows_shown) bill.resize(bill_rows_shown);
  std::string caption = fmt::format("Bill of design {}", number);
  if (kind.lines.size() > 1) caption += fmt::format(", all {} sites together", kind.lines.size());
  if (all > bill.size()) caption += fmt::format("; the {} dearest items of {}", bill.size(), all);
  html.add(html_of(bill_table(bill, sum.purchase), caption));
}

}  // namespace

std::string clipped(const std::string& text) {
  constexpr std::size_t most = 200;
  if (character_count(text) <= most) return text;
  return text.substr(0, byte_offset(text, most - 1)) + "…";
}

std::string counted(std::size_t count, const char* one) {
  return fmt::format("{} {}{}", count_text(static_cast<double>(count)), one, count == 1 ? "" : "s");
}

void open_section(const char* id, const char* title, Html& html) {
  const std::string heading = std::string("h-") + id;
  html.open("section", {{"id", id}, {"aria-labelledby", heading}});
  html.element("h2", title, {{"id", heading}});
}

Table bill_table(const std::vector<BillLine>& bill, const Estimate<Money>& sum) {
  Table table;
  table.columns = {{"item", Align::left, true}, {"number", Align::right},     {"unit"},
                   {"cost, USD", Align::right}, {"90 % range", Align::right}, {"grade"}};
  for (const BillLine& each : bill) {
    table.add({clipped(each.what), each.count > 0 ? ordered_text(each.count) : "",
               each.count > 0 ? clipped(each.unit) : "", number_text(each.cost.value / dollar),
               range_of(each.cost), grade_text(each.cost.grade)});
  }
  table.add({{"together", Tone::strong},
             "",
             "",
             {number_text(sum.value / dollar), Tone::strong},
             range_of(sum),
             grade_text(sum.grade)});
  return table;
}

void add_kinds(const std::vector<DesignKind>& kinds, Html& html) {
  if (kinds.empty()) return;
  open_section("designs", "Designs", html);
  Table table;
  table.columns = {{"no.", Align::right},
                   {"design"},
                   {"sites", Align::right},
                   {"to buy, all, USD", Align::right},
                   {"lifetime of a site, USD", Align::right},
                   {"where"}};
  for (std::size_t index = 0; index < std::min(kinds_shown, kinds.size()); ++index) {
    const DesignKind& kind = kinds[index];
    table.add({std::to_string(index + 1), clipped(kind.design), std::to_string(kind.lines.size()),
               number_text(totals_of(kind.lines).purchase.value / dollar), span_text(kind.lines),
               names_of(kind.lines)});
  }
  std::string caption =
      "Sites that share machines, panels and storage; smaller gear (converters, cooling) "
      "may differ by place";
  if (kinds.size() > kinds_shown) {
    std::size_t left = 0;
    for (std::size_t index = kinds_shown; index < kinds.size(); ++index) {
      left += kinds[index].lines.size();
    }
    caption += fmt::format("; {} more at {} are left out here",
                           counted(kinds.size() - kinds_shown, "design"), counted(left, "site"));
  }
  html.add(html_of(table, caption));
  for (std::size_t index = 0; index < std::min(bills_shown, kinds.size()); ++index) {
    add_bill_of(kinds[index], index + 1, kinds.size() == 1, html);
  }
  if (kinds.size() > bills_shown) {
    add_paragraph(html,
                  fmt::format("Bills of the first {} designs are shown; `islet plan` with "
                              "--format json holds those of all.",
                              bills_shown),
                  "faint");
  }
  html.close();
}

}  // namespace islet
