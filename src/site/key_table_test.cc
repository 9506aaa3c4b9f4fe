// Goal: the table of keys is whole and consistent: names, forms, units, defaults, examples.
#include "site/key_table.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/quantity_text.h"
#include "base/text.h"
#include "site/figures.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

/// What the reader says of `text` as a value of `key`.
std::string messages_of(const KeySpec& key, std::string_view text) {
  const YamlDocument document{.file = "table", .lines = {}, .root = {}};
  const Catalog catalog = tiny_catalog();
  Faults faults;
  const std::vector<YamlDocument> bases;
  Reading reading{.document = document, .bases = bases, .catalog = catalog, .faults = faults};
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = text;
  read_figures(reading, key, std::string(key.path), node);
  std::string out;
  for (const Error& fault : faults.sorted()) out += fault.text();
  return out;
}

TEST(KeyTable, NoKeyIsDeclaredTwiceAndParentsComeFirst) {
  std::set<std::string_view> seen;
  for (const KeySpec& key : site_keys()) {
    EXPECT_TRUE(seen.insert(key.path).second) << key.path;
    const std::size_t dot = key.path.rfind('.');
    if (dot != std::string_view::npos) {
      EXPECT_TRUE(seen.contains(key.path.substr(0, dot))) << key.path;
    }
  }
  EXPECT_GT(seen.size(), 130u);
}

TEST(KeyTable, EveryKeySaysWhatItIsAndHowItIsWritten) {
  for (const KeySpec& key : site_keys()) {
    EXPECT_FALSE(key.line.empty()) << key.path;
    const bool is_map =
        key.form == KeyForm::block || key.form == KeyForm::names || key.form == KeyForm::rows;
    EXPECT_EQ(key.example.empty(), is_map) << key.path;
    EXPECT_EQ(key.standard.empty(), key.why.empty()) << key.path;
  }
}

TEST(KeyTable, EveryUnitIsKnown) {
  for (const KeySpec& key : site_keys()) {
    if (key.unit.empty()) continue;
    for (const std::string_view unit : split(key.unit, '|')) {
      EXPECT_TRUE(parse_unit(unit).has_value()) << key.path << ": " << unit;
    }
  }
}

TEST(KeyTable, ExamplesAndDefaultsReadAsValuesOfTheirKey) {
  for (const KeySpec& key : site_keys()) {
    if (!has_figures(key.form)) continue;
    EXPECT_EQ(messages_of(key, key.example), "") << key.path;
    const std::string_view standard = key.standard.empty() ? key.example : key.standard;
    EXPECT_EQ(messages_of(key, standard), "") << key.path;
  }
}

TEST(KeyTable, DefaultsOfKindsBelongToKeysOfThatKindAndReadAsTheirValues) {
  const auto keys = site_keys();
  for (const KindDefault& standard : kind_defaults()) {
    const KeySpec* key = find_key(keys, "workloads.any." + std::string(standard.key));
    ASSERT_NE(key, nullptr) << standard.key;
    const auto kinds = words_of(key->kinds);
    EXPECT_TRUE(kinds.empty() ||
                std::find(kinds.begin(), kinds.end(), standard.kind) != kinds.end())
        << standard.kind << " " << standard.key;
    if (!has_figures(key->form)) continue;
    EXPECT_EQ(messages_of(*key, standard.standard), "") << standard.key;
  }
}

TEST(KeyTable, PathsFindTheirKeysAndNoOthers) {
  const auto keys = site_keys();
  EXPECT_EQ(find_key(keys, "workloads.pumps.rate")->path, "workloads.*.rate");
  EXPECT_EQ(find_key(keys, "workloads.pumps")->path, "workloads.*");
  EXPECT_EQ(find_key(keys, "what_if.power.solar.size")->path, "what_if.*");
  EXPECT_EQ(find_key(keys, "workloads.pumps.speedy"), nullptr);
  EXPECT_EQ(find_key(keys, "power.solar.size.more"), nullptr);
  EXPECT_EQ(find_key(keys, ""), nullptr);
  EXPECT_EQ(keys_below(keys, "enclosure"),
            (std::vector<std::string_view>{"rating", "cooling", "inside"}));
}

}  // namespace
}  // namespace islet
