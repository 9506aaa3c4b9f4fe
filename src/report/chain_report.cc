// The report of many sites: what to buy together, which sites share a design, every site.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "report/brief.h"
#include "report/chain_page.h"
#include "report/chain_parts.h"
#include "report/report_parts.h"

namespace islet {
namespace {

constexpr std::size_t sites_shown = 1000;
constexpr std::size_t site_bytes_shown = 600'000;
constexpr std::size_t kinds_coloured = 7;
constexpr std::size_t rows_shown = 100;
constexpr std::size_t columns_shown = 240;

std::string finding_of(const ChainResult& chain, const ChainTotals& sum,
                       const std::vector<DesignKind>& kinds) {
  const std::string all = counted(chain.lines.size(), "site");
  if (sum.planned == 0) return all + ", none with a design";
  std::string text = all;
  if (sum.planned < chain.lines.size()) {
    text = fmt::format("{} of {} with a design", count_text(static_cast<double>(sum.planned)), all);
  }
  if (sum.planned > 1) {
    text += kinds.size() == 1             ? ", one design for all"
            : kinds.size() == sum.planned ? ", a design of its own for each"
                                          : ", " + counted(kinds.size(), "design");
  }
  return text + ", " + text_of(sum.purchase.value) + " to buy";
}

void add_top(const ChainResult& chain, const std::string& finding, Html& html) {
  html.open("header", {{"class", "top"}});
  html.element("h1", clipped(chain.name.empty() ? chain.file : chain.name) + ": " + finding);
  add_paragraph(html,
                "Plan for AI inference on site power. Each site is planned by itself, by the same "
                "search as if it were alone.",
                "faint");
  html.close();
}

/// How sure the bill is, and what is counted otherwise than it is sold.
std::string bill_note(const ChainTotals& sum) {
  const std::string assumed = assumed_text(assumed_share(sum.bill));
  std::string text = assumed.empty() ? "" : assumed + ". ";
  text +=
      "The ranges add up end to end: prices err alike at all sites, so that one offer narrows "
      "them for all.";
  if (sum.storage > Energy()) {
    text +=
        " Batteries are counted by the kWh; each site takes whole modules, or a model nearer "
        "to its size.";
  }
  return text;
}

void add_together(const ChainTotals& sum, Html& html) {
  open_section("together", "All sites together", html);
  if (sum.planned == 0) {
    add_absent(html, "No site has a design; the list of sites says why.");
    html.close();
    return;
  }
  html.open("ul", {{"class", "cards"}});
  add_card(html, "Bought at the start", sum.purchase);
  add_card(html, "Lifetime cost", sum.lifetime);
  add_card(html, "Energy used a day", scaled(sum.energy, day / year));
  html.close();
  html.add(html_of(chain_totals(sum),
                   "Sums over the planned sites. The ranges add up end to end: prices and weather "
                   "err alike at all sites"));
  html.close();
  open_section("bill", "Bill of all sites", html);
  std::vector<BillLine> bill = sum.bill;
  const std::size_t all = bill.size();
  if (all == 0) {
    // Plans of an edition before bills were kept.
    Table devices = chain_devices(sum);
    if (devices.rows.size() > rows_shown) devices.rows.resize(rows_shown);
    html.add(html_of(devices, "Devices to order"));
    html.close();
    return;
  }
  if (all > rows_shown) bill.resize(rows_shown);
  html.add(html_of(bill_table(bill, sum.purchase),
                   all > rows_shown
                       ? fmt::format("The {} dearest items of {}, spares included", rows_shown, all)
                       : "What is bought at the start for all sites, dearest first, spares "
                         "included"));
  add_paragraph(html, bill_note(sum));
  html.close();
}

/// The planned sites, dearest first, with the number of their design.
struct CostedSite {
  const SiteLine* line;
  std::size_t kind;
};
std::vector<CostedSite> dearest_first(const std::vector<DesignKind>& kinds) {
  std::vector<CostedSite> out;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    for (const SiteLine& line : kinds[kind].lines) out.push_back({&line, kind});
  }
  std::sort(out.begin(), out.end(), [](const CostedSite& a, const CostedSite& b) {
    const double more = a.line->lifetime.value / dollar - b.line->lifetime.value / dollar;
    return more != 0 ? more > 0 : a.line->index < b.line->index;
  });
  return out;
}

Chart cost_chart(const std::vector<CostedSite>& sites, bool coloured) {
  constexpr std::array<const char*, kinds_coloured> colours = {"s0", "s1", "s2", "s3",
                                                               "s4", "s5", "s6"};
  constexpr std::array<const char*, kinds_coloured> names = {
      "design 1", "design 2", "design 3", "design 4", "design 5", "design 6", "design 7"};
  Chart chart(820, 300, "Lifetime cost by site", "Columns, the dearest site first");
  const PlotArea area = add_axis(chart, sites.front().line->lifetime.value / dollar, "USD");
  const std::size_t columns = std::min(columns_shown, sites.size());
  const double each = 1.0 / static_cast<double>(columns);
  for (std::size_t column = 0; column < columns; ++column) {
    const CostedSite& site = sites[column * sites.size() / columns];
    const double cost = site.line->lifetime.value / dollar;
    const double left = area.x(static_cast<double>(column) * each);
    const double gap = columns <= 80 ? 0.2 : 0;
    chart.box({left, area.y(cost)}, area.width * each * (1 - gap),
              area.top + area.height - area.y(cost), coloured ? colours[site.kind] : "battery",
              clipped(site.line->name) + ": " + text_of(site.line->lifetime));
  }
  const double below = area.top + area.height + 18;
  chart.text({area.left, below}, Anchor::start, fitted(sites.front().line->name, area.width * 0.45),
             "label faint");
  chart.text({area.left + area.width, below}, Anchor::end,
             fitted(sites.back().line->name, area.width * 0.45), "label faint");
  if (!coloured) return chart;
  std::vector<std::pair<const char*, const char*>> key;
  for (std::size_t kind = 0; kind < kinds_coloured; ++kind) {
    const bool is_there = std::any_of(sites.begin(), sites.end(),
                                      [&](const CostedSite& site) { return site.kind == kind; });
    if (is_there) key.emplace_back(colours[kind], names[kind]);
  }
  add_key(chart, {area.left + 40, 16}, key);
  return chart;
}

/// A chart where the sites differ in cost, else a sentence.
void add_costs(const std::vector<DesignKind>& kinds, Html& html) {
  const std::vector<CostedSite> sites = dearest_first(kinds);
  if (sites.size() < 2) return;
  open_section("costs", "Lifetime cost by site", html);
  const SiteLine& dearest = *sites.front().line;
  const SiteLine& cheapest = *sites.back().line;
  constexpr double alike = 1.05;
  if (dearest.lifetime.value <= alike * cheapest.lifetime.value) {
    add_paragraph(html, fmt::format("The sites hardly differ: from {} ({}) to {} ({}) each.",
                                    text_of(cheapest.lifetime.value), clipped(cheapest.name),
                                    text_of(dearest.lifetime.value), clipped(dearest.name)));
    html.close();
    return;
  }
  const bool coloured = kinds.size() > 1 && kinds.size() <= kinds_coloured;
  std::string what = "Lifetime cost, USD, dearest site first";
  if (sites.size() > columns_shown) {
    what += fmt::format("; {} of {} sites, evenly from dearest to cheapest", columns_shown,
                        sites.size());
  }
  if (coloured) what += ". Colours: the designs by their number above";
  add_figure({fmt::format("{} costs most, {}; {} least, {}", clipped(dearest.name),
                          text_of(dearest.lifetime.value), clipped(cheapest.name),
                          text_of(cheapest.lifetime.value)),
              what + ".",
              {}},
             cost_chart(sites, coloured), html);
  html.close();
}

/// Breaks behind the comma only.
std::string place_text(const GeoPosition& position) {
  std::string out;
  for (const char c : position_text(position)) {
    const bool breaks = c != ' ' || out.ends_with(',');
    out += breaks ? std::string(1, c) : "\u00a0";
  }
  return out;
}

std::vector<Cell> site_row(const SiteLine& line) {
  std::vector<Cell> row = {clipped(line.name), line.position ? place_text(*line.position) : ""};
  if (line.state == SiteState::planned) {
    row.insert(row.end(), {clipped(line.design), number_text(line.purchase.value / dollar),
                           number_text(line.lifetime.value / dollar),
                           number_text(scaled(line.energy, day / year).value / kilowatt_hour),
                           clipped(line.tightest)});
    return row;
  }
  const bool unreached = line.state == SiteState::not_reached;
  row.emplace_back(unreached                              ? "not reached in time"
                   : line.state == SiteState::wrong_input ? "wrong input"
                                                          : "none",
                   unreached ? Tone::caution : Tone::bad);
  row.resize(row.size() + 3);
  row.emplace_back(clipped(line.why), Tone::caution);
  return row;
}

std::size_t bytes_of(const std::vector<Cell>& row) {
  std::size_t bytes = 0;
  for (const Cell& cell : row) bytes += html_escaped(cell.text).size() + 40;
  return bytes;
}

/// All in their order; of too many, those without a design, then the dearest.
std::vector<const SiteLine*> in_order(const ChainResult& chain) {
  std::vector<const SiteLine*> out;
  for (const SiteLine& line : chain.lines) out.push_back(&line);
  if (out.size() <= sites_shown) return out;
  std::stable_sort(out.begin(), out.end(), [](const SiteLine* a, const SiteLine* b) {
    const bool a_planned = a->state == SiteState::planned;
    const bool b_planned = b->state == SiteState::planned;
    if (a_planned != b_planned) return b_planned;
    return a_planned && a->lifetime.value > b->lifetime.value;
  });
  return out;
}

void add_sites(const ChainResult& chain, const ChainTotals& sum, Html& html) {
  open_section("sites", "Sites", html);
  add_paragraph(html, chain_summary(sum) + ".", sum.planned == chain.lines.size() ? "" : "caution");
  Table table;
  table.columns = {{"site"},
                   {"place"},
                   {"design"},
                   {"to buy, USD", Align::right},
                   {"lifetime, USD", Align::right},
                   {"kWh a day", Align::right},
                   {"tightest, or why none"}};
  std::size_t bytes = 0;
  for (const SiteLine* line : in_order(chain)) {
    std::vector<Cell> row = site_row(*line);
    bytes += bytes_of(row);
    if (table.rows.size() == sites_shown || bytes > site_bytes_shown) break;
    table.add(std::move(row));
  }
  const std::size_t shown = table.rows.size();
  if (shown < chain.lines.size()) {
    add_paragraph(html,
                  fmt::format("{} sites are left out of this page: it lists {} of {}, those "
                              "without a design first, then the dearest. All stand in: islet plan "
                              "{} --format csv.",
                              chain.lines.size() - shown, shown, chain.lines.size(), chain.file),
                  "caution");
  }
  html.add(html_of(
      table, fmt::format(
                 "{} of {}: what each costs and uses, and the requirement it meets with least room",
                 shown, counted(chain.lines.size(), "site"))));
  html.close();
}

void add_assumed(const ChainResult& chain, Html& html) {
  open_section("assumptions", "Assumptions", html);
  if (chain.assumed.empty()) {
    add_absent(html,
               "Nothing was assumed in place of a value that is not given, or the file that this "
               "was made from does not tell.");
    html.close();
    return;
  }
  Table table;
  table.columns = {{"key"}, {"taken"}, {"sites"}, {"why"}};
  for (const CommonDefault& each : chain.assumed) {
    if (table.rows.size() == rows_shown) break;
    std::string sites = "all";
    if (each.otherwise > 0) {
      sites = fmt::format("{}; another at {}", each.sites, each.otherwise);
    } else if (each.sites < chain.lines.size()) {
      sites = std::to_string(each.sites);
    }
    table.add({clipped(each.key), clipped(each.value), std::move(sites), clipped(each.why)});
  }
  const std::size_t all = chain.assumed.size();
  html.add(html_of(
      table, all > rows_shown
                 ? fmt::format("The first {} of {} values that were not given", rows_shown, all)
                 : "Values that were not given"));
  html.close();
}

void add_reading(Html& html) {
  open_section("reading", "How to read this", html);
  std::vector<std::string> items = {"Ranges hold with 90 %. Figures have three significant digits.",
                                    "Grade of a figure: the weakest of what it rests on."};
  for (const Grade grade : {Grade::a, Grade::b, Grade::c, Grade::d}) {
    items.push_back("Grade " + grade_text(grade) + ": " + meaning_of(grade) + ".");
  }
  add_bullets(html, items);
  html.close();
}

}  // namespace

std::string chain_html(const ChainResult& chain) {
  const ChainTotals sum = totals_of(chain.lines);
  const std::vector<DesignKind> kinds = kinds_of(chain.lines);
  const std::string finding = finding_of(chain, sum, kinds);
  Html html;
  open_page(html, clipped(chain.name.empty() ? chain.file : chain.name) + ": " + finding);
  add_top(chain, finding, html);
  html.open("main");
  add_together(sum, html);
  add_kinds(kinds, html);
  add_costs(kinds, html);
  add_sites(chain, sum, html);
  add_assumed(chain, html);
  add_reading(html);
  html.close();
  html.open("footer");
  add_paragraph(html, fmt::format("Made by islet {} from {} (seed {}).", chain.version, chain.file,
                                  chain.seed));
  html.close();
  html.close();
  html.close();
  return html.take();
}

}  // namespace islet
