#include "report/simulated_table.h"

#include "report/figure_text.h"

namespace islet {
namespace {

/// One in a million is no figure of its own beside the rest.
std::string seldom_text(double share) {
  return share > 0 && share < 1e-4 ? "< 0.01 %" : share_text(share);
}

}  // namespace

Table simulated_table(const std::vector<SimulatedSpan>& spans) {
  Table table;
  table.columns = {{"span", Align::left, true}, {"workload", Align::left, true},
                   {"asked", Align::right},     {"served", Align::right},
                   {"late", Align::right},      {"lower step", Align::right},
                   {"lost", Align::right},      {"P99", Align::right}};
  for (const SimulatedSpan& span : spans) {
    bool is_first = true;
    for (const SimulatedSpan::Work& work : span.work) {
      if (work.asked <= 0) continue;
      const auto share = [&](double count) { return seldom_text(count / work.asked); };
      table.add({is_first ? span.what : "", work.name, count_text(work.asked), share(work.served),
                 share(work.late), share(work.degraded), share(work.lost),
                 work.p99 > Duration() ? text_of(work.p99) : ""});
      is_first = false;
    }
  }
  return table;
}

}  // namespace islet
