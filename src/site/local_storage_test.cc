// Goal: what a site must hold between two syncs, and what its links carry, by hand calculation.
#include "site/local_storage.h"

#include <string>

#include <gtest/gtest.h>

#include "site/read_site.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

Site site_with(const std::string& blocks, const std::string& workloads) {
  Faults faults;
  Site site = read_site("site: field\nwhere: 1 N, 1 E\npower: {solar: 4 kWp, battery: 10 kWh}\n" +
                            blocks + "workloads:\n" + workloads,
                        "site.yaml", tiny_catalog(), {}, faults);
  for (const Error& fault : faults.sorted()) ADD_FAILURE() << fault.text();
  return site;
}

constexpr const char* cameras =
    "  cameras: {kind: video, count: 2, model: object-detector/small, keeps: 2 GB/day}\n";

double gigabytes(const LocalStorage& storage) { return storage.total / gigabyte; }

TEST(LocalStorage, KeepsAsLongAsTheRecords) {
  const LocalStorage storage = local_storage(site_with("", cameras));
  EXPECT_NEAR(gigabytes(storage), 2 * 90, 1e-9);
  EXPECT_FALSE(storage.gap);
  ASSERT_EQ(storage.items.size(), 1u);
  EXPECT_EQ(storage.items[0].why, "2 GB/day for 90 days");
  EXPECT_NEAR(gigabytes(local_storage(site_with("privacy: {keep: 7 days}\n", cameras))), 14, 1e-9);
}

TEST(LocalStorage, KeepsAsLongAsTheWorkloadSays) {
  const std::string shorter =
      "  cameras: {kind: video, count: 2, model: object-detector/small, keeps: 2 GB/day, "
      "keeps_for: 3 days}\n";
  EXPECT_NEAR(gigabytes(local_storage(site_with("", shorter))), 6, 1e-9);
}

TEST(LocalStorage, HoldsWhatWaitsForTheNextSync) {
  const std::string field =
      "  cameras: {kind: video, count: 2, model: object-detector/small, keeps: 50 GB/day, "
      "keeps_for: 1 day}\n"
      "  upload: {kind: transfer, work: 300 MB/day, finish: by 06:00}\n";
  const LocalStorage storage = local_storage(
      site_with("links: {sat: {down: 5 Mbit/s, up: 2 Mbit/s, sync: every 14 days}}\n", field));
  EXPECT_NEAR(gigabytes(storage), 14 * 50 + 14 * 0.3, 1e-9);
  EXPECT_EQ(*storage.gap, 14 * day);
  EXPECT_EQ(storage.items[0].why, "50 GB/day for 14 days (until the next sync)");
  EXPECT_EQ(storage.items[1].why, "300 MB/day waiting up to 14 days for a link");
}

TEST(LocalStorage, TakesAFixedAmountAsItIs) {
  const std::string archive =
      "  cameras: {kind: video, count: 2, model: object-detector/small, keeps: 60 TB}\n";
  const LocalStorage storage = local_storage(site_with("", archive));
  EXPECT_NEAR(storage.total / terabyte, 60, 1e-9);
  EXPECT_EQ(text_of_bytes(storage.total), "60 TB");
}

TEST(LocalStorage, OfASiteThatKeepsNothingIsEmpty) {
  EXPECT_TRUE(
      local_storage(site_with("", "  helper: {users: 6, model: chat/8b-q4}\n")).items.empty());
}

Link link_in(const std::string& keys) {
  return site_with("links: {only: {down: 10 Mbit/s, up: 8 Mbit/s" + keys + "}}\n", cameras)
      .links.front();
}

TEST(Links, LongestGapIsThatOfTheirHours) {
  EXPECT_EQ(longest_gap(link_in("")), Duration());
  EXPECT_EQ(longest_gap(link_in(", when: daily 04:30-19:30")), 9 * hour);
  EXPECT_EQ(longest_gap(link_in(", when: mon-fri 08:00-18:00")), (14 + 48) * hour);
  EXPECT_EQ(longest_gap(link_in(", when: 22:00-06:00, sync: every 2 days")), 2 * day);
}

TEST(Links, CarryByHoursAvailabilityAndCap) {
  EXPECT_NEAR(carrying_rate(link_in("")) * day / gigabyte, 86.4, 1e-9);
  EXPECT_NEAR(carrying_rate(link_in(", when: 00:00-06:00, available: 50 %")) * day / gigabyte,
              86.4 / 8, 1e-9);
  EXPECT_NEAR(carrying_rate(link_in(", cap: 30.4375 GB/month")) * day / gigabyte, 1, 1e-3);
}

}  // namespace
}  // namespace islet
