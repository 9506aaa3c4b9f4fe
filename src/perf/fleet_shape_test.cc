// Goal: many small machines keep more of a service when one fails; few big ones do more work for a
// watt where a model is large for the small ones.
#include "perf/fleet_shape.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

/// NVIDIA H100 SXM data sheet, dense.
Accelerator h100_sxm() {
  Accelerator device = a100_sxm();
  device.name = "H100 SXM";
  device.memory_bandwidth = 3352 * gigabyte_per_second;
  set_peak(device, Precision::fp16, 989);
  set_peak(device, Precision::fp8, 1979);
  set_power(device, 70 * watt, 700 * watt);
  device.link.each_way = 450 * gigabyte_per_second;
  return device;
}

Figure<Money> price(double typical) {
  Figure<Money> one;
  one.typical = typical * dollar;
  one.low = 0.8 * one.typical;
  one.high = 1.5 * one.typical;
  one.grade = Grade::c;
  return one;
}

/// Four devices in a host that draws 150 to 250 W.
FleetShape four_in_a_host(const Accelerator& device, const Layout& layout) {
  return {.device = device,
          .layout = layout,
          .devices_per_machine = 4,
          .host_idle = 150 * watt,
          .host_serving = 250 * watt,
          .host_price = 8000 * dollar};
}

FleetDemand demand_of(double tokens_per_second) {
  FleetDemand demand;
  demand.rate = tokens_per_second * token / second;
  return demand;
}

TEST(FleetShape, ManySmallKeepMoreAndFewBigDoMoreForAWatt) {
  // S20 and rule R147, for 8B in FP8 at 20,000 tokens a second.
  const Accelerator small = l4();
  const Accelerator big = h100_sxm();
  const Layout layout{.weights = Precision::fp8};
  const std::vector<FleetOffer> offers = {
      fleet_offer(llama_3_8b(), four_in_a_host(small, layout), demand_of(20000)),
      fleet_offer(llama_3_8b(), four_in_a_host(big, layout), demand_of(20000))};
  EXPECT_GT(offers[0].machines, offers[1].machines);
  EXPECT_GT(offers[0].kept_after_loss, offers[1].kept_after_loss);
  EXPECT_LT(offers[1].energy, offers[0].energy);
  EXPECT_EQ(best_fleet(offers, FleetUse::distributed), 0u);
  EXPECT_EQ(best_fleet(offers, FleetUse::batched), 1u);
}

TEST(FleetShape, MeetsTheDemandWithRoomToSpare) {
  const Accelerator device = l40s();
  for (const double demand : {100.0, 5000.0, 40000.0}) {
    const FleetOffer offer = fleet_offer(
        llama_3_8b(), four_in_a_host(device, {.weights = Precision::fp8}), demand_of(demand));
    EXPECT_GE(0.9 * offer.total / (token / second), demand);
    EXPECT_EQ(offer.devices, 4 * offer.machines);
    EXPECT_GE(offer.serving, offer.idle);
    EXPECT_GE(offer.kept_after_loss, 0.0);
    EXPECT_LE(offer.kept_after_loss, 1.0);
  }
}

TEST(FleetShape, ASpareMachineKeepsTheWholeService) {
  const Accelerator big = h100_sxm();
  FleetDemand demand = demand_of(20000);
  const FleetShape shape = four_in_a_host(big, {.weights = Precision::fp8});
  EXPECT_EQ(fleet_offer(llama_3_8b(), shape, demand).kept_after_loss, 0.0);
  demand.spare_machines = 1;
  EXPECT_EQ(fleet_offer(llama_3_8b(), shape, demand).kept_after_loss, 1.0);
}

TEST(FleetShape, PricesDevicesAndHosts) {
  Accelerator device = l4();
  const FleetShape shape = four_in_a_host(device, {.weights = Precision::fp8});
  EXPECT_EQ(fleet_offer(llama_3_8b(), shape, demand_of(1000)).price.value, Money{});
  device.price = price(2600);
  const FleetOffer offer = fleet_offer(llama_3_8b(), shape, demand_of(1000));
  EXPECT_DOUBLE_EQ(offer.price.value / dollar, offer.machines * (4 * 2600.0 + 8000.0));
  EXPECT_LT(offer.price.low, offer.price.value);
  EXPECT_GT(offer.price.high, offer.price.value);
}

TEST(FleetShape, RefusesWhatDoesNotFitAndTakesTheOther) {
  const Accelerator small = l4();
  const Accelerator big = h100_sxm();
  const std::vector<FleetOffer> offers = {
      fleet_offer(llama_3_70b(), four_in_a_host(small, {.weights = Precision::fp8}),
                  demand_of(1000)),
      fleet_offer(llama_3_70b(), four_in_a_host(big, {.tensor = 2, .weights = Precision::fp8}),
                  demand_of(1000))};
  EXPECT_EQ(offers[0].refused->rule, "memory");
  EXPECT_EQ(best_fleet(offers, FleetUse::distributed), 1u);
  EXPECT_FALSE(best_fleet({offers[0]}, FleetUse::batched).has_value());
}

}  // namespace
}  // namespace islet
