// Goal: every code that a message carries is explained in data/knowledge/errors.yaml, and every
// code explained there is carried by a message.
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

std::set<std::string> codes_in_messages() {
  std::set<std::string> codes;
  const std::regex code("\"([YSUVDNJG][0-9]{1,2})\"");
  for (const SourceFile& file : product_sources()) {
    for (const std::string& line : file.lines) {
      for (std::sregex_iterator found(line.begin(), line.end(), code), end; found != end; ++found) {
        codes.insert((*found)[1]);
      }
    }
  }
  return codes;
}

std::set<std::string> codes_explained() {
  std::set<std::string> codes;
  std::istringstream text(text_of("data/knowledge/errors.yaml"));
  const std::regex record("^([A-Z][0-9]{1,2}):.*");
  for (std::string line; std::getline(text, line);) {
    std::smatch found;
    if (std::regex_match(line, found, record)) codes.insert(found[1]);
  }
  return codes;
}

TEST(ErrorCodes, AreExplainedAndUsed) { EXPECT_EQ(codes_in_messages(), codes_explained()); }

}  // namespace
}  // namespace islet::house
