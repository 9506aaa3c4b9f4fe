// Goal: every fault planted in tests/site_faults is named with its place, its value and the right
// form, in one run, and nothing else is.
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "site/read_site.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

/// A few lines of a site file and what the reader says of them, one message under the other.
struct FaultCase {
  std::string snippet;
  std::string messages;
};

constexpr std::string_view case_mark = "=== site\n";
constexpr std::string_view message_mark = "--- messages\n";

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<FaultCase> cases_of(const std::string& path) {
  std::vector<FaultCase> cases;
  const std::string text = content_of(path);
  for (std::size_t at = text.find(case_mark); at != std::string::npos;) {
    const std::size_t next = text.find(case_mark, at + 1);
    const std::string one = text.substr(at + case_mark.size(), next - at - case_mark.size());
    const std::size_t mark = one.find(message_mark);
    cases.push_back({one.substr(0, mark), one.substr(mark + message_mark.size())});
    at = next;
  }
  return cases;
}

/// The snippet first, so that its lines count from 1, then what a site needs besides.
std::string completed(const std::string& snippet) {
  std::string text = snippet;
  const auto add_unless_there = [&](const std::string& key, const std::string& line) {
    if (!snippet.starts_with(key) && snippet.find("\n" + key) == std::string::npos) text += line;
  };
  add_unless_there("site:", "site: here\n");
  add_unless_there("where:", "where: 10.5 N, 20 E\n");
  add_unless_there("power:", "power: {solar: 4 kWp, battery: 10 kWh}\n");
  add_unless_there("workloads:", "workloads: {helper: {users: 6, model: chat/8b-q4}}\n");
  return text;
}

std::string messages_of(std::string_view text, const std::vector<Override>& overrides = {}) {
  Faults faults;
  read_site(text, "site.yaml", tiny_catalog(), overrides, faults);
  std::string out;
  for (const Error& fault : faults.sorted()) out += fault.text() + "\n";
  return out;
}

class SiteFaults : public testing::TestWithParam<const char*> {};

TEST_P(SiteFaults, AreAllNamedWithTheirPlaceAndNoOthers) {
  const std::string path = std::string("tests/site_faults/") + GetParam() + ".txt";
  const std::vector<FaultCase> cases = cases_of(path);
  ASSERT_GE(cases.size(), 5u) << path;
  std::string found;
  for (const FaultCase& one : cases) {
    const std::string messages = messages_of(completed(one.snippet));
    EXPECT_EQ(messages, one.messages) << "of the site\n" << one.snippet;
    found += std::string(case_mark) + one.snippet + std::string(message_mark) + messages;
  }
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << found;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, SiteFaults,
                         testing::Values("live", "place", "power", "wishes", "workloads"),
                         [](const auto& suite) { return std::string(suite.param); });

TEST(SiteFaultsInOneRun, FaultsOfSeveralBlocksComeTogetherInTheOrderOfTheFile) {
  EXPECT_EQ(messages_of("site: here\n"
                        "where: {position: \"10 N, 20 E\", dust: some}\n"
                        "power:\n"
                        "  solar: 4\n"
                        "  batery: 10 kWh\n"
                        "workloads:\n"
                        "  helper: {users: 6, model: chat/8b-q4, prompt: 900 kW}\n"
                        "hardware: {nodes: 1, survive: loss of any 1 node}\n"),
            "site.yaml:2:39: error[V2]: `where.dust` is `some`, must be one of `none`, `light`, "
            "`heavy`\n"
            "site.yaml:4:10: error[U1]: `power.solar.size` is `4`, must have a unit\n"
            "  hint: 4 what? Write it like `0 kWp to 12 kWp`.\n"
            "site.yaml:5:3: error[S1]: unknown key `batery` in `power`\n"
            "  hint: Did you mean `battery`?\n"
            "site.yaml:7:49: error[U2]: `workloads.helper.prompt` needs a number of tokens, but "
            "`900 kW` is a power\n"
            "  hint: Write it like `900 tokens ± 400 tokens`.\n"
            "site.yaml:8:31: error[V7]: `hardware.survive` wants work to go on after the loss of "
            "1, but `hardware.nodes` allows 1\n"
            "  hint: Allow at least 2 nodes.\n");
}

TEST(SiteFaultsInOneRun, CaretsStandUnderTheValue) {
  Faults faults;
  read_site(
      "site: here\nwhere: 1 N, 1 E\npower:\n  battery: 30 kW\n"
      "  generator: 3 kW\nworkloads: {helper: {users: 6, model: chat/8b-q4}}\n",
      "site.yaml", tiny_catalog(), {}, faults);
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list()[0].text_with_caret(),
            "error[U2]: `power.battery.size` needs an energy, but `30 kW` is a power\n"
            "  --> site.yaml:4:12\n"
            "  |\n"
            "4 |   battery: 30 kW\n"
            "  |            ^^^^^\n"
            "  hint: `30 kWh` would be an energy; write it like `5 kWh to 60 kWh`.\n");
}

TEST(OverrideFaults, NameTheOption) {
  const std::string site = completed("");
  EXPECT_EQ(messages_of(site, {{"power.battery.size", "20 kW"}}),
            "--set power.battery.size: error[U2]: `power.battery.size` needs an energy, but "
            "`20 kW` is a power\n"
            "  hint: `20 kWh` would be an energy; write it like `5 kWh to 60 kWh`.\n");
  EXPECT_EQ(messages_of(site, {{"power.batery.size", "20 kWh"}}),
            "--set power.batery.size: error[S1]: unknown key `batery` in `power`\n"
            "  hint: Did you mean `battery`?\n");
  EXPECT_EQ(messages_of(site, {{"power.battery.size", ""}}),
            "--set power.battery.size: error[S2]: no value is given\n"
            "  hint: Write `--set power.battery.size=VALUE`.\n");
  EXPECT_EQ(messages_of(site, {{"goals.served.nobody", "at least 99 %"}}),
            "--set goals.served.nobody: error[S1]: `goals.served` names `nobody`, which is no "
            "workload\n");
  EXPECT_NE(messages_of(site, {{"hardware.avoid", "[a, b"}}).find("--set hardware.avoid"),
            std::string::npos);
  EXPECT_NE(messages_of(site, {{"", "1"}}), "");
}

TEST(DamagedFiles, EndWithOneClearMessage) {
  EXPECT_EQ(messages_of("").substr(0, 20), "site.yaml: error[Y7]");
  EXPECT_EQ(messages_of("\xff\xfe").substr(0, 24), "site.yaml:1:1: error[Y1]");
  EXPECT_NE(messages_of("site: a\nsite: b\n").find("error[Y5]"), std::string::npos);
  EXPECT_NE(
      messages_of(completed("goals:\n  renewable: >= 70 %\n")).find("site.yaml:2:14: error[Y3]"),
      std::string::npos);
  EXPECT_NE(messages_of("site: &a here\n").find("error[Y6]"), std::string::npos);
  EXPECT_NE(messages_of("just a word\n").find("error[S2]"), std::string::npos);
  EXPECT_NE(messages_of("- a\n- b\n").find("error[S2]"), std::string::npos);
}

/// Each in under a second, as the user sees it. The limit is wide: this machine may be busy.
TEST(DamagedFiles, LargeAndDeepOnesEndSoon) {
  const std::clock_t start = std::clock();
  EXPECT_NE(messages_of(std::string(100u << 20, 'a')).find("error[Y8]"), std::string::npos);
  EXPECT_NE(messages_of(std::string(20'000, '[')).find("error[Y9]"), std::string::npos);
  std::string many;
  for (int i = 0; i < 60'000; ++i) many += "key_" + std::to_string(i) + ": 1\n";
  EXPECT_NE(messages_of(many).find("error[S5]: the file holds 60000 keys"), std::string::npos);
  std::string workloads = "workloads:\n";
  for (int i = 0; i < 20'000; ++i) {
    workloads += "  w" + std::to_string(i) + ": {users: 6, model: chat/8b-q4}\n";
  }
  EXPECT_NE(messages_of(completed(workloads)).find("error[S5]"), std::string::npos);
  // Processor seconds, which a loaded machine does not stretch: 0.4 in all, 4 under a sanitizer.
  // Anything that grows with the square of the input takes minutes.
  EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC);
}

TEST(SiteFile, ThatIsNotThereIsNamed) {
  Faults faults;
  read_site_file("examples/nowhere.yaml", tiny_catalog(), {}, faults);
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list()[0].code, "D1");
  EXPECT_EQ(faults.list()[0].place.file, "examples/nowhere.yaml");
}

}  // namespace
}  // namespace islet
