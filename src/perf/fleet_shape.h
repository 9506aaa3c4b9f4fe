// Few big devices or many small ones for the same demand: what each fleet serves, draws and costs,
// and what is left of the service when one machine fails.
#pragma once

#include <optional>
#include <vector>

#include "base/estimate.h"
#include "perf/deployment_maker.h"

namespace islet {

/// One kind of machine with the copies of a model it holds.
struct FleetShape {
  const Accelerator& device;
  Layout layout;
  int devices_per_machine = 1;  ///< a multiple of the layout's devices
  Power host_idle;              ///< of the machine without its devices
  Power host_serving;
  Money host_price;
};

/// What a fleet must do.
struct FleetDemand {
  TokenRate rate{};  ///< reply tokens a second over all users, at the peak
  Tokens prompt{512};
  Tokens reply{256};
  int spare_machines = 0;  ///< beyond what the demand needs
  DeploymentMaker maker = plain_deployment;
};

/// A fleet that meets the demand with `share_limit` (perf/device_time.h) of its rate, unless it is
/// refused.
struct FleetOffer {
  std::optional<Refusal> refused;
  int machines = 0;
  int devices = 0;
  TokenRate total{};           ///< at full work
  TokenRate one_user{};        ///< one user alone
  double kept_after_loss = 0;  ///< share of the demand that is served with one machine gone
  Power idle;                  ///< of the whole fleet, without supply losses
  Power serving;               ///< at the demand
  EnergyPerToken energy{};     ///< at the demand
  Estimate<Money> price;       ///< of devices and hosts; all 0 where a device has no price
};

/// The fleet of a shape for a demand. Demand and reply above 0.
FleetOffer fleet_offer(const Model& model, const FleetShape& shape, const FleetDemand& demand);

/// What a fleet is for (rule R147).
enum class FleetUse {
  distributed,  ///< a service that must go on when a machine fails
  batched       ///< jobs that wait: the most work for a watt
};

/// Index of the offer that serves the use best: distributed by what a loss leaves, then by price;
/// batched by energy a token, then by price. None when all are refused.
std::optional<std::size_t> best_fleet(const std::vector<FleetOffer>& offers, FleetUse use);

}  // namespace islet
