// Goal: each value of `what_if` gives one whole site with that value and everything else as it is;
// a value that the site cannot have is told at its place in the file.
#include "site/what_if_sites.h"

#include <gtest/gtest.h>

#include "site/read_site.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

constexpr const char* file = R"(site: here
where: 61.2 N, 149.9 W
power: {solar: 4 kWp, battery: 10 kWh, generator: 3 kW}
workloads: {helper: {users: 6, model: chat/8b-q4}}
what_if:
  power.solar.size: [2 kWp, 6 kWp]
  workloads.helper.users: 12
)";

Site site_of(const std::string& text, const std::vector<Override>& set = {}) {
  Faults faults;
  Site site = read_site(text, "here.yaml", tiny_catalog(), set, faults);
  EXPECT_FALSE(faults.has_errors()) << faults.list().front().text();
  return site;
}

TEST(WhatIfSites, OneForEachValueInTheOrderOfTheFile) {
  Faults faults;
  const auto cases = what_if_sites(site_of(file), tiny_catalog(), faults);
  EXPECT_FALSE(faults.has_errors());
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(cases[0].key, "power.solar.size");
  EXPECT_EQ(cases[0].value, "2 kWp");
  EXPECT_EQ(cases[0].site.power.solar->sizing.size.low, 2 * kilowatt);
  EXPECT_EQ(cases[1].site.power.solar->sizing.size.low, 6 * kilowatt);
  EXPECT_EQ(cases[2].site.power.solar->sizing.size.low, 4 * kilowatt);
  EXPECT_EQ(cases[2].site.workloads[0].users.typical, 12);
}

TEST(WhatIfSites, WhatWasSetStaysSetUnlessItIsTheValueTried) {
  Faults faults;
  const Site site =
      site_of(file, {{"power.battery.size", "20 kWh"}, {"power.solar.size", "3 kWp"}});
  const auto cases = what_if_sites(site, tiny_catalog(), faults);
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(cases[0].site.power.battery->sizing.size.low, 20 * kilowatt_hour);
  EXPECT_EQ(cases[0].site.power.solar->sizing.size.low, 2 * kilowatt);
  EXPECT_EQ(cases[2].site.power.solar->sizing.size.low, 3 * kilowatt);
}

TEST(WhatIfSites, AValueThatTheSiteCannotHaveIsToldAtItsPlace) {
  std::string text = file;
  text.replace(text.find("workloads.helper.users: 12"), 26,
               "workloads.helper.model: [chat/8b-q4, chat/nobody]");
  Faults faults;
  what_if_sites(site_of(text), tiny_catalog(), faults);
  ASSERT_TRUE(faults.has_errors());
  const Error first = faults.sorted().front();
  EXPECT_EQ(first.place.line, 7);
  EXPECT_NE(first.what.find("with `workloads.helper.model` at `chat/nobody`"), std::string::npos)
      << first.what;
}

}  // namespace
}  // namespace islet
