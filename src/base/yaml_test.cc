// Goal: values are read with their places, and every way a file can be broken is named.
#include "base/yaml.h"

#include <string>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(ReadYaml, KeepsTextPlacesAndOrder) {
  const auto document = read_yaml(
      "site: \"Cedar Creek\"\n"
      "power:\n"
      "  solar: 4 kWp   # on the roof\n"
      "  other: {hut: 85 W, heads: 9 W}\n"
      "list: [a, 'b c']\n"
      "empty:\n",
      "camp.yaml");
  ASSERT_TRUE(document) << document.error().text();
  const YamlNode& root = document->root;
  ASSERT_TRUE(root.is_map());
  EXPECT_EQ(root.find("site")->text, "Cedar Creek");
  EXPECT_TRUE(root.find("site")->quoted);
  const YamlNode* solar = root.find("power")->find("solar");
  EXPECT_EQ(solar->text, "4 kWp");
  EXPECT_EQ(solar->place, (Place{"camp.yaml", 3, 10, 5}));
  EXPECT_EQ(root.find_entry("power")->key_place.line, 2);
  EXPECT_EQ(root.find("power")->find("other")->entries[1].key, "heads");
  EXPECT_EQ(root.find("list")->items[1].text, "b c");
  EXPECT_TRUE(root.find("empty")->is_null());
  EXPECT_EQ(root.find("absent"), nullptr);
}

TEST(ReadYaml, NeverGuessesTypes) {
  const auto document = read_yaml("a: no\nb: 1e3\nc: 22:30\nd: 0x10\n", "t.yaml");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.find("a")->text, "no");
  EXPECT_EQ(document->root.find("b")->text, "1e3");
  EXPECT_EQ(document->root.find("c")->text, "22:30");
  EXPECT_EQ(document->root.find("d")->text, "0x10");
}

TEST(ReadYaml, BearsByteOrderMarksAndCarriageReturns) {
  const auto document = read_yaml("\xEF\xBB\xBFsite: a\r\nwhere: b\r\n", "t.yaml");
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(document->root.find("where")->text, "b");
}

struct Broken {
  const char* text;
  const char* start;  ///< of the message
};

TEST(ReadYaml, NamesWhatIsBrokenAndWhere) {
  const Broken rows[] = {
      {"", "t.yaml: error[Y7]: there is nothing in the file"},
      {"# only a comment\n", "t.yaml: error[Y7]: there is nothing in the file"},
      {"a: b\nc: \xff\n", "t.yaml:2:4: error[Y1]: a byte is no UTF-8 text"},
      {"goals:\n  renewable: >= 70 %\n",
       "t.yaml:2:14: error[Y3]: a value cannot start with `>` here"},
      {"loss: %5\n", "t.yaml:1:7: error[Y4]: a value cannot start with `%`"},
      {"at: @daily\n", "t.yaml:1:5: error[Y4]: a value cannot start with `@`"},
      {"a: 1\nb: 2\na: 3\n", "t.yaml:3:1: error[Y5]:"},
      {"a: !critical x\n", "t.yaml:1:4: error[Y6]: a tag (`!name`) is used"},
      {"a: &x b\nc: *x\n", "t.yaml:1:5: error[Y6]: an anchor (`&name`) is used"},
      {"<<: {a: b}\n", "t.yaml:1:1: error[Y6]: a merge key"},
      {"a: b\n---\nc: d\n", "t.yaml:2:1: error[Y12]: a second document starts here"},
      {"a:\n\tb: c\n", "t.yaml:2:1: error[Y2]: a tab is used as indentation"},
      {"a: [1, 2\n",
       "t.yaml:2:1: error[Y0]: this is not YAML: flow sequence without a closing bracket"},
  };
  for (const Broken& row : rows) {
    SCOPED_TRACE(row.text);
    const auto document = read_yaml(row.text, "t.yaml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().text().substr(0, std::string(row.start).size()), row.start)
        << document.error().text();
  }
}

TEST(ReadYaml, RefusesNulBytes) {
  const std::string text("a: b\0c\n", 7);
  const auto document = read_yaml(text, "t.yaml");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, "Y1");
}

std::string repeated(const std::string& piece, int times) {
  std::string text;
  for (int count = 0; count < times; ++count) text += piece;
  return text;
}

TEST(ReadYaml, RefusesHostileDepthAndSizeAtOnce) {
  std::string staircase;
  for (int level = 0; level < 2000; ++level) {
    staircase += std::string(static_cast<std::size_t>(level), ' ') + "a:\n";
  }
  const std::string deep[] = {repeated("[", 20'000), "a: " + repeated("{a: ", 20'000),
                              repeated("- ", 20'000) + "x\n", staircase};
  for (const std::string& text : deep) {
    SCOPED_TRACE(text.substr(0, 20));
    const auto document = read_yaml(text, "t.yaml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, "Y9") << document.error().text();
  }
  const auto wide = read_yaml("a: [" + repeated("1,", 300'000) + "1]\n", "t.yaml");
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().code, "Y8");
  const auto large = read_yaml("a: " + std::string(std::size_t{5} << 20, 'x'), "t.yaml");
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "Y8");
}

TEST(ReadYaml, AMissingFileIsSaid) {
  const auto document = read_yaml_file("no/such/file.yaml");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, "D1");
}

TEST(ReadYaml, ALineIsCutForItsMessage) {
  const auto document = read_yaml("a: b\na: " + std::string(100'000, 'y') + "\n", "t.yaml");
  ASSERT_FALSE(document);
  EXPECT_LE(document.error().line_text.size(), 210U);
}

}  // namespace
}  // namespace islet
