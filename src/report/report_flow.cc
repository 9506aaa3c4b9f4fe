// The energy flow of a year to scale: sources at the left, uses at the right.
#include <algorithm>
#include <utility>

#include "report/report_parts.h"

namespace islet {
namespace {

struct FlowEnd {
  std::string name;
  Energy energy;
  const char* kind;
};

constexpr std::size_t loads_shown = 8;

std::vector<FlowEnd> sources_of(const StepFlows& total) {
  std::vector<FlowEnd> out = {{"sun", total.panels, "sun"},
                              {"generator", total.generator, "generator"},
                              {"grid or feed", total.grid, "grid"},
                              {"taken from the store", total.taken_from_store, "battery"}};
  std::erase_if(out, [](const FlowEnd& each) { return each.energy <= 0.05 * kilowatt_hour; });
  return out;
}

std::vector<FlowEnd> uses_of(const TracedYear& traced) {
  std::vector<LoadShape> loads = traced.loads;
  std::stable_sort(loads.begin(), loads.end(),
                   [](const LoadShape& a, const LoadShape& b) { return a.served > b.served; });
  std::vector<FlowEnd> out;
  FlowEnd rest{"other consumers", Energy(), "load"};
  for (const LoadShape& load : loads) {
    if (out.size() < loads_shown) {
      out.push_back({load.name, load.served, "load"});
    } else {
      rest.energy += load.served;
    }
  }
  const StepFlows& total = traced.total;
  out.push_back(rest);
  out.push_back({"cooling", traced.cooling, "cool"});
  out.push_back({"inverter, controllers waiting", total.own, "loss"});
  out.push_back({"conversion losses", total.conversion_loss, "loss"});
  out.push_back({"battery losses", total.battery_loss, "loss"});
  out.push_back({"battery's heater", total.heater, "loss"});
  out.push_back({"generator's minimum, unused", total.dumped, "loss"});
  std::erase_if(out, [](const FlowEnd& each) { return each.energy <= 0.05 * kilowatt_hour; });
  return out;
}

std::string flow_text(const FlowEnd& end) {
  return end.name + " " + number_text(end.energy / kilowatt_hour);
}

}  // namespace

Chart energy_flow_chart(const TracedYear& traced, const std::string& summary) {
  const std::vector<FlowEnd> sources = sources_of(traced.total);
  const std::vector<FlowEnd> uses = uses_of(traced);
  const FlowEnd unused{"sun left in the panels", traced.total.curtailed, "left"};
  Energy supplied;
  for (const FlowEnd& each : sources) supplied += each.energy;
  Energy taken;
  for (const FlowEnd& each : uses) taken += each.energy;
  const Energy whole = std::max(supplied, taken) + unused.energy;
  constexpr double gap = 20;
  constexpr double drawn = 220;
  const auto thick = [&](Energy energy) {
    return whole > Energy() ? drawn * (energy / whole) : 0.0;
  };
  // The side that is longer sets the height.
  const double left_side =
      30 + thick(supplied + unused.energy) + gap * static_cast<double>(sources.size() + 1);
  const double right_side = 14 + thick(taken) + gap * static_cast<double>(uses.size());
  Chart chart(740, std::max(left_side, right_side) + 6, "Energy flow of the year, kWh", summary);
  constexpr double source_x = 185;
  constexpr double trunk_x = 300;
  constexpr double use_x = 410;
  constexpr double wide = 12;
  const double trunk_top = 40;
  double y = 30;
  double at = trunk_top;
  for (const FlowEnd& each : sources) {
    const double size = thick(each.energy);
    chart.ribbon({source_x + wide, y}, {trunk_x, at}, size, each.kind, flow_text(each) + " kWh");
    chart.box({source_x, y}, wide, std::max(size, 1.0), each.kind);
    chart.text({source_x - 8, y + size / 2 + 4}, Anchor::end, flow_text(each));
    at += size;
    y += size + gap;
  }
  chart.box({trunk_x, trunk_top}, wide, thick(std::max(supplied, taken)), "load");
  chart.text({trunk_x + wide / 2, trunk_top - 8}, Anchor::middle,
             "site " + number_text(supplied / kilowatt_hour), "label strong");
  if (unused.energy > 0.05 * kilowatt_hour) {
    const double size = thick(unused.energy);
    chart.box({source_x, y}, wide, std::max(size, 1.0), "left");
    chart.text({source_x - 8, y + size / 2 + 4}, Anchor::end, flow_text(unused));
  }
  y = 14;
  at = trunk_top;
  for (const FlowEnd& each : uses) {
    const double size = thick(each.energy);
    chart.ribbon({trunk_x + wide, at}, {use_x, y}, size, each.kind, flow_text(each) + " kWh");
    chart.box({use_x, y}, wide, std::max(size, 1.0), each.kind);
    chart.text({use_x + wide + 8, y + size / 2 + 4}, Anchor::start,
               fitted(each.name, 250) + " " + number_text(each.energy / kilowatt_hour));
    at += size;
    y += size + gap;
  }
  return chart;
}

}  // namespace islet
