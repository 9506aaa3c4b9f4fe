// Goal: a price older than twelve months on the catalogue's own day is called old wherever it is
// shown: in the list of prices, and in the ledger of a plan that rests on it.
#include <algorithm>

#include <gtest/gtest.h>

#include "report/json.h"
#include "report/ledger.h"
#include "report/price_page.h"

namespace islet {
namespace {

/// One price of each date, none of them disputed or assumed.
Catalog priced(const std::vector<std::string>& dates) {
  Catalog catalog;
  catalog.edition = CalendarDay{2026, 11, 21};
  for (const std::string& date : dates) {
    UnitPrice price;
    price.id = "of_" + date;
    price.name = "Priced in " + date;
    price.dollars = {2, 2, 2, Grade::b, "gk", "", "", "", date};
    price.date = date;
    price.origin.grade = Grade::b;
    catalog.prices.push_back(std::move(price));
  }
  return catalog;
}

TEST(PriceAge, TheListSaysWhichPricesAreOld) {
  const Catalog catalog = priced({"2024", "2025", "2025-11-20", "2025-11-21"});
  const Table table = prices_table(catalog, "");
  const std::size_t dated = 5;
  ASSERT_EQ(table.columns[dated].name, "date");
  EXPECT_EQ(table.rows[0][dated].text, "2024, old");
  EXPECT_EQ(table.rows[1][dated].text, "2025");
  EXPECT_EQ(table.rows[2][dated].text, "2025-11-20, old");
  EXPECT_EQ(table.rows[3][dated].text, "2025-11-21");
  const Json result = Json::parse(prices_json(catalog, ""))["result"];
  EXPECT_EQ(result["edition"], "2026-11-21");
  EXPECT_EQ(result["prices"][0]["old"], true);
  EXPECT_EQ(result["prices"][0]["age_months_min"], 22);
  EXPECT_EQ(result["prices"][1]["old"], false);
}

TEST(PriceAge, ACatalogueOfNoKnownDayHasNoOldPrices) {
  Catalog catalog = priced({"1999"});
  catalog.edition.reset();
  EXPECT_EQ(prices_table(catalog, "").rows[0][5].text, "1999");
  EXPECT_EQ(age_text("1999", catalog.edition), "of 1999");
}

TEST(PriceAge, AnOldPriceStandsInTheLedgerOfAPlanThatRestsOnIt) {
  const Catalog catalog = priced({"2024", "2026"});
  DesignOutcome design;
  for (const char* record : {"of_2024", "of_2026"}) {
    BillItem item;
    item.record = record;
    design.bill.push_back(std::move(item));
  }
  const std::vector<LedgerLine> ledger = ledger_of(design, catalog);
  ASSERT_EQ(ledger.size(), 1U);
  EXPECT_EQ(ledger[0].figure, "of_2024.usd");
  EXPECT_EQ(ledger[0].date, "2024");
  EXPECT_TRUE(ledger[0].is_old);
  EXPECT_FALSE(ledger[0].assumed);
}

}  // namespace
}  // namespace islet
