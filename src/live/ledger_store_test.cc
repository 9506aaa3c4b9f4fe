// Goal: joules that were booked are on disk, all of them, and are there again after a restart.
#include "live/ledger_store.h"

#include <gtest/gtest.h>

#include "net/temp_folder.h"

namespace islet {
namespace {

TEST(LedgerStore, KeepsRowsAndHoursOverARestart) {
  TempFolder folder;
  const std::string path = folder.path() + "/energy.db";
  std::vector<LedgerRow> rows(1'000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].request = RequestId{i + 1};
    rows[i].energy.energy = static_cast<double>(i) * joule;
  }
  {
    auto store = LedgerStore::open(path);
    ASSERT_TRUE(store) << store.error().text();
    EXPECT_TRUE((*store)->keep(rows, 1));
    EXPECT_TRUE((*store)->keep(KeptHour{5, 3.6e6 * joule, 3.5e6 * joule}));
  }
  auto again = LedgerStore::open(path);
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->rows(), 1'000);
  EXPECT_NEAR((*again)->sum() / joule, 499'500, 1e-6);
  ASSERT_EQ((*again)->hours().size(), 1U);
  EXPECT_NEAR((*again)->hours()[0].ledger / joule, 3.5e6, 1e-6);
}

TEST(LedgerStore, AFolderThatIsNotThereIsSaid) {
  EXPECT_FALSE(LedgerStore::open("/nowhere/at/all/energy.db"));
}

}  // namespace
}  // namespace islet
