// Goal: every figure that a document states can be asked for by name and comes back as stated,
// with the corrected one beside it where there is one.
#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "knowledge/shipped_knowledge.h"
#include "report/explain_page.h"
#include "report/json_find.h"

namespace islet {
namespace {

TEST(Explain, EveryFigureOfEveryRecordComesBackAsStated) {
  const Catalog none;  // the documents alone
  std::size_t figures = 0;
  for (const Fact& fact : shipped_knowledge().facts) {
    const Named record = named(shipped_knowledge(), none, fact.id);
    ASSERT_NE(record.fact, nullptr) << fact.id;
    ASSERT_EQ(record.fact->id, fact.id);
    for (const FactFigure& figure : figures_of(fact)) {
      ++figures;
      const Named one = named(shipped_knowledge(), none, fact.id + "." + figure.path);
      ASSERT_EQ(one.fact, &fact) << fact.id << "." << figure.path;
      const Table table = explain_table(one);
      ASSERT_FALSE(table.rows.empty());
      EXPECT_EQ(table.rows.front()[0].text, figure.path);
      EXPECT_EQ(table.rows.front()[1].text, figure.text);
      EXPECT_FALSE(figure.text.empty()) << fact.id << "." << figure.path;
    }
  }
  EXPECT_GT(figures, 2500U);
}

TEST(Explain, ACorrectedFigureShowsBoth) {
  const Named peak = named(shipped_knowledge(), shipped_catalog(), "h100_pcie.fp8_tflops");
  const std::string json = explain_json(peak, shipped_knowledge(), shipped_catalog());
  EXPECT_EQ(found_in_result(json, "figures/0/low"), "3026");
  EXPECT_EQ(found_in_result(json, "figures/0/used"), "1513");
  EXPECT_EQ(found_in_result(json, "conflicts/#"), "4");
}

TEST(Explain, ADeviceIsFoundByItsAliasInBothBooks) {
  const Named device = named(shipped_knowledge(), shipped_catalog(), "NVIDIA L4");
  ASSERT_NE(device.fact, nullptr);
  EXPECT_EQ(device.fact->id, "l4");
  ASSERT_TRUE(device.sheet.has_value());
  EXPECT_EQ(device.sheet->id, "l4");
}

TEST(Explain, AWorkloadIsFoundByItsName) {
  const Named workload = named(shipped_knowledge(), shipped_catalog(), "real-time llm");
  ASSERT_NE(workload.fact, nullptr);
  EXPECT_EQ(workload.fact->id, "W01");
}

TEST(Explain, AFigureOfTheCatalogueGoesByRecordAndName) {
  const Named watts = named(shipped_knowledge(), shipped_catalog(), "l4.board_w");
  ASSERT_TRUE(watts.sheet.has_value());
  ASSERT_EQ(watts.sheet->rows.size(), 1U);
  EXPECT_EQ(watts.sheet->rows.front().value, 72);
}

TEST(Explain, ANameOfSeveralFiguresListsThem) {
  EXPECT_GE(figures_called(shipped_knowledge(), "system_w").size(), 3U);
}

TEST(FoundInResult, WalksNamesIndicesAndCounts) {
  const std::string text =
      R"({"result": {"list": [{"id": "a", "x": 1.5}, {"id": "b", "x": {"value": 2}}],)"
      R"( "on": true}})";
  EXPECT_EQ(found_in_result(text, "list/@b/x"), "2");
  EXPECT_EQ(found_in_result(text, "list/0/x"), "1.5");
  EXPECT_EQ(found_in_result(text, "list/#"), "2");
  EXPECT_EQ(found_in_result(text, "on"), "yes");
  EXPECT_FALSE(found_in_result(text, "list/@c/x"));
  EXPECT_FALSE(found_in_result("no json", "list"));
}

}  // namespace
}  // namespace islet
