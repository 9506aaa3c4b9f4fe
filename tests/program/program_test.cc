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

TEST(CheckOfSeveralFiles, NamesTheFaultsOfAllInOneRun) {
  const std::string unknown = site_with("nonsense: 1\n");
  const std::string wrong_unit = site_with("money: {life: 6 kW}\n");
  const Outcome check = run({"check", unknown, camp, wrong_unit});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.err, HasSubstr(unknown));
  EXPECT_THAT(check.err, HasSubstr("error[S1]: unknown key `nonsense`"));
  EXPECT_THAT(check.err, HasSubstr(wrong_unit));
  EXPECT_THAT(check.err, HasSubstr("error[U2]: `money.life` needs a duration"));
  EXPECT_THAT(check.out, HasSubstr("3 site files: 2 with errors"));
  EXPECT_EQ(run({"check", camp, "examples/mine.yaml"}).code, 0);
}

TEST(CheckOfSeveralFiles, IsOneDocumentAsJson) {
  const std::string unknown = site_with("nonsense: 1\n");
  const json result = json::parse(run({"check", camp, unknown, "--format", "json"}).out);
  EXPECT_EQ(result["ok"], false);
  EXPECT_EQ(result["diagnostics"].size(), 1u);
  const json& files = result["result"]["files"];
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0]["ok"], true);
  EXPECT_EQ(files[0]["result"]["site"], "Cedar Creek camp");
  EXPECT_EQ(files[1]["file"], unknown);
  EXPECT_TRUE(files[1]["result"].is_null());
}

TEST(ShowDefaults, NamesTheOriginOfEveryDefaultInEveryFormat) {
  const std::vector<std::string> check = {"check", camp, "--show-defaults", "--format"};
  const auto in = [&](const char* format) {
    std::vector<std::string> words = check;
    words.emplace_back(format);
    return run(words).out;
  };
  const std::string why = "cost of capital of a small company, assumed";
  for (const char* format : {"table", "markdown", "csv", "json"}) {
    EXPECT_THAT(in(format), HasSubstr("money.discount")) << format;
    EXPECT_THAT(in(format), HasSubstr(std::string(format) == "table" ? "cost of capital" : why))
        << format;
  }
  for (const json& each : json::parse(in("json"))["result"]["defaults"]) {
    EXPECT_NE(each["key"], "");
    EXPECT_NE(each["value"], "") << each["key"];
    EXPECT_NE(each["why"], "") << each["key"];
  }
}

TEST(Rates, ConvertOnlyWhatTheyNameAndAreReportedWithTheirDay) {
  const std::string price = "power.generator.fuel=1.5 EUR/L";
  const Outcome without = run({"plan", camp, "--set", price});
  EXPECT_EQ(without.code, 3);
  EXPECT_THAT(without.err, HasSubstr("error[V11]: `power.generator.fuel` is `1.5 EUR/L`, but "
                                     "`money.rates` does not say what EUR is worth"));
  const std::string rate = "money.rates={EUR: {worth: 1.08 USD, on: 2026-11-20}}";
  const Outcome with = run({"plan", camp, "--set", price, "--set", rate});
  EXPECT_EQ(with.code, 0) << with.err;
  EXPECT_THAT(with.out, HasSubstr("rate: 1 EUR = 1.08 USD of 2026-11-20 (site file), used for"));
  const Outcome as_json = run({"plan", camp, "--set", price, "--set", rate, "--format", "json"});
  const json rates = json::parse(as_json.out)["result"]["site"]["rates"];
  ASSERT_EQ(rates.size(), 1u);
  EXPECT_EQ(rates[0]["usd"], 1.08);
  EXPECT_EQ(rates[0]["on"], "2026-11-20");
  EXPECT_EQ(rates[0]["used_for"][0], "power.generator.fuel");
}

TEST(Route, GivesThePlanItsWeather) {
  const std::string ship = new_folder() + "/ship.yaml";
  write_text(ship,
             "site: coaster\n"
             "where:\n  moving: yes\n  route:\n"
             "    - {port: Port Hedland, position: \"20.31 S, 118.58 E\"}\n"
             "    - {port: Singapore, position: \"1.26 N, 103.84 E\", stay: 4 days}\n"
             "power: {solar: 2 kWp to 6 kWp, battery: 5 kWh to 20 kWh, generator: 3 kW}\n"
             "workloads: {crew: {users: 4, model: chat/4b-q4}}\n");
  const Outcome plan = run({"plan", ship});
  EXPECT_EQ(plan.code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("synthetic years along the route"));
  const json result = json::parse(run({"plan", ship, "--format", "json"}).out)["result"];
  const json& design = result["designs"][0];
  EXPECT_EQ(design["power"]["tilt_deg"], 0);
  // Level panels give some 1250 kWh/kWp a year at Singapore and 1800 at Port Hedland (PVGIS).
  const double made = design["energy"]["panels_kwh_per_year"]["value"].get<double>() +
                      design["energy"]["curtailed_kwh_per_year"]["value"].get<double>();
  const double yield = made / design["power"]["panels_kwp"].get<double>();
  EXPECT_GT(yield, 1200);
  EXPECT_LT(yield, 1850);
}

TEST(KeptAmount, IsReportedWithItsRule) {
  const std::string kept = "workloads.cameras.keeps=2 GB/day";
  const Outcome check = run({"check", camp, "--set", kept});
  EXPECT_THAT(check.out, HasSubstr("Kept on site"));
  EXPECT_THAT(check.out, HasSubstr("180 GB (R115)"));
  const Outcome plan = run({"plan", camp, "--set", kept});
  EXPECT_THAT(plan.out, HasSubstr("180 GB of data must be held on site (R115)"));
  EXPECT_THAT(plan.out, HasSubstr("R115"));
  EXPECT_EQ(run({"check", camp, "--set", kept, "--set", "hardware.storage=100 GB"}).code, 3);
}

TEST(Set, ReachesEveryFileAndIsCheckedLikeTheFile) {
  const Outcome good = run({"check", camp, "examples/mine.yaml", "--set", "money.life=6 years"});
  EXPECT_EQ(good.code, 0) << good.err;
  const Outcome bad = run({"check", camp, "examples/mine.yaml", "--set", "money.life=6 kW"});
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.out, HasSubstr("2 site files: 2 with errors"));
  EXPECT_EQ(run({"check", camp, "--set", "money.life"}).code, 2);
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
  EXPECT_THAT(missing.err, HasSubstr("error[D1]: `where.weather` is `year.csv`"));
  EXPECT_THAT(missing.err, HasSubstr("site.yaml:2:47"));
  EXPECT_EQ(run({"check", path}).code, 3);
  write_text(folder + "/year.csv", "half,a,he");
  const Outcome broken = run({"plan", path});
  EXPECT_EQ(broken.code, 3);
  EXPECT_THAT(broken.err, HasSubstr("error[D3]"));
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
    if (entry.path().extension() != ".yaml") continue;  // a trace of requests
    if (path == "examples/mine.yaml") continue;         // takes seconds; the tests of docs run it
    const std::string text = text_of_file(path);
    const bool none = text.find("meant to have no answer") != std::string::npos;
    const Outcome plan = run({"plan", path, "--years", "3"});
    EXPECT_EQ(plan.code, none ? 4 : 0) << plan.err;
    // V14 alone may be said of them: keys of the format that no plan uses yet.
    const std::string rest = plan.err.starts_with("warning[V14]") ? plan.err.substr(12) : plan.err;
    EXPECT_THAT(rest, Not(HasSubstr("warning["))) << plan.err;
    EXPECT_THAT(rest, Not(HasSubstr("error["))) << plan.err;
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
