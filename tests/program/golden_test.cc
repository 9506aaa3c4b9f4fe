// Goal: what people and scripts read changes only on purpose. `./check --update` rewrites.
#include <cstdlib>
#include <regex>

#include <gtest/gtest.h>

#include "whole_program.h"

namespace islet::program {
namespace {

struct Golden {
  const char* file;
  std::vector<std::string> arguments;
  int code = 0;
};

class GoldenTest : public testing::TestWithParam<Golden> {};

/// The version is no part of what is held.
std::string without_version(const std::string& text) {
  return std::regex_replace(text, std::regex("\"islet\": \"[^\"]*\""), "\"islet\": \"VERSION\"");
}

TEST_P(GoldenTest, IsAsKept) {
  const std::string path = std::string("tests/golden/") + GetParam().file;
  const Outcome found = run(GetParam().arguments);
  ASSERT_EQ(found.code, GetParam().code) << found.err;
  const std::string text = without_version(found.out);
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) write_text(path, text);
  EXPECT_EQ(text, text_of_file(path)) << "look at it; if it is meant: ./check --update";
}

INSTANTIATE_TEST_SUITE_P(
    Output, GoldenTest,
    testing::Values(Golden{"plan.txt", {"plan", "examples/ten-lines.yaml"}},
                    Golden{"plan.csv", {"plan", "examples/ten-lines.yaml", "--format", "csv"}},
                    Golden{"plan.md", {"plan", "examples/ten-lines.yaml", "--format", "markdown"}},
                    Golden{"plan-infeasible.txt",
                           {"plan", "examples/ten-lines.yaml", "--set",
                            "money.budget=at most 100 USD"},
                           4},
                    Golden{"check-clinic.txt", {"check", "examples/clinic.yaml"}},
                    Golden{"show-l4.txt", {"catalog", "show", "l4"}},
                    Golden{"explain-R099.txt", {"explain", "R099"}},
                    Golden{"explain-gate.json", {"explain", "gate", "7 kW", "--format", "json"}},
                    Golden{"market-flags.txt", {"market", "flags"}}),
    [](const testing::TestParamInfo<Golden>& golden) {
      std::string name = golden.param.file;
      for (char& letter : name) {
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
      }
      return name;
    });

/// Pages of docs/reference that the program's own tables write.
TEST(Reference, CommandsPageIsThatOfTheProgram) {
  std::string page =
      "# Commands\n\nWritten from `islet COMMAND --help` by `./check --update`. Every command "
      "takes "
      "the options of output; exit codes are in `islet help exit-codes`.\n";
  for (const char* command :
       {"init",   "plan",    "energy",  "check",    "explain", "catalog", "market",
        "prices", "predict", "compare", "simulate", "report",  "verify",  "calibrate",
        "model",  "measure", "serve",   "status",   "doctor",  "schema"}) {
    page +=
        std::string("\n## ") + command + "\n\n```text\n" + run({command, "--help"}).out + "```\n";
  }
  const std::string path = "docs/reference/commands.md";
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) write_text(path, page);
  EXPECT_EQ(page, text_of_file(path)) << "./check --update";
}

/// What stands in a text between two others; both must be there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

TEST(Readme, ShowsTheFirstScreenOfTheMine) {
  const Outcome found = run({"plan", "examples/mine.yaml"});
  ASSERT_EQ(found.code, 0) << found.err;
  const std::string last = "\n  Tightest:";
  const std::size_t at = found.out.find(last);
  ASSERT_NE(at, std::string::npos);
  const std::string screen = found.out.substr(0, found.out.find('\n', at + 1) + 1);
  std::string page = text_of_file("README.md");
  const std::string begin = "<!-- picture of a result: begin -->";
  ASSERT_NE(page.find(begin), std::string::npos);
  std::string shown =
      between(between(page, begin, "picture of a result: end"), "```text\n", "```");
  if (std::getenv("ISLET_UPDATE_GOLDEN") != nullptr) {
    page.replace(page.find(shown), shown.size(), screen);
    write_text("README.md", page);
    shown = screen;
  }
  EXPECT_EQ(shown, screen) << "./check --update";
}

}  // namespace
}  // namespace islet::program
