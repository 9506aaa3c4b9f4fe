// Goal: two records are compared figure by figure, in percent where both are numbers, and what
// differs besides the value is named.
#include "report/catalog_changes.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

RecordSheet sheet(double watts) {
  RecordSheet out;
  out.kind = "accelerator";
  out.id = "x";
  out.number("board_w", watts);
  out.word("form", "m2");
  return out;
}

TEST(FigureChanges, AreInPercentOfTheFirst) {
  const auto changes = changes_of(sheet(40), sheet(50));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].key, "board_w");
  EXPECT_TRUE(changes[0].has_share);
  EXPECT_DOUBLE_EQ(changes[0].share, 0.25);
  const Table table = figure_changes_table(changes, "a", "b");
  EXPECT_EQ(table.rows[0][3].text, "+25 %");
  EXPECT_EQ(figure_changes_table(changes_of(sheet(50), sheet(49)), "a", "b").rows[0][3].text,
            "-2.0 %");
}

TEST(FigureChanges, FromNothingHaveNoPercent) {
  const auto changes = changes_of(sheet(0), sheet(50));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_FALSE(changes[0].has_share);
  EXPECT_TRUE(changes_of(sheet(50), sheet(50)).empty());
}

TEST(FigureChanges, NameWhatDiffersBesidesTheValue) {
  const auto only = [](auto change) {
    RecordSheet after = sheet(40);
    change(after.rows[0]);
    const auto changes = changes_of(sheet(40), after);
    return changes.empty() ? std::string("none") : changes[0].only;
  };
  EXPECT_EQ(only([](SheetRow& row) { row.high = 60; }), "range");
  EXPECT_EQ(only([](SheetRow& row) { row.date = "2026"; }), "date");
  EXPECT_EQ(only([](SheetRow& row) { row.grade = Grade::a; }), "evidence");
  EXPECT_EQ(only([](SheetRow& row) { row.note = "a note is for the reader"; }), "none");
}

TEST(FigureChanges, AKeyOfOneRecordOnlyIsAddedOrRemoved) {
  RecordSheet more = sheet(40);
  more.number("idle_w", 4);
  const Table added = figure_changes_table(changes_of(sheet(40), more), "a", "b");
  EXPECT_EQ(added.rows[0][0].text, "idle_w");
  EXPECT_EQ(added.rows[0][3].text, "added");
  const Table removed = figure_changes_table(changes_of(more, sheet(40)), "a", "b");
  EXPECT_EQ(removed.rows[0][3].text, "removed");
}

}  // namespace
}  // namespace islet
