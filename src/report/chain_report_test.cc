// Goal: the report of many sites says what to buy together, which sites share a design and why some
// have none; stays below 1 MB for any number of sites; and is the same from a plan file.
#include <gtest/gtest.h>

#include "report/chain_page.h"

namespace islet {
namespace {

SiteLine shop(std::size_t index, double lifetime, const std::string& design) {
  SiteLine line;
  line.index = index;
  line.name = "Shop " + std::to_string(index);
  line.state = SiteState::planned;
  line.position = GeoPosition{19.06, 72.83, {}};
  line.design = design;
  line.devices = {{"l4", "NVIDIA L4", 2}};
  line.bill = {
      {"NVIDIA L4",
       2,
       "pieces",
       {400 * dollar, 300 * dollar, 600 * dollar, 0.9, Grade::d, "catalog"}},
      {"installation and small parts", 0, "of equipment", exactly(50 * dollar, Grade::b, "rate")}};
  line.purchase = {
      lifetime / 2 * dollar, lifetime / 3 * dollar, lifetime * dollar, 0.9, Grade::c, "bill"};
  line.lifetime = {lifetime * dollar, lifetime * dollar, lifetime * dollar, 0.9, Grade::c, "life"};
  line.energy = {
      730 * kilowatt_hour, 365 * kilowatt_hour, 1095 * kilowatt_hour, 0.9, Grade::d, "e"};
  line.fuel = {Volume(), Volume(), Volume(), 0.9, Grade::d, "none"};
  line.tightest = "till answers: at most 2 s, found 1.4 s";
  return line;
}

SiteLine refused(std::size_t index) {
  SiteLine line;
  line.index = index;
  line.name = "Leh <Main>";
  line.state = SiteState::no_design;
  line.why = "the budget of 5 USD is too small";
  return line;
}

ChainResult shops(std::vector<SiteLine> lines) {
  return {"Shops", "shops.yaml",     7,
          "0.1.0", std::move(lines), {{"money.life", "5 years", "usual life of machines", 2, 1}}};
}

ChainResult three_shops() {
  return shops({shop(0, 1000, "2 x NVIDIA L4"), shop(1, 3000, "2 x NVIDIA L4, 4 kWp"), refused(2)});
}

bool has(const std::string& page, const std::string& text) { return page.find(text) != page.npos; }

TEST(ChainReport, IsTitledWithTheNumberOfSitesAndTheFinding) {
  EXPECT_TRUE(has(chain_html(shops({shop(0, 1000, "a"), shop(1, 1000, "a")})),
                  "<h1>Shops: 2 sites, one design for all, 1000 USD to buy</h1>"));
  EXPECT_TRUE(has(chain_html(three_shops()),
                  "<h1>Shops: 2 of 3 sites with a design, a design of its own for each, 2000 USD "
                  "to buy</h1>"));
  EXPECT_TRUE(has(chain_html(shops({refused(0)})), "<h1>Shops: 1 site, none with a design</h1>"));
}

TEST(ChainReport, SumsWhatIsBoughtAndUsed) {
  const std::string page = chain_html(three_shops());
  EXPECT_TRUE(has(page,
                  "<span class=\"name\">Lifetime cost</span>\n"
                  "<span class=\"value\">4000 USD</span>"));
  EXPECT_TRUE(has(page,
                  "<span class=\"name\">Energy used a day</span>\n"
                  "<span class=\"value\">4 kWh</span>"));
  EXPECT_TRUE(has(page, "NVIDIA L4</th>\n<td class=\"number\">4</td>"));
}

TEST(ChainReport, HasABillOfAllSitesAndOneOfEachDesign) {
  const std::vector<BillLine> bill = totals_of(three_shops().lines).bill;
  ASSERT_EQ(bill.size(), 2u);
  EXPECT_EQ(bill[0].what, "NVIDIA L4");
  EXPECT_EQ(bill[0].count, 4);
  EXPECT_EQ(bill[0].cost.value, 800 * dollar);
  EXPECT_EQ(bill[0].cost.low, 600 * dollar);
  EXPECT_EQ(bill[0].cost.high, 1200 * dollar);
  EXPECT_EQ(bill[1].cost.value, 100 * dollar);
  const std::string page = chain_html(three_shops());
  EXPECT_TRUE(has(page, "What is bought at the start for all sites, dearest first"));
  EXPECT_TRUE(has(page, "89 % of the purchase is priced by assumption (grade D): ask for offers"));
  EXPECT_TRUE(has(page, "Bill of design 1"));
  EXPECT_TRUE(has(page, "Bill of design 2"));
  EXPECT_TRUE(has(page, "600 .. 1200"));
}

TEST(ChainReport, OrdersToThePiece) {
  std::vector<SiteLine> lines;
  for (std::size_t index = 0; index < 1203; ++index) lines.push_back(shop(index, 1000, "a"));
  const std::string page = chain_html(shops(std::move(lines)));
  EXPECT_TRUE(has(page, "<h1>Shops: 1203 sites, one design for all"));
  EXPECT_TRUE(has(page, "NVIDIA L4</th>\n<td class=\"number\">2406</td>"));
}

TEST(ChainReport, OfOneDesignForAllHasItsBillOnce) {
  const std::string page = chain_html(shops({shop(0, 1000, "a"), shop(1, 1000, "a")}));
  EXPECT_TRUE(has(page, "Bill of all sites"));
  EXPECT_TRUE(has(page, "Design 1, 2 sites"));
  EXPECT_FALSE(has(page, "Bill of design 1"));
}

TEST(ChainReport, WritesABillThatSitesShareOnce) {
  std::vector<SiteLine> lines;
  for (std::size_t index = 0; index < 50; ++index) lines.push_back(shop(index, 1000, "a"));
  lines[7].bill.pop_back();
  const std::string text = chain_json(shops(lines), {});
  std::size_t bills = 0;
  for (std::size_t at = text.find("\"items\""); at != text.npos;
       at = text.find("\"items\"", at + 1)) {
    ++bills;
  }
  EXPECT_EQ(bills, 2u);
  Faults faults;
  const std::optional<ChainResult> read = read_chain(text, "chain.json", faults);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->lines[6].bill.size(), 2u);
  EXPECT_EQ(read->lines[7].bill.size(), 1u);
  EXPECT_EQ(read->lines[8].bill[0].count, 2);
}

TEST(ChainReport, CountsTheSitesThatShareADesign) {
  const std::vector<DesignKind> kinds =
      kinds_of({shop(0, 9, "a"), shop(1, 8, "b"), refused(2), shop(3, 7, "b")});
  ASSERT_EQ(kinds.size(), 2u);
  EXPECT_EQ(kinds[0].design, "b");
  ASSERT_EQ(kinds[0].lines.size(), 2u);
  EXPECT_EQ(kinds[0].lines[1].name, "Shop 3");
  EXPECT_EQ(kinds[1].design, "a");
}

TEST(ChainReport, ListsEachSiteWithItsTightestRequirementOrWhyItHasNoDesign) {
  const std::string page = chain_html(three_shops());
  EXPECT_TRUE(has(page, "19.06\u00a0N, 72.83\u00a0E"));
  EXPECT_TRUE(has(page, "till answers: at most 2 s, found 1.4 s"));
  EXPECT_TRUE(has(page, "Leh &lt;Main&gt;"));
  EXPECT_TRUE(has(page, "the budget of 5 USD is too small"));
  EXPECT_TRUE(has(page, "2 planned, 1 without a design."));
  EXPECT_TRUE(has(page, "2; another at 1")) << "an assumption that does not hold at all sites";
}

TEST(ChainReport, DrawsCostsOnlyWhereTheyDiffer) {
  EXPECT_TRUE(
      has(chain_html(three_shops()), "Shop 1 costs most, 3000 USD; Shop 0 least, 1000 USD"));
  const std::string alike = chain_html(shops({shop(0, 1000, "a"), shop(1, 1010, "a")}));
  EXPECT_TRUE(has(alike, "The sites hardly differ: from 1000 USD (Shop 0) to 1010 USD (Shop 1)"));
  EXPECT_FALSE(has(alike, "<figure>"));
}

TEST(ChainReport, OfThousandsOfSitesStaysBelowAMegabyteAndSaysWhatIsLeftOut) {
  std::vector<SiteLine> lines;
  for (std::size_t index = 0; index < 20'000; ++index) {
    lines.push_back(shop(index, 1000.0 + static_cast<double>(index),
                         "design " + std::to_string(index) + std::string(3000, '"')));
    lines.back().tightest = std::string(3000, '&');
    lines.back().bill[0].what = "part " + std::to_string(index) + std::string(3000, '"');
  }
  lines[5] = refused(5);
  const std::string page = chain_html(shops(lines));
  EXPECT_LT(page.size(), 1'000'000u);
  EXPECT_TRUE(has(page,
                  "those without a design first, then the dearest. All stand in: islet plan "
                  "shops.yaml --format csv."));
  EXPECT_TRUE(has(page, "Leh &lt;Main&gt;"));
  EXPECT_TRUE(has(page, "Shop 19999"));
  EXPECT_TRUE(has(page, "<h1>Shops: 19 999 of 20 000 sites with a design"));
  EXPECT_TRUE(has(page, "19 979 designs more at 19 979 sites are left out here"));
  for (SiteLine& line : lines) line.design = line.tightest = "short";
  EXPECT_TRUE(has(chain_html(shops(lines)),
                  "19000 sites are left out of this page: it lists 1000 of "
                  "20000"));
}

TEST(ChainReport, OfAPlanFileIsTheSame) {
  const ChainResult chain = three_shops();
  const std::string text = chain_json(chain, {});
  EXPECT_TRUE(is_chain(text));
  Faults faults;
  const std::optional<ChainResult> again = read_chain(text, "chain.json", faults);
  ASSERT_TRUE(again) << faults.list().front().text();
  ChainResult read = *again;
  read.version = chain.version;
  EXPECT_EQ(chain_html(read), chain_html(chain));
}

TEST(ChainReport, ABillThatIsNotThereIsAFault) {
  std::string text = chain_json(three_shops(), {});
  const std::string from = "\"bill\": 0";
  ASSERT_NE(text.find(from), text.npos);
  text.replace(text.find(from), from.size(), "\"bill\": 9");
  Faults faults;
  EXPECT_FALSE(read_chain(text, "chain.json", faults));
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list().front().what,
            "result.sites.0.bill is 9, must be the number of a bill in `bills`, from 0");
}

TEST(ChainReport, OfADamagedPlanFileNamesEachFault) {
  std::string text = chain_json(three_shops(), {});
  const std::string from = "\"state\": \"no_design\"";
  text.replace(text.find(from), from.size(), "\"state\": \"lost\"");
  Faults faults;
  EXPECT_FALSE(read_chain(text, "chain.json", faults));
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list().front().what,
            "result.sites.2.state is \"lost\", must be planned, no_design, wrong_input or "
            "not_reached");
}

}  // namespace
}  // namespace islet
