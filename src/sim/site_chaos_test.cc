// Goal: days with faults break nothing, and every fault that is planted in the driver is found.
#include "sim/site_chaos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/tiny_site.h"

namespace islet {
namespace {

using testing::HasSubstr;

/// What the first of a few days with that fault of the driver says.
std::string found(Drill drill, int seeds = 2) {
  SiteRun run = tiny_site();
  run.drill = drill;
  for (int seed = 1; seed <= seeds; ++seed) {
    if (const auto why = chaos_day(run, static_cast<std::uint64_t>(seed))) return *why;
  }
  return "nothing";
}

TEST(SiteChaos, BreaksNothing) { EXPECT_EQ(found(Drill::none, 6), "nothing"); }

TEST(SiteChaos, BreaksNothingUnderAnyPolicy) {
  for (const std::string_view name : {"first-come", "solar-peak", "fair-share"}) {
    SiteRun run = tiny_site();
    run.scheduling = name;
    EXPECT_EQ(chaos_day(run, 100), std::nullopt) << name;
  }
}

TEST(SiteChaos, FindsEachPlantedFaultOfTheDriver) {
  const std::pair<Drill, const char*> cases[] = {
      {Drill::lost_arrival, "request was neither admitted nor rejected"},
      {Drill::lost_start, "an engine holds other work than was started there"},
      {Drill::lost_result, "the house holds others than those that are open"},
      {Drill::lost_preemption, "an engine holds other work than was started there"},
      {Drill::lost_deadline, "was done after its deadline"},
      {Drill::inverted_classes, "acute request waits behind routine work"},
      {Drill::unread_limit, "expected draw is above the limit"},
      {Drill::unkept_cap, "engines drew more than they may"},
      {Drill::forgotten_energy, "energy is off by"},
      {Drill::forgotten_camera, "frames of cameras are missing or there twice"},
  };
  for (const auto& [drill, what] : cases) {
    EXPECT_THAT(found(drill), HasSubstr(what))
        << drill_names()[static_cast<std::size_t>(drill) - 1];
  }
}

}  // namespace
}  // namespace islet
