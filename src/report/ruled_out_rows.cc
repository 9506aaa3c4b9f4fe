#include "report/ruled_out_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {

std::vector<RuledOut> by_reason(const std::vector<RuledOut>& all, int named) {
  std::vector<RuledOut> out;
  std::vector<int> names;
  for (const RuledOut& each : all) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const RuledOut& other) {
      return other.rule == each.rule && other.why == each.why;
    });
    if (same == out.end()) {
      out.push_back(each);
      names.push_back(1);
      continue;
    }
    same->count += each.count;
    int& count = names[static_cast<std::size_t>(same - out.begin())];
    if (++count <= named) same->what += ", " + each.what;
  }
  for (std::size_t index = 0; index < out.size(); ++index) {
    if (names[index] > named) out[index].what += fmt::format(" and {} more", names[index] - named);
  }
  return out;
}

Table ruled_out_rows(const std::vector<RuledOut>& reasons, std::size_t shown) {
  Table table;
  table.columns = {{"what", Align::left, true},
                   {"by", Align::left, true},
                   {"why", Align::left, true},
                   {"designs", Align::right}};
  for (std::size_t index = 0; index < std::min(reasons.size(), shown); ++index) {
    const RuledOut& each = reasons[index];
    table.add({each.what, each.rule, each.why, count_text(static_cast<double>(each.count))});
  }
  return table;
}

}  // namespace islet
