// Goal: an alarm says since when it stands, is written once as it comes and once as it goes, and
// never fills the disk.
#include "live/alarm_book.h"

#include <gtest/gtest.h>

#include "base/written_file.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

Instant at(double s) { return after(Instant(), s * second); }

TEST(AlarmBook, SaysSinceWhenAndWritesEachChangeOnce) {
  TempFolder folder;
  const std::string file = folder.path() + "/alarms.log";
  AlarmBook book;
  book.keep_in(file);
  book.follow(at(1), 1'000, {});
  book.follow(at(2), 2'000, {{"charge is stale", ""}});
  book.follow(at(3), 3'000, {{"battery drifts", "70 %"}, {"charge is stale", ""}});
  ASSERT_EQ(book.present().size(), 2U);
  EXPECT_EQ(book.present()[0].what, "charge is stale");
  EXPECT_EQ(book.present()[0].since, at(2));
  EXPECT_EQ(book.present()[1].since, at(3));
  book.follow(at(3.5), 3'500, {{"battery drifts", "68 %"}, {"charge is stale", ""}});
  EXPECT_EQ(book.present()[1].how, "68 %");
  EXPECT_EQ(book.present()[1].since, at(3));
  book.follow(at(4), 4'000, {});
  EXPECT_TRUE(book.present().empty());
  EXPECT_EQ(book.raised(), 2);
  EXPECT_EQ(
      read_file(file, 10'000).value(),
      "{\"unix_ms\":2000,\"alarm\":\"charge is stale\",\"event\":\"raised\"}\n"
      "{\"unix_ms\":3000,\"alarm\":\"battery drifts\",\"event\":\"raised\",\"how\":\"70 %\"}\n"
      "{\"unix_ms\":4000,\"alarm\":\"charge is stale\",\"event\":\"ended\"}\n"
      "{\"unix_ms\":4000,\"alarm\":\"battery drifts\",\"event\":\"ended\",\"how\":\"68 %\"}\n");
}

TEST(AlarmBook, IsBounded) {
  TempFolder folder;
  const std::string file = folder.path() + "/alarms.log";
  AlarmBook book;
  book.keep_in(file, 100);
  for (int i = 0; i < 50; ++i) {
    const std::vector<Wrong> wrong(static_cast<std::size_t>(i % 2), Wrong{"charge is stale", ""});
    book.follow(at(i), i, wrong);
  }
  EXPECT_LE(read_file(file, 10'000).value().size(), 100U);
}

}  // namespace
}  // namespace islet
