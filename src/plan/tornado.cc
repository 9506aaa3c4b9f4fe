#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plan/outcome.h"

namespace islet {

std::vector<Tornado> tornado_of(const PlanContext& context, const PreparedMachines& machines,
                                const SizedDesign& design) {
  const Site& site = context.site;
  const SkyYear& sky = context.weather.years.front();
  std::vector<Tornado> out;
  const auto cost_with = [&](const SiteLoads& loads, double sun_factor) {
    const PlantYear run = run_year(context, design, loads, sky, sun_factor);
    return lifetime_cost(site, context.catalog, design.design, design.bill,
                         yearly_use(site, loads, run));
  };
  const double sun = context.weather.sun_range;
  if (sun > 0 && design.design.power.panels > Power()) {
    out.push_back({"sun over the year", fmt::format("{:+.0f} %", -100 * sun),
                   fmt::format("{:+.0f} %", 100 * sun), cost_with(machines.loads, 1 - sun),
                   cost_with(machines.loads, 1 + sun)});
  }
  const auto with_draw = [&](double factor) {
    return cost_with(
        site_loads(site, context.catalog, *machines.machines, design.design.power.battery, factor),
        1.0);
  };
  const double draw = machines.machines->draw.range_factor;
  out.push_back({"draw of the machines", fmt::format("/ {:.2g}", draw),
                 fmt::format("x {:.2g}", draw), with_draw(1 / draw), with_draw(draw)});
  if (site.power.generator && site.power.generator->fuel_price.typical > VolumePrice()) {
    Site cheap = site;
    Site dear = site;
    auto& price = site.power.generator->fuel_price;
    cheap.power.generator->fuel_price.typical = price.low;
    dear.power.generator->fuel_price.typical = price.high;
    out.push_back({"fuel price", fmt::format("{:.2f} USD/L", price.low / (dollar / litre)),
                   fmt::format("{:.2f} USD/L", price.high / (dollar / litre)),
                   lifetime_cost(cheap, context.catalog, design.design, design.bill, design.use),
                   lifetime_cost(dear, context.catalog, design.design, design.bill, design.use)});
  }
  for (const char* part : {"compute", "panels", "battery"}) {
    Tornado bar{fmt::format("price of {}", part), "low", "high", design.lifetime, design.lifetime};
    for (const BillItem& item : design.bill) {
      if (item.part != part) continue;
      bar.cost_at_low += item.cost.low - item.cost.value;
      bar.cost_at_high += item.cost.high - item.cost.value;
    }
    if (bar.cost_at_high > bar.cost_at_low) out.push_back(bar);
  }
  std::stable_sort(out.begin(), out.end(), [](const Tornado& a, const Tornado& b) {
    const auto width = [](const Tornado& bar) {
      return std::abs((bar.cost_at_high - bar.cost_at_low) / dollar);
    };
    return width(a) > width(b);
  });
  return out;
}

}  // namespace islet
