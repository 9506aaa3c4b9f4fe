// Goal: the report of the ten-line example keeps its structure: headings, findings, tables; that of
// many sites tells of all of them.
#include <cstdlib>
#include <regex>

#include <gtest/gtest.h>

#include "whole_program.h"

namespace islet::program {
namespace {

std::string unescaped(std::string text) {
  for (const auto& [entity, sign] :
       {std::pair{"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = text.find(entity, at)) != text.npos; ++at) {
      text.replace(at, std::string(entity).size(), sign);
    }
  }
  return text;
}

/// Headings, what charts find, captions of tables and what is not there yet, a line each.
std::string structure_of(const std::string& page) {
  const std::regex part(
      "<h([123])[^>]*>([^]*?)</h[123]>|<strong>([^<]*)</strong>|<caption>([^<]*)</caption>|"
      "<p class=\"absent\">([^<]*)</p>");
  std::string out;
  for (std::sregex_iterator each(page.begin(), page.end(), part), end; each != end; ++each) {
    const std::smatch& found = *each;
    if (found[1].matched) {
      std::string heading = std::regex_replace(found[2].str(), std::regex("<[^>]*>"), "");
      heading = std::regex_replace(heading, std::regex("\\s+"), " ");
      out += std::string(static_cast<std::size_t>(found[1].str()[0] - '0'), '#') + " " + heading +
             "\n";
    }
    if (found[3].matched) out += "chart: " + found[3].str() + "\n";
    if (found[4].matched) out += "table: " + found[4].str() + "\n";
    if (found[5].matched) out += "absent: " + found[5].str() + "\n";
  }
  return unescaped(out);
}

TEST(Report, OfTheTenLinesKeepsItsStructure) {
  const std::string folder = new_folder();
  const std::string plan = folder + "/plan.json";
  ASSERT_EQ(run({"plan", "examples/ten-lines.yaml", "-o", plan}).code, 0);
  const Outcome page = run({"report", plan, "-o", "-"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_EQ(page.out, run({"report", plan, "-o", "-"}).out);
  EXPECT_LT(page.out.size(), 1'000'000U);
  const std::string structure = structure_of(page.out);
  const std::string golden = "tests/golden/report-ten-lines.txt";
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) write_text(golden, structure);
  EXPECT_EQ(structure, text_of_file(golden)) << "look at it; if it is meant: ./check --update";
}

TEST(Report, OfManySitesTellsOfAllFromTheSiteFileAndFromItsPlan) {
  const Outcome page = run({"report", "examples/stores.yaml", "-o", "-"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_NE(page.out.find("<h1>Corner shops: 12 sites, "), page.out.npos);
  for (const char* site : {"Mumbai Bandra", "Kochi Fort", "Leh Main"}) {
    EXPECT_NE(page.out.find(std::string(">") + site + "</th>"), page.out.npos) << site;
  }
  const std::string plan = new_folder() + "/stores.json";
  ASSERT_EQ(run({"plan", "examples/stores.yaml", "-o", plan}).code, 0);
  EXPECT_EQ(page.out, run({"report", plan, "-o", "-"}).out);
}

TEST(Report, IsWrittenBesideAndNeverOverAFile) {
  RunOptions there;
  there.folder = new_folder();
  const std::string& folder = there.folder;
  write_text(folder + "/camp.html", "mine\n");
  write_text(folder + "/camp.json", "{}\n");
  const Outcome refused = run({"report", "camp.json"}, there);
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.err,
            "error: the file is there already\n"
            "  --> camp.html\n"
            "  hint: Add --force to replace it, or name another file.\n");
  EXPECT_EQ(text_of_file(folder + "/camp.html"), "mine\n");
  const Outcome damaged = run({"report", "camp.json", "--force"}, there);
  EXPECT_EQ(damaged.code, 3);
  EXPECT_EQ(damaged.err,
            "error[D10]: this is no document of islet: it has no \"schema\"\n"
            "  --> camp.json\n"
            "  hint: Make a plan with: islet plan SITE.yaml -o PLAN.json.\n");
}

}  // namespace
}  // namespace islet::program
