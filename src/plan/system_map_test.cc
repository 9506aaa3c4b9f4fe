// Goal: the map names the kind that is best for each pair of values, in order, whatever the
// threads.
#include "plan/system_map.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "site/read_site.h"

namespace islet {
namespace {

constexpr const char* text =
    "version: 1\n"
    "site: {name: camp, kind: station}\n"
    "where: {position: \"22.71 S, 118.93 E\"}\n"
    "power:\n"
    "  solar: 0 kWp to 3 kWp\n"
    "  battery: 1 kWh to 10 kWh\n"
    "  generator: {size: 2 kW, fuel: 1.5 USD/L}\n"
    "workloads:\n"
    "  cameras: {count: 2, model: object-detector/small, rate: 5 fps}\n"
    "hardware: {consider: [jetson_orin_nano_super]}\n";

PlanOptions options(int jobs) {
  PlanOptions out = camp_options();
  out.jobs = jobs;
  return out;
}

Site site() {
  Faults faults;
  Site made = read_site(text, "map.yaml", shipped_catalog(), {}, faults);
  EXPECT_FALSE(faults.has_errors()) << faults.sorted().front().text();
  return made;
}

const MapAxis fuel{"power.generator.fuel", {"0.1 USD/L", "6 USD/L"}};
const MapAxis sun{"power.solar.size", {"0 kWp", "3 kWp"}};

TEST(SystemMap, DearFuelAndSunMakeASystemWithoutAGenerator) {
  const auto map = system_map(site(), shipped_catalog(), fuel, sun, options(1));
  ASSERT_TRUE(map) << map.error().text();
  ASSERT_EQ(map->cells.size(), 4u);
  EXPECT_EQ(map->cells[0].kind, "battery, generator");
  EXPECT_EQ(map->cells[1].kind, "battery, generator");
  EXPECT_EQ(map->cells[3].kind, "sun, battery");
  EXPECT_LT(*map->cells[0].lifetime, *map->cells[1].lifetime);
}

TEST(SystemMap, DoesNotDependOnTheThreads) {
  const auto one = system_map(site(), shipped_catalog(), fuel, sun, options(1));
  const auto two = system_map(site(), shipped_catalog(), fuel, sun, options(2));
  ASSERT_TRUE(one && two);
  for (std::size_t at = 0; at < one->cells.size(); ++at) {
    EXPECT_EQ(one->cells[at].design, two->cells[at].design);
    EXPECT_EQ(one->cells[at].lifetime, two->cells[at].lifetime);
  }
}

TEST(SystemMap, AValueThatCannotBeIsAFault) {
  const auto map =
      system_map(site(), shipped_catalog(), {"power.generator.fuel", {"cheap"}}, sun, options(1));
  EXPECT_FALSE(map);
}

}  // namespace
}  // namespace islet
