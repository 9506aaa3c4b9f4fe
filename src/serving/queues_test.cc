// Goal: the tables under the scheduler: queues that anybody can leave, ids, bounded tenants.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/id_table.h"
#include "serving/tenant_book.h"
#include "serving/turn_queue.h"

namespace islet {
namespace {

TEST(TurnQueue, GivesTheSmallestTurnWhoeverLeftMeanwhile) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream draws(seed);
    TurnQueue queue;
    QueuePositions positions(300);
    std::map<Turn, JobIndex> expected;
    std::vector<JobIndex> outside;
    std::vector<Turn> turns(300);
    for (JobIndex job = 0; job < 300; ++job) outside.push_back(job);
    for (int step = 0; step < 3000; ++step) {
      if (!outside.empty() && draws.uniform() < 0.52) {
        const JobIndex job = outside.back();
        outside.pop_back();
        turns[job] = {static_cast<int>(draws.next() % 2),
                      static_cast<std::int64_t>(draws.next() % 50),
                      static_cast<std::uint64_t>(step)};
        queue.insert(job, turns[job], positions);
        expected.emplace(turns[job], job);
      } else if (!expected.empty()) {
        auto leaves = expected.begin();
        if (draws.uniform() < 0.5) {
          std::advance(leaves, static_cast<std::ptrdiff_t>(draws.next() % expected.size()));
        }
        queue.remove(leaves->second, positions);
        outside.push_back(leaves->second);
        expected.erase(leaves);
      }
      ASSERT_EQ(queue.size(), expected.size());
      if (!expected.empty()) {
        ASSERT_EQ(queue.first(), expected.begin()->second) << "seed " << seed;
        ASSERT_EQ(queue.first_turn(), expected.begin()->first);
      }
    }
  }
}

TEST(IdTable, FindsWhatIsThereAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream draws(seed);
    IdTable table;
    std::map<std::uint64_t, std::uint32_t> expected;
    for (int step = 0; step < 3000; ++step) {
      const std::uint64_t id = draws.next() % 200;  // few ids: many crowded cells
      if (expected.contains(id)) {
        table.erase(id);
        expected.erase(id);
      } else {
        table.insert(id, static_cast<std::uint32_t>(step));
        expected[id] = static_cast<std::uint32_t>(step);
      }
      const std::uint64_t asked = draws.next() % 200;
      ASSERT_EQ(table.find(asked), expected.contains(asked) ? expected[asked] : IdTable::none);
      ASSERT_EQ(table.size(), expected.size());
    }
  }
}

TEST(TenantBook, ForgetsWhoHasNothingAndIsOwedNothing) {
  TenantBook book(2);
  const std::uint32_t first = book.row_of(TenantId{1}, 0);
  ++book.at(first).in_house;
  book.at(first).served_until = 100;
  book.leave(first, 50);  // its virtual finish lies ahead: forgetting it would make it equal
  EXPECT_EQ(book.accounts(), 1U);
  EXPECT_EQ(book.row_of(TenantId{1}, 60), first);
  ++book.at(first).in_house;
  book.leave(first, 100);
  EXPECT_EQ(book.accounts(), 0U);
}

TEST(TenantBook, TenantsBeyondTheLimitShareOneAccount) {
  TenantBook book(2);
  ++book.at(book.row_of(TenantId{1}, 0)).in_house;
  ++book.at(book.row_of(TenantId{2}, 0)).in_house;
  EXPECT_EQ(book.row_of(TenantId{3}, 0), TenantBook::shared_row);
  EXPECT_EQ(book.row_of(TenantId{4}, 0), TenantBook::shared_row);
  book.leave(book.row_of(TenantId{1}, 0), 0);
  EXPECT_NE(book.row_of(TenantId{5}, 0), TenantBook::shared_row);
  EXPECT_EQ(book.accounts(), 2U);
}

TEST(TenantBook, TakesTheAccountOfOneInDebtOnceTheDebtIsOver) {
  TenantBook book(1);
  const std::uint32_t row = book.row_of(TenantId{1}, 0);
  ++book.at(row).in_house;
  book.at(row).served_until = 100;
  book.leave(row, 10);
  EXPECT_EQ(book.row_of(TenantId{2}, 50), TenantBook::shared_row);
  EXPECT_EQ(book.row_of(TenantId{2}, 100), row);
}

}  // namespace
}  // namespace islet
