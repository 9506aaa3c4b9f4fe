#include "report/map_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/report_parts.h"

namespace islet {
namespace {

constexpr std::size_t values_max = 100;

const SystemMap::Cell& cell_at(const SystemMap& map, std::size_t row, std::size_t column) {
  return map.cells[row * map.across_values.size() + column];
}

/// Kinds in the order in which they come, "nothing fits" among them.
std::vector<std::string> kinds_of(const SystemMap& map) {
  std::vector<std::string> kinds;
  for (const SystemMap::Cell& each : map.cells) {
    if (std::find(kinds.begin(), kinds.end(), each.kind) == kinds.end()) kinds.push_back(each.kind);
  }
  return kinds;
}

std::string name_of_kind(const std::string& kind) { return kind.empty() ? "nothing fits" : kind; }

std::string text_of_cell(const SystemMap::Cell& cell) {
  if (!cell.lifetime) return "nothing fits";
  return fmt::format("{}: {}, {}", cell.kind, cell.design, text_of(*cell.lifetime));
}

/// Kinds have letters as well as colours: print has no colours, and some eyes tell few apart.
char letter_of(const std::vector<std::string>& kinds, const std::string& kind) {
  const auto at = std::find(kinds.begin(), kinds.end(), kind) - kinds.begin();
  return static_cast<char>('A' + at);
}

const char* colour_of(const std::vector<std::string>& kinds, const std::string& kind) {
  if (kind.empty()) return "bad";
  constexpr std::array<const char*, 6> colours = {"sun",  "battery", "generator",
                                                  "grid", "good",    "load"};
  const auto at =
      static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
  return colours[at % colours.size()];
}

Chart chart_of(const SystemMap& map) {
  constexpr double left = 150;
  constexpr double top = 34;
  constexpr double cell_width = 112;
  constexpr double cell_height = 46;
  const std::vector<std::string> kinds = kinds_of(map);
  const double across = cell_width * static_cast<double>(map.across_values.size());
  const double down = cell_height * static_cast<double>(map.down_values.size());
  const double key_height = 20 * static_cast<double>(kinds.size());
  Chart chart(std::max(left + across + 10, 660.0), top + down + 30 + key_height,
              "Kinds of system over " + map.across + " and " + map.down,
              fmt::format("{} plans, {} kinds", map.cells.size(), kinds.size()));
  for (std::size_t column = 0; column < map.across_values.size(); ++column) {
    chart.text({left + cell_width * (static_cast<double>(column) + 0.5), top - 8}, Anchor::middle,
               fitted(map.across_values[column], cell_width - 6));
  }
  for (std::size_t row = 0; row < map.down_values.size(); ++row) {
    const double y = top + cell_height * static_cast<double>(row);
    chart.text({left - 8, y + cell_height / 2 + 4}, Anchor::end,
               fitted(map.down_values[row], left - 12));
    for (std::size_t column = 0; column < map.across_values.size(); ++column) {
      const SystemMap::Cell& cell = cell_at(map, row, column);
      const double x = left + cell_width * static_cast<double>(column);
      const std::string tip = text_of_cell(cell);
      chart.box({x + 1, y + 1}, 16, cell_height - 2, colour_of(kinds, cell.kind), tip);
      chart.text({x + 23, y + 19}, Anchor::start, fmt::format("{}", letter_of(kinds, cell.kind)));
      chart.text({x + 23, y + 37}, Anchor::start, cell.lifetime ? text_of(*cell.lifetime) : "none");
      chart.line({x, y}, {x + cell_width, y}, "faint");
      chart.line({x, y}, {x, y + cell_height}, "faint");
    }
  }
  double y = top + down + 26;
  for (const std::string& kind : kinds) {
    chart.box({left, y - 10}, 12, 12, colour_of(kinds, kind));
    chart.text({left + 20, y}, Anchor::start,
               fmt::format("{}: {}", letter_of(kinds, kind), name_of_kind(kind)));
    y += 20;
  }
  return chart;
}

/// The kind that wins most often, and where others do.
std::string finding_of(const SystemMap& map) {
  std::map<std::string, std::size_t> wins;
  for (const SystemMap::Cell& each : map.cells) ++wins[each.kind];
  const auto most = std::max_element(
      wins.begin(), wins.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const std::string kind = name_of_kind(most->first);
  if (wins.size() == 1) return "Everywhere on the map: " + kind;
  return fmt::format("In {} of {} cases: {}", most->second, map.cells.size(), kind);
}

}  // namespace

Table map_rows(const SystemMap& map) {
  Table table;
  table.columns = {{map.down + " down, " + map.across + " across", Align::left, true}};
  for (const std::string& value : map.across_values) table.columns.push_back({value});
  for (std::size_t row = 0; row < map.down_values.size(); ++row) {
    std::vector<Cell> cells = {map.down_values[row]};
    for (std::size_t column = 0; column < map.across_values.size(); ++column) {
      const SystemMap::Cell& cell = cell_at(map, row, column);
      cells.emplace_back(cell.lifetime ? fmt::format("{}; {}", cell.kind, text_of(*cell.lifetime))
                                       : std::string("nothing fits"));
    }
    table.add(std::move(cells));
  }
  return table;
}

void add_map(const std::optional<SystemMap>& map, Document& page) {
  if (!map) return;
  page.heading("Kinds of system", "the best for each pair of values, lifetime cost");
  page.table(map_rows(*map));
}

void add_map(const std::optional<SystemMap>& map, Html& html) {
  if (!map) {
    add_paragraph(html,
                  "Which kind of system is best over two inputs is planned with --map KEY=VALUES "
                  "--map KEY=VALUES.",
                  "faint hint");
    return;
  }
  add_figure({finding_of(*map),
              fmt::format("The best kind of system and its lifetime cost in USD, {} across and {} "
                          "down; each case is planned anew.",
                          map->across, map->down),
              map_rows(*map)},
             chart_of(*map), html);
}

Json map_json(const SystemMap& map) {
  Json cells = Json::array();
  for (const SystemMap::Cell& each : map.cells) {
    cells.push_back({{"kind", each.kind},
                     {"design", each.design},
                     {"lifetime_usd", each.lifetime ? Json(*each.lifetime / dollar) : Json()}});
  }
  return Json{{"across", map.across},
              {"across_values", map.across_values},
              {"down", map.down},
              {"down_values", map.down_values},
              {"cells", std::move(cells)}};
}

std::optional<SystemMap> read_map(const JsonView& result) {
  if (!result.has("system_map")) return std::nullopt;
  const JsonView json = result.at("system_map");
  SystemMap out;
  out.across = json.text("across");
  out.down = json.text("down");
  out.across_values = json.texts("across_values");
  out.down_values = json.texts("down_values");
  for (const JsonView& each : json.list("cells", values_max * values_max)) {
    SystemMap::Cell cell{each.text("kind"), each.text("design"), std::nullopt};
    if (!each.at("lifetime_usd").is_null()) cell.lifetime = each.quantity("lifetime_usd", dollar);
    out.cells.push_back(std::move(cell));
  }
  if (out.cells.size() != out.across_values.size() * out.down_values.size()) return std::nullopt;
  return out;
}

}  // namespace islet
