// Goal: what a rule's record says applies it does: the file is there and names the rule; and every
// rule that code names is in the data with that file.
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

using FilesOfRules = std::map<std::string, std::set<std::string>>;

/// Ids of the rules that each source names: "R099" in "plan/machine_rules.cc".
FilesOfRules named_in_code() {
  FilesOfRules files;
  const std::regex id("\\bR[0-9]{3}\\b");
  for (const SourceFile& file : product_sources()) {
    for (const std::string& line : file.lines) {
      for (std::sregex_iterator found(line.begin(), line.end(), id), end; found != end; ++found) {
        files[found->str()].insert(file.path.substr(std::string("src/").size()));
      }
    }
  }
  return files;
}

FilesOfRules named_in_data() {
  FilesOfRules files;
  const std::regex record("^(R[0-9]{3}):$");
  const std::regex path("[a-z_]+/[a-z_]+\\.(cc|h)");
  for (const SourceFile& page : files_below("data/knowledge/rules", {".yaml"})) {
    std::string id;
    bool inside = false;
    for (const std::string& line : page.lines) {
      std::smatch found;
      if (std::regex_match(line, found, record)) id = found[1];
      if (line.starts_with("  ") && !line.starts_with("   ")) {
        inside = line.starts_with("  applied_by:");
      }
      if (!inside) continue;
      for (std::sregex_iterator each(line.begin(), line.end(), path), end; each != end; ++each) {
        files[id].insert(each->str());
      }
    }
  }
  return files;
}

TEST(Rules, NameTheCodeThatAppliesThem) { EXPECT_EQ(named_in_code(), named_in_data()); }

}  // namespace
}  // namespace islet::house
