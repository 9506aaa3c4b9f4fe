// Which network between machines carries a model that is split over them: time each one adds to a
// step, and the choice between Ethernet and InfiniBand for a cluster.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "perf/split_traffic.h"

namespace islet {

/// One kind of network. Rates are one direction, as sold; delays end to end for small messages.
struct ClusterNetwork {
  const char* name = "";
  Bandwidth rate;
  Duration delay;
  bool is_infiniband = false;
  const char* source = "";
};

/// From slow to fast.
const std::array<ClusterNetwork, 6>& cluster_networks();

/// A model split over machines.
struct ClusterSplit {
  SplitKind kind = SplitKind::pipeline;
  int machines = 2;
  int ports = 1;      ///< network ports of one machine, used together
  double tokens = 1;  ///< that a step computes
  Duration step;      ///< time of the step without the network; above 0
};

/// What a network does to the step.
struct NetworkVerdict {
  ClusterNetwork network{};
  Duration added;         ///< per step, nothing hidden
  double share = 0;       ///< of the step with the network, 0 to 1
  Bandwidth rate_needed;  ///< at which transfers alone take a tenth of the step
  bool works = false;     ///< the share is at most `network_share_most`
};

/// Above this share the devices wait for the network too much to be worth their money. Assumption,
/// grade D, 2026-11: half of what the seeds call too much for a link (rule R041).
inline constexpr double network_share_most = 0.25;

/// All networks, from slow to fast.
std::vector<NetworkVerdict> network_verdicts(const Model& model, const ClusterSplit& split);

/// The cheapest that works: the slowest; nullptr when none does.
const NetworkVerdict* slowest_that_works(const std::vector<NetworkVerdict>& verdicts);

/// Fabric of a whole cluster.
struct FabricAdvice {
  bool infiniband = false;  ///< else Ethernet with RoCE
  std::string rule;
  std::string why;
  Money infiniband_cost;  ///< of the fabric alone, by the seeds' figure for 512 devices
  Money ethernet_cost;

  /// Share of the cost that Ethernet saves, 0 to 1.
  double saving() const { return 1.0 - ethernet_cost / infiniband_cost; }
};

/// For `machines` with `devices` in all, at least 1 of each.
FabricAdvice fabric_advice(int machines, int devices, bool trains_large_models);

}  // namespace islet
