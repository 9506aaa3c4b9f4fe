#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "plan/outcome.h"

namespace islet {
namespace {

/// Bars around the cost as planned. An end is told apart from its own base case, which may be
/// another year or another use than the mean over all years, so that no bar leans to one side.
class Bars {
 public:
  explicit Bars(Money planned) : planned_(planned) {}

  void add(std::string input, std::pair<std::string, std::string> ends, Money base,
           std::pair<Money, Money> costs) {
    bars_.push_back({std::move(input), std::move(ends.first), std::move(ends.second),
                     planned_ + (costs.first - base), planned_ + (costs.second - base)});
  }

  std::vector<Tornado> widest_first() && {
    std::stable_sort(bars_.begin(), bars_.end(), [](const Tornado& a, const Tornado& b) {
      const auto width = [](const Tornado& bar) {
        return std::abs((bar.cost_at_high - bar.cost_at_low) / dollar);
      };
      return width(a) > width(b);
    });
    return std::move(bars_);
  }

 private:
  Money planned_;
  std::vector<Tornado> bars_;
};

/// Sun and draw, each by plant-years of the first weather year.
void add_energy(const PlanContext& context, const PreparedMachines& machines,
                const SizedDesign& design, Bars& bars) {
  const auto cost_with = [&](const SiteLoads& loads, double sun_factor) {
    const PlantYear run =
        run_year(context, design, loads, context.weather.years.front(), sun_factor);
    return lifetime_cost(context.site, context.catalog, design.design, design.bill,
                         yearly_use(context.site, loads, run));
  };
  const Money base = cost_with(machines.loads, 1.0);
  const double sun = context.weather.sun_range;
  if (sun > 0 && design.design.power.panels > Power()) {
    bars.add("sun over the year",
             {fmt::format("{:+.0f} %", -100 * sun), fmt::format("{:+.0f} %", 100 * sun)}, base,
             {cost_with(machines.loads, 1 - sun), cost_with(machines.loads, 1 + sun)});
  }
  const auto with_draw = [&](double factor) {
    return cost_with(site_loads(context.site, context.catalog, *machines.machines,
                                design.design.power.battery, factor),
                     1.0);
  };
  const double draw = machines.machines->draw.range_factor;
  bars.add("draw of the machines", {fmt::format("/ {:.2g}", draw), fmt::format("x {:.2g}", draw)},
           base, {with_draw(1 / draw), with_draw(draw)});
}

void add_fuel_price(const PlanContext& context, const SizedDesign& design, Bars& bars) {
  if (!context.site.power.generator) return;
  const auto& price = context.site.power.generator->fuel_price;
  if (price.typical <= VolumePrice()) return;
  const auto cost_at = [&](VolumePrice at) {
    Site site = context.site;
    site.power.generator->fuel_price.typical = at;
    return lifetime_cost(site, context.catalog, design.design, design.bill, design.use);
  };
  bars.add("fuel price",
           {fmt::format("{:.2f} USD/L", price.low / (dollar / litre)),
            fmt::format("{:.2f} USD/L", price.high / (dollar / litre))},
           design.lifetime, {cost_at(price.low), cost_at(price.high)});
}

/// At its low or high price a part's replacements, upkeep and rest value move along.
void add_prices(const PlanContext& context, const SizedDesign& design, Bars& bars) {
  const auto cost_at = [&](std::string_view part, bool high) {
    std::vector<BillItem> bill = design.bill;
    for (BillItem& item : bill) {
      if (item.part == part) item.cost.value = high ? item.cost.high : item.cost.low;
    }
    return lifetime_cost(context.site, context.catalog, design.design, bill, design.use);
  };
  constexpr std::pair<const char*, const char*> parts[] = {
      {"compute", "compute"}, {"panels", "panels"},       {"wind", "wind turbine"},
      {"battery", "battery"}, {"generator", "generator"}, {"cooling", "cooling"},
      {"UPS", "UPS"},         {"site", "site works"},     {"project", "the project"}};
  for (const auto& [part, name] : parts) {
    const std::pair<Money, Money> costs{cost_at(part, false), cost_at(part, true)};
    if (costs.second > costs.first) {
      bars.add(fmt::format("price of {}", name), {"low", "high"}, design.lifetime, costs);
    }
  }
}

}  // namespace

std::vector<Tornado> tornado_of(const PlanContext& context, const PreparedMachines& machines,
                                const SizedDesign& design, Money planned) {
  Bars bars(planned);
  add_energy(context, machines, design, bars);
  add_fuel_price(context, design, bars);
  add_prices(context, design, bars);
  return std::move(bars).widest_first();
}

}  // namespace islet
