#include "perf/cluster_network.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

// Share of the sold rate that large messages get: 21 of 25 GB/s between two nodes at best, in
// Vidur's all-reduce timings over two nodes (MIT), 2026-11; TCP gets about as much when tuned.
constexpr double rate_reached = 0.85;
constexpr double transfer_share = 0.1;

constexpr int infiniband_machines = 32;
// Rules R066 and R067: fabric of 512 devices.
constexpr double priced_devices = 512;
constexpr Money infiniband_price = 2.5e6 * dollar;
constexpr Money ethernet_price = 1.3e6 * dollar;

constexpr const char* tcp = "assumption: kernel TCP, grade D";
constexpr std::array<ClusterNetwork, 6> networks = {{
    {"1 GbE", 0.125 * gigabyte_per_second, 50 * microsecond, false, tcp},
    {"10 GbE", 1.25 * gigabyte_per_second, 30 * microsecond, false, tcp},
    {"25 GbE", 3.125 * gigabyte_per_second, 25 * microsecond, false, tcp},
    {"100 GbE RoCE", 12.5 * gigabyte_per_second, 7.5 * microsecond, false, "rule R067: 5 to 10 us"},
    {"400 GbE RoCE", 50 * gigabyte_per_second, 7.5 * microsecond, false, "rule R067: 5 to 10 us"},
    {"InfiniBand NDR", 50 * gigabyte_per_second, 1.5 * microsecond, true,
     "rule R066: 1 to 2 us, 400 Gbit/s"},
}};

}  // namespace

const std::array<ClusterNetwork, 6>& cluster_networks() { return networks; }

/// Time a network adds to one step.
///
///     added = tokens * bytes / (0.85 * ports * rate) + messages * hops * delay
///     share = added / (step + added)
///
/// Valid for   one split over all machines, nothing hidden behind arithmetic
/// Leaves out  crossed paths of a large fabric, lost packets, exchanges inside a machine
/// Source      latency and bandwidth model of Hockney, Parallel Computing 20 (1994), over the
///             traffic of perf/split_traffic.h
std::vector<NetworkVerdict> network_verdicts(const Model& model, const ClusterSplit& split) {
  CHECK(split.step > Duration{} && split.ports >= 1 && split.tokens >= 0);
  const SplitTraffic traffic = split_traffic(model, split.kind, split.machines);
  const Bytes bytes = split.tokens * token * traffic.bytes;
  std::vector<NetworkVerdict> verdicts;
  for (const ClusterNetwork& network : networks) {
    NetworkVerdict verdict;
    verdict.network = network;
    verdict.added = bytes / (rate_reached * split.ports * network.rate) +
                    traffic.messages * traffic.hops * network.delay;
    verdict.share = verdict.added / (split.step + verdict.added);
    verdict.rate_needed = bytes / (transfer_share * split.step);
    verdict.works = verdict.share <= network_share_most;
    verdicts.push_back(verdict);
  }
  return verdicts;
}

const NetworkVerdict* slowest_that_works(const std::vector<NetworkVerdict>& verdicts) {
  const auto found = std::find_if(verdicts.begin(), verdicts.end(),
                                  [](const NetworkVerdict& one) { return one.works; });
  return found == verdicts.end() ? nullptr : &*found;
}

/// Fabric by the size of the cluster.
///
///     cost = devices / 512 * cost of 512
///
/// Valid for   costs near 512 devices
/// Leaves out  that small fabrics need one switch only
/// Source      rules R066 to R069 with correction CP05: below 32 machines the question is moot
FabricAdvice fabric_advice(int machines, int devices, bool trains_large_models) {
  CHECK(machines >= 1 && devices >= 1);
  FabricAdvice advice;
  advice.rule = "R068";
  advice.infiniband_cost = devices / priced_devices * infiniband_price;
  advice.ethernet_cost = devices / priced_devices * ethernet_price;
  advice.infiniband = machines > infiniband_machines;
  if (advice.infiniband) {
    advice.why = fmt::format(
        "{} machines are more than {}; well tuned Ethernet with RoCE does as "
        "well (R069) and saves {:.0f} % of the fabric",
        machines, infiniband_machines, 100.0 * advice.saving());
  } else if (trains_large_models) {
    advice.infiniband = machines > 1;
    advice.why = machines > 1 ? "large models are trained over several machines"
                              : "one machine needs no fabric";
  } else {
    advice.why = fmt::format("{} machines are no more than {}", machines, infiniband_machines);
  }
  return advice;
}

}  // namespace islet
