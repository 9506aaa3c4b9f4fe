#include "plan/outage_year.h"

#include <algorithm>

namespace islet {

double kept_from(const Plant& plant, Importance importance) {
  return importance == Importance::safety ? 0.0 : plant.keep_above;
}

double charge_above(double charge, double kept) {
  return kept < 1 ? std::max(0.0, (charge - kept) / (1 - kept)) : 0.0;
}

double charge_before(const PlantTrace& trace, std::size_t at) {
  return trace.charge[at == 0 ? trace.charge.size() - 1 : at - 1];
}

std::vector<Power> net_load(const OutageYear& outage_year, Importance least) {
  const auto& [plant, loads, run, trace, sky] = outage_year;
  Energy without_cooling;
  for (const LoadYear& each : run.loads) without_cooling += each.served;
  const double with_cooling = without_cooling > Energy() ? run.total.load / without_cooling : 1.0;
  const Power own = plant.conversion.bus_to_load * (plant.own_draw + plant.battery.standby);
  std::vector<Power> net(trace.flows.size(), own);
  for (std::size_t i = 0; i < net.size(); ++i) {
    for (std::size_t k = 0; k < loads.loads.size(); ++k) {
      if (loads.loads[k].importance <= least) net[i] += with_cooling * trace.asked[k][i];
    }
    const Energy sun = trace.flows[i].panels + trace.flows[i].curtailed;
    net[i] -= sun / hour * plant.conversion.panel_to_bus * plant.conversion.bus_to_load;
    if (!sky.grid.empty()) net[i] -= sky.grid[i];
  }
  return net;
}

OutageBattery battery_for(const Plant& plant, Importance importance) {
  OutageBattery battery;
  battery.usable = (1 - kept_from(plant, importance)) * plant.battery.usable();
  battery.power = plant.battery.discharge_max * plant.conversion.bus_to_load;
  battery.charge_efficiency = plant.battery.charge_efficiency;
  battery.discharge_efficiency = plant.battery.discharge_efficiency * plant.conversion.bus_to_load;
  return battery;
}

std::vector<double> mean_course(const OutageYear& outage_year, const OutagePlant& survivor,
                                const std::vector<Power>& net, Importance importance,
                                std::size_t steps, std::size_t followed) {
  const OutageChances chances(survivor);
  const double kept = kept_from(outage_year.plant, importance);
  std::vector<double> sum(steps);
  double count = 0;
  const std::size_t stride = std::max<std::size_t>(1, net.size() / followed);
  for (std::size_t first = 0; first < net.size(); first += stride) {
    const double charge = charge_above(charge_before(outage_year.trace, first), kept);
    const Survival course = chances.survival(net, first, steps, charge * survivor.battery.usable);
    for (std::size_t at = 0; at < steps; ++at) sum[at] += course.until[at];
    count += 1;
  }
  for (double& each : sum) each /= count;
  return sum;
}

}  // namespace islet
