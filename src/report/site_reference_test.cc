// Goal: schema and reference pages say what the reader does, because they come from its table.
#include "report/site_reference.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "knowledge/knowledge.h"
#include "report/catalog_reference.h"
#include "report/json.h"

namespace islet {
namespace {

std::string text_of_page(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void expect_page(const std::string& path, const std::string& page) {
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  EXPECT_EQ(page, text_of_page(path)) << "./check --update";
}

TEST(SiteReference, ThePageIsThatOfTheTable) {
  expect_page("docs/reference/site-file.md", site_file_page());
}

TEST(CatalogReference, ThePageIsThatOfTheReadersTables) {
  expect_page("docs/reference/catalogue.md", catalogue_page());
}

TEST(SiteReference, TheErrorCodesAreThoseOfTheData) {
  Faults faults;
  const Knowledge knowledge = read_knowledge("data", faults);
  std::string page =
      "# Codes of messages\n\nWritten from `data/knowledge/errors.yaml` by `./check --update`; "
      "`islet explain V12` shows one.\n\n| Code | What | It means | To do | Example |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (const Fact* code : facts_of_kind(knowledge, "error")) {
    std::string example = code->word("example");
    for (std::size_t at = example.find('|'); at != std::string::npos;
         at = example.find('|', at + 2)) {
      example.insert(at, "\\");
    }
    page += "| " + code->id + " | " + code->title + " | " + code->word("means") + " | " +
            code->word("do") + " | " + example + " |\n";
  }
  expect_page("docs/reference/error-codes.md", page);
}

TEST(SiteReference, AKeyIsFoundUnderTheUsersOwnNames) {
  ASSERT_NE(site_key("workloads.pit_cameras.rate"), nullptr);
  EXPECT_EQ(site_key("workloads.pit_cameras.rate"), site_key("workloads.*.rate"));
  EXPECT_EQ(site_key("power.batery"), nullptr);
}

TEST(SiteSchema, IsDraftSevenWithEveryKey) {
  const Json schema = Json::parse(site_schema());
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  const Json& power = schema["properties"]["power"];
  EXPECT_EQ(power["additionalProperties"], false);
  const Json& size = power["properties"]["battery"]["properties"]["size"];
  EXPECT_FALSE(size["description"].get<std::string>().empty());
}

TEST(SiteSchema, FlagsAPowerWhereAnEnergyBelongs) {
  const Json schema = Json::parse(site_schema());
  const Json& battery = schema["properties"]["power"]["properties"]["battery"]["properties"];
  const std::regex energy(battery["size"]["anyOf"][0]["pattern"].get<std::string>());
  for (const char* good : {"20 kWh", "5 kWh to 60 kWh", "20 kWh ± 10 %", "auto", "10kWh"}) {
    EXPECT_TRUE(std::regex_match(good, energy)) << good;
  }
  for (const char* bad : {"30 kW", "30", "20 km"}) {
    EXPECT_FALSE(std::regex_match(bad, energy)) << bad;
  }
}

}  // namespace
}  // namespace islet
