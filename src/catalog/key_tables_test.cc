// Goal: what the tables of keys say of a figure and of a record is what the reader does.
#include "catalog/key_tables.h"

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

int faults_in(const std::string& text) {
  Faults faults;
  const auto document = read_yaml(text, "x.yaml", faults);
  CHECK(document.has_value());
  const std::vector<std::string> sources = {"gk"};
  RecordReader record(*document, document->root, {sources, faults});
  (void)record.figure("watts");
  return faults.count();
}

/// A value that fits the key.
std::string value_of(const std::string& key) {
  if (key == "year") return "2025";
  if (key == "date") return "2025-06";
  if (key == "grade") return "B";
  if (key == "source") return "gk";
  return "1";
}

TEST(FigureKeys, AreThoseThatAFigureMayHave) {
  for (const KeyLine& key : figure_keys()) {
    const std::string rest = key.name == "typical" ? "" : ", typical: 1";
    EXPECT_EQ(faults_in("watts: {" + key.name + ": " + value_of(key.name) + rest + "}\n"), 0)
        << key.name;
    if (!key.is_needed) continue;
    EXPECT_EQ(faults_in("watts: {low: 0, high: 1}\n"), 1) << key.name;
  }
  EXPECT_EQ(faults_in("watts: {typical: 1, colour: red}\n"), 1);
}

TEST(RecordKeys, EachHasItsMeaningAndNoneStandsTwice) {
  for (const KindKeys& table : record_key_tables()) {
    std::vector<std::string> seen;
    for (const KeyLine& key : table.keys) {
      EXPECT_FALSE(key.line.empty()) << table.kind << '.' << key.name;
      EXPECT_EQ(std::count(seen.begin(), seen.end(), key.name), 0) << table.kind << '.' << key.name;
      seen.push_back(key.name);
    }
    EXPECT_GE(seen.size(), 5U) << table.kind;
  }
}

TEST(RecordKeys, ANeededKeyThatIsNotThereIsOneFault) {
  Faults faults;
  const auto document = read_yaml("id: x\n", "x.yaml", faults);
  ASSERT_TRUE(document.has_value());
  const std::vector<std::string> sources = {"gk"};
  RecordReader record(*document, document->root, {sources, faults});
  const RecordForm<Enclosure> form = enclosure_form();
  (void)form.read(record);
  const std::vector<KeyLine> keys = form.keys.lines();
  const auto needed =
      std::count_if(keys.begin(), keys.end(), [](const KeyLine& key) { return key.is_needed; });
  EXPECT_EQ(faults.count(), static_cast<int>(needed) - 1);
}

}  // namespace
}  // namespace islet
