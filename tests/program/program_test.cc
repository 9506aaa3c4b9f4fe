// Goal: the program keeps its promises to shells and scripts: exit codes, streams, whole files.
#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string camp = "examples/ten-lines.yaml";

/// The camp's file with `extra` lines at its end, in a folder of its own.
std::string site_with(const std::string& extra) {
  const std::string path = new_folder() + "/site.yaml";
  write_text(path, text_of_file(camp) + extra);
  return path;
}

TEST(ExitCode, IsZeroWithAPlan) {
  const Outcome plan = run({"plan", camp});
  EXPECT_EQ(plan.code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("Recommended"));
}

TEST(ExitCode, IsTwoForWrongUse) {
  EXPECT_EQ(run({"plan", camp, "--nonsense"}).code, 2);
  EXPECT_EQ(run({"plam", camp}).code, 2);
  EXPECT_EQ(run({"plan", camp, "--format", "xml"}).code, 2);
  EXPECT_EQ(run({"plan", camp, "--time-limit", "3 kW"}).code, 2);
}

TEST(ExitCode, IsThreeForWrongInput) {
  const Outcome missing = run({"plan", "no-such.yaml"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("no-such.yaml"));
  EXPECT_THAT(missing.out, IsEmpty());
}

TEST(ExitCode, IsFourWhenNoDesignDoes) {
  const std::string wish = "workloads.assistant.speed=at least 5000 tokens/s";
  const Outcome plan = run({"plan", camp, "--set", wish});
  EXPECT_EQ(plan.code, 4);
  EXPECT_THAT(plan.out, HasSubstr("No design meets every requirement"));
}

TEST(ExitCode, IsSixForAnUnknownName) {
  EXPECT_EQ(run({"catalog", "show", "no-such-card"}).code, 6);
  EXPECT_EQ(run({"explain", "no-such-name"}).code, 6);
}

TEST(ExitCode, TimeUpBeforeAnyDesignIsNoAnswerAboutDesigns) {
  const Outcome plan = run({"plan", "examples/mine.yaml", "--time-limit", "1 ms"});
  EXPECT_EQ(plan.code, 130);
  EXPECT_THAT(plan.err, HasSubstr("the time was up before any design was found"));
  EXPECT_THAT(plan.out, Not(HasSubstr("No design meets")));
}

TEST(Interrupt, EndsSoonWithTheBestSoFarOrSaysThereIsNone) {
  RunOptions options;
  options.when_started = [](int process) { kill(process, SIGINT); };
  const Outcome plan = run({"plan", "examples/mine.yaml"}, options);
  EXPECT_TRUE(plan.code == 10 || plan.code == 130) << plan.code;
  if (plan.code == 10) {
    EXPECT_THAT(plan.out, HasSubstr("Recommended"));
  }
}

TEST(Streams, ResultsGoToStdoutAndAllElseToStderr) {
  const Outcome check = run({"check", camp});
  EXPECT_EQ(check.code, 0);
  EXPECT_THAT(check.err, IsEmpty());
  const Outcome wrong = run({"check", site_with("nonsense: 1\n")});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.out, IsEmpty());
  EXPECT_THAT(wrong.err, HasSubstr("unknown key `nonsense`"));
}

TEST(Streams, NoColourWhereNobodyCanSeeIt) {
  EXPECT_THAT(run({"plan", camp}).out, Not(HasSubstr("\x1b[")));
  RunOptions forced;
  forced.environment = {"CLICOLOR_FORCE=1"};
  EXPECT_THAT(run({"plan", camp}, forced).out, HasSubstr("\x1b["));
  forced.environment.emplace_back("NO_COLOR=1");
  EXPECT_THAT(run({"plan", camp}, forced).out, Not(HasSubstr("\x1b[")));
}

TEST(Streams, AReaderThatLeavesIsNoFault) {
  RunOptions options;
  options.closed_out = true;
  const Outcome list = run({"catalog", "list", "accelerators"}, options);
  EXPECT_EQ(list.code, 0);
  EXPECT_THAT(list.err, IsEmpty());
}

TEST(Json, IsOneDocumentEvenOnFailure) {
  const json plan = json::parse(run({"plan", camp, "--format", "json"}).out);
  EXPECT_TRUE(plan["ok"].get<bool>());
  EXPECT_FALSE(plan["result"]["designs"].empty());
  const json wrong = json::parse(run({"plan", "no-such.yaml", "--format", "json"}).out);
  EXPECT_FALSE(wrong["ok"].get<bool>());
  EXPECT_FALSE(wrong["diagnostics"].empty());
  EXPECT_TRUE(wrong["result"].is_null());
}

TEST(Json, IsTheSameForAnyNumberOfJobs) {
  const Outcome one = run({"plan", camp, "--format", "json", "--jobs", "1"});
  const Outcome two = run({"plan", camp, "--format", "json", "--jobs", "2"});
  EXPECT_EQ(one.out, two.out);
}

TEST(Csv, HasOneRowOfNamesAndRowsOfThatWidth) {
  const std::string text = run({"catalog", "list", "batteries", "--format", "csv"}).out;
  EXPECT_EQ(text.substr(0, text.find('\n')), "id,name,in short,grade");
}

TEST(Catalog, IsSearchedByWhatASiteCanCarry) {
  const Outcome list = run({"catalog", "list", "accelerators", "--max-power", "75 W",
                            "--min-memory", "20 GB", "--form", "pcie", "--format", "csv"});
  EXPECT_THAT(list.out, HasSubstr("\nl4,"));
  EXPECT_THAT(list.out, Not(HasSubstr("\nt4,")));         // 16 GB
  EXPECT_THAT(list.out, Not(HasSubstr("\nh100_pcie,")));  // 350 W
  EXPECT_EQ(run({"catalog", "list", "accelerators", "--max-power", "75 GB"}).code, 2);
}

TEST(OutputFile, IsNotOverwrittenWithoutForce) {
  const std::string path = new_folder() + "/plan.json";
  write_text(path, "mine");
  const Outcome refused = run({"plan", camp, "-o", path});
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(text_of_file(path), "mine");
  EXPECT_EQ(run({"plan", camp, "-o", path, "--force"}).code, 0);
  EXPECT_TRUE(json::parse(text_of_file(path))["ok"].get<bool>());
}

TEST(OutputFile, IsWholeOrAsItWasWhenTheDiskIsFull) {
  const std::string folder = new_folder();
  const std::string path = folder + "/plan.json";
  write_text(path, "mine");
  RunOptions full;
  full.file_bytes_max = 1000;
  const Outcome plan = run({"plan", camp, "-o", path, "--force"}, full);
  EXPECT_EQ(plan.code, 7);
  EXPECT_THAT(plan.err, HasSubstr("plan.json"));
  EXPECT_EQ(text_of_file(path), "mine");
  const auto left = std::distance(std::filesystem::directory_iterator(folder), {});
  EXPECT_EQ(left, 1) << "nothing half-written may be left beside it";
}

struct BadFile {
  const char* what;
  std::string text;
  const char* message;
};

TEST(BadInput, GetsOneClearMessageAndThree) {
  std::string deep;
  for (int level = 0; level < 20000; ++level) deep += "[";
  const BadFile files[] = {
      {"nothing in it", "", "Y7"},
      {"no UTF-8", "site: \xff\xfe\n", "Y1"},
      {"20,000 levels", "site: " + deep, "Y9"},
      {"a tab", "site:\n\tname: x\n", "Y2"},
      {"a repeated key", text_of_file(camp) + "site: again\n", "Y5"},
      {"power for energy", "site: x\nwhere: 1 N, 2 E\npower: {battery: 10 kW}\n", "U2"},
      {"no weather file", text_of_file(camp) + "x_note: 1\n", ""},
  };
  for (const BadFile& file : files) {
    if (std::string(file.message).empty()) continue;
    SCOPED_TRACE(file.what);
    const std::string path = new_folder() + "/site.yaml";
    write_text(path, file.text);
    const Outcome check = run({"check", path});
    EXPECT_EQ(check.code, 3);
    EXPECT_THAT(check.err, HasSubstr(std::string("error[") + file.message + "]"));
    EXPECT_THAT(check.err, HasSubstr(path));
  }
}

TEST(BadInput, AMissingOrBrokenWeatherFileIsNamed) {
  const std::string folder = new_folder();
  const std::string path = folder + "/site.yaml";
  write_text(path,
             "site: Camp\nwhere: {position: \"61.2 N, 149.9 W\", weather: year.csv}\n"
             "power: {solar: 4 kWp, battery: 10 kWh, generator: 3 kW}\n"
             "workloads: {a: {users: 2, model: chat/8b-q4}}\n");
  const Outcome missing = run({"plan", path});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("year.csv"));
  write_text(folder + "/year.csv", "half,a,he");
  const Outcome broken = run({"plan", path});
  EXPECT_EQ(broken.code, 3);
  EXPECT_THAT(broken.err, HasSubstr("year.csv"));
}

TEST(OwnCatalogue, APriceOfOnesOwnStandsInPlaceOfOurs) {
  RunOptions mine;
  mine.environment = {"ISLET_CATALOG=" + new_folder()};
  const Outcome set =
      run({"prices", "set", "diesel_remote", "2.10 USD", "--date", "2026-11-21"}, mine);
  EXPECT_EQ(set.code, 0) << set.err;
  const json diff = json::parse(run({"prices", "diff", "--format", "json"}, mine).out);
  EXPECT_EQ(diff["result"]["changes"][0]["own_usd"], 2.10);
  EXPECT_EQ(diff["result"]["changes"][0]["ours_usd"], 1.8);
  EXPECT_EQ(run({"prices", "set", "diesel_remote", "2.10 EUR", "--date", "2026"}, mine).code, 3);
  EXPECT_EQ(run({"prices", "set", "diesel_remote", "2.10 USD"}, mine).code, 2);
  EXPECT_EQ(run({"prices", "set", "no_such", "2.10 USD", "--date", "2026"}, mine).code, 6);
}

TEST(OwnCatalogue, ADeviceOfOnesOwnIsCheckedLikeOurs) {
  const std::string folder = new_folder();
  RunOptions mine;
  mine.environment = {"ISLET_CATALOG=" + folder};
  std::filesystem::create_directories(folder + "/accelerators");
  std::string card = text_of_file("data/accelerators/l4.yaml");
  card.replace(card.find("id: l4"), 6, "id: my_card");
  card.replace(card.find("name: NVIDIA L4"), 15, "name: My card");
  write_text(folder + "/accelerators/my_card.yaml", card);
  EXPECT_EQ(run({"catalog", "show", "my_card"}, mine).code, 0);
  write_text(folder + "/accelerators/my_card.yaml", card + "wats: 3\n");
  const Outcome wrong = run({"catalog", "show", "my_card"}, mine);
  EXPECT_NE(wrong.code, 0);
  EXPECT_THAT(wrong.err, HasSubstr("my_card.yaml"));
  EXPECT_THAT(wrong.err, HasSubstr("unknown key `wats`"));
}

/// Each example names the scenario it stands for; one is meant to have no answer and says so.
TEST(Examples, AreAnsweredAsTheySay) {
  for (const auto& entry : std::filesystem::directory_iterator("examples")) {
    const std::string path = entry.path().string();
    SCOPED_TRACE(path);
    if (path == "examples/mine.yaml") continue;  // takes seconds; the tests of docs run it
    const std::string text = text_of_file(path);
    const bool none = text.find("meant to have no answer") != std::string::npos;
    const Outcome plan = run({"plan", path, "--years", "3"});
    EXPECT_EQ(plan.code, none ? 4 : 0) << plan.err;
    EXPECT_THAT(plan.err, IsEmpty());
  }
}

TEST(Help, OpensWithExamplesForEveryCommand) {
  for (const char* command : {"plan", "check", "explain", "catalog", "market", "verify"}) {
    SCOPED_TRACE(command);
    const Outcome help = run({command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_LT(help.out.find("Examples:"), help.out.find("Options"));
  }
}

}  // namespace
}  // namespace islet::program
