// Goal: what a link would cost with all work elsewhere, by figures that can be reckoned by hand.
#include "plan/link_saving.h"

#include <gtest/gtest.h>

#include "plan/camp_site.h"

namespace islet {
namespace {

Link satellite() {
  Link link;
  link.name = "satellite";
  link.up = 1e6 * byte / second;  // 8 Mbit/s
  link.available = 1;
  link.subscription = 250 * dollar / month;
  return link;
}

Site cameras(int count) {
  Site site = camp_site();
  site.workloads.resize(1);
  site.workloads[0].kind = WorkloadKind::video;
  site.workloads[0].count = known<double>(count);
  site.workloads[0].rate = known(10 * hertz);
  site.workloads[0].when.clear();
  site.links = {satellite()};
  return site;
}

double monthly(MoneyRate rate) { return rate * month / dollar; }

// 1280 x 720 x 0.1 bit x 10 a second x 1.1 = 1.014 Mbit/s a camera: twelve take 12.2 of 8 Mbit/s.
TEST(LinkSaving, CountsTheContractsThatTheBusiestMomentNeeds) {
  const auto saving = link_saving(cameras(12));
  ASSERT_TRUE(saving);
  EXPECT_NEAR(saving->traffic[0].up * second / byte, 12 * 126'720, 1);
  EXPECT_EQ(saving->contracts, 2);
  EXPECT_NEAR(monthly(saving->saved()), 250, 1e-9);
}

// 12.2 Mbit/s are 4.0 TB in a month of 30.4 days; a contract has 1 TB.
TEST(LinkSaving, CountsTheContractsThatACapNeeds) {
  Site site = cameras(12);
  site.links[0].cap = 1e12 * byte / month;
  const auto saving = link_saving(site);
  ASSERT_TRUE(saving);
  EXPECT_EQ(saving->contracts, 4);
  EXPECT_NEAR(monthly(saving->saved()), 750, 1e-9);
}

TEST(LinkSaving, PaysForEachByteWhereDataHasAPrice) {
  Site site = cameras(1);
  site.links[0].subscription = {};
  site.links[0].data_price = 2e-9 * dollar / byte;
  const auto saving = link_saving(site);
  ASSERT_TRUE(saving);
  EXPECT_NEAR(monthly(saving->saved()), 2e-9 * 126'720 * (month / second), 1e-6);
}

// 25 people, 4 times an hour, 900 and 250 tokens of 4 bytes: texts are small.
TEST(LinkSaving, TextsCostLittle) {
  Site site = cameras(1);
  Workload& chat = site.workloads[0];
  chat.kind = WorkloadKind::chat;
  chat.users = known(25.0);
  chat.demand = known(4.0 / hour);
  chat.prompt = known(900.0 * token);
  chat.reply = known(250.0 * token);
  const auto saving = link_saving(site);
  ASSERT_TRUE(saving);
  EXPECT_NEAR(saving->traffic[0].up * hour / byte, 100 * 900 * 4 * 1.1, 1e-6);
  EXPECT_NEAR(saving->traffic[0].down * hour / byte, 100 * 250 * 4 * 1.1, 1e-6);
  EXPECT_EQ(saving->contracts, 1);
  EXPECT_NEAR(monthly(saving->saved()), 0, 1e-9);
}

TEST(LinkSaving, NothingIsSaidWithoutALinkThatHasAPrice) {
  Site site = cameras(12);
  site.links[0].subscription = {};
  EXPECT_FALSE(link_saving(site));
  site.links.clear();
  EXPECT_FALSE(link_saving(site));
}

}  // namespace
}  // namespace islet
