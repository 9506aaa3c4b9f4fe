#include "perf/fleet_shape.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/device_time.h"
#include "perf/memory.h"

namespace islet {
namespace {

// Losses closer than this are alike; then the price decides.
constexpr double alike = 0.005;

std::optional<Refusal> shape_refusal(const Model& model, const FleetShape& shape,
                                     const FleetDemand& demand) {
  if (auto refused = refusal(model, shape.device, shape.layout)) return refused;
  if (!model.shape) {
    return Refusal{"shape", fmt::format("the shape of {} is not known", model.name)};
  }
  return memory_refusal(model, shape.device, shape.layout,
                        {.sequences = 1, .context = demand.prompt + demand.reply});
}

Estimate<Money> fleet_price(const FleetShape& shape, int machines, int devices) {
  Estimate<Money> price;
  price.source = fmt::format("{} x {} and {} hosts", devices, shape.device.name, machines);
  if (!shape.device.price) return price;
  const Figure<Money>& one = *shape.device.price;
  const Money hosts = machines * shape.host_price;
  price.value = devices * one.typical + hosts;
  price.low = devices * one.low + hosts;
  price.high = devices * one.high + hosts;
  price.grade = one.grade;
  return price;
}

}  // namespace

/// A fleet for a demand.
///
///     machines = ceil(demand / (0.9 * copies * greatest rate)) + spare
///     kept     = min(1, (machines - 1) / machines * total / demand)
///     energy   = (idle + demand / total * (busy - idle)) / demand
///
/// Valid for   copies that take any request; demand spread evenly
/// Leaves out  racks and networks, supply losses, machines switched off at night
/// Source      linear power from idle to busy, Fan, Weber, Barroso, ISCA 2007; else counting
FleetOffer fleet_offer(const Model& model, const FleetShape& shape, const FleetDemand& demand) {
  CHECK(demand.rate > TokenRate{} && demand.reply > Tokens{} && demand.spare_machines >= 0);
  CHECK(shape.devices_per_machine % shape.layout.devices() == 0);
  FleetOffer offer;
  offer.refused = shape_refusal(model, shape, demand);
  if (offer.refused) return offer;
  const Deployment deployment = demand.maker(model, shape.device, shape.layout);
  const int copies = shape.devices_per_machine / shape.layout.devices();
  const TokenRate machine = copies * deployment.greatest_rate(demand.prompt, demand.reply);
  if (machine <= TokenRate{}) {
    offer.refused = Refusal{
        "memory", fmt::format("{} has no room for the cache of one sequence", shape.device.name)};
    return offer;
  }
  const double needed = std::ceil(demand.rate / (share_limit * machine));
  offer.machines = static_cast<int>(std::min(needed, 1e6)) + demand.spare_machines;
  offer.devices = offer.machines * shape.devices_per_machine;
  offer.total = offer.machines * machine;
  const Tokens context = demand.prompt + 0.5 * demand.reply;
  offer.one_user = deployment.decode_rate_per_user(1, context);
  offer.kept_after_loss = std::min(1.0, (offer.machines - 1) * machine / demand.rate);

  const int held = deployment.sequences_that_fit(demand.prompt + demand.reply);
  const Power board =
      deployment.step({.decode_sequences = 1.0 * held, .mean_context = context}).board_power;
  offer.idle = offer.devices * deployment.idle_power() + offer.machines * shape.host_idle;
  const Power busy = offer.devices * board + offer.machines * shape.host_serving;
  const double share = demand.rate / offer.total;
  offer.serving = offer.idle + std::min(1.0, share) * (busy - offer.idle);
  offer.energy = offer.serving / demand.rate;
  offer.price = fleet_price(shape, offer.machines, offer.devices);
  return offer;
}

std::optional<std::size_t> best_fleet(const std::vector<FleetOffer>& offers, FleetUse use) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const FleetOffer& one = offers[i];
    if (one.refused) continue;
    if (!best) {
      best = i;
      continue;
    }
    const FleetOffer& other = offers[*best];
    const double lead = use == FleetUse::distributed ? one.kept_after_loss - other.kept_after_loss
                                                     : other.energy / one.energy - 1.0;
    const bool is_cheaper = one.price.value < other.price.value;
    if (lead > alike || (lead > -alike && is_cheaper)) best = i;
  }
  return best;
}

}  // namespace islet
