// Goal: no two types of the product have one name. Two in different headers compile and link, and
// then one's functions may be taken for the other's (the one-definition rule).
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "source_tree.h"

namespace islet::house {
namespace {

/// The name that a line at the left edge gives to a type; empty for anything else.
std::string type_named_in(const std::string& line) {
  for (const std::string keyword : {"struct ", "class ", "union ", "enum class ", "enum "}) {
    if (!line.starts_with(keyword)) continue;
    const std::string rest = line.substr(keyword.size());
    const std::string name = rest.substr(0, rest.find_first_of(" :;{<"));
    // `class Outer::Inner` belongs to its class, `enum class` is met before.
    const bool is_nested = rest.substr(name.size()).starts_with("::");
    return is_nested || name == "class" ? "" : name;
  }
  return "";
}

/// Types with a body in named namespaces. Those in an unnamed one are the file's own.
std::vector<std::string> types_of(const std::vector<std::string>& lines,
                                  std::vector<std::size_t>& at) {
  std::vector<std::string> names;
  std::vector<bool> own;  // of each open brace: an unnamed namespace
  std::string pending;    // named, no body yet
  std::size_t named_at = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string name = type_named_in(lines[i]);
    if (!name.empty()) {
      pending = name;
      named_at = i;
    }
    for (const char c : lines[i]) {
      if (c == ';') pending.clear();
      if (c == '}' && !own.empty()) own.pop_back();
      if (c != '{') continue;
      if (!pending.empty() && std::find(own.begin(), own.end(), true) == own.end()) {
        names.push_back(pending);
        at.push_back(named_at);
      }
      pending.clear();
      own.push_back(lines[i].starts_with("namespace {"));
    }
  }
  return names;
}

std::vector<std::string> named_twice(const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  std::map<std::string, std::string> first;  // file, by name
  for (const SourceFile& file : files) {
    std::vector<std::size_t> at;
    const std::vector<std::string> names = types_of(code_only(file), at);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto [known, is_new] = first.emplace(names[i], file.path);
      if (is_new) continue;
      findings.push_back(
          finding(file, at[i], names[i] + " is a type of " + known->second + " too"));
    }
  }
  return findings;
}

TEST(OneName, PlantedSecondTypesAreFound) {
  const std::vector<SourceFile> files = {
      file_from("src/journal/record.h",
                "namespace islet {\nstruct Job;\nstruct Job {\n  struct Key {};\n};\n}\n"),
      file_from("src/serving/house.h",
                "namespace islet {\nclass Job final\n    : public Base {\n};\n}\n"),
      file_from("src/serving/house.cc",
                "namespace islet {\nnamespace {\nstruct Job {\n};\n}  // namespace\n"
                "class House::Key {\n};\nenum class Key { a };\n}\n"),
      file_from("src/plan/plan.h", "namespace islet {\nenum class Key : int { b };\n}\n")};
  EXPECT_EQ(listed(named_twice(files)),
            "src/serving/house.h:2: Job is a type of src/journal/record.h too\n"
            "src/plan/plan.h:2: Key is a type of src/serving/house.cc too\n");
}

TEST(OneName, StandsForOneTypeInTheWholeProduct) { expect_none(named_twice(product_sources())); }

}  // namespace
}  // namespace islet::house
