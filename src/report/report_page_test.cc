// Goal: a report is whole, valid, the same each time, and needs nothing but itself; and a file that
// is no plan is refused with words that help.
#include "report/report_page.h"

#include <set>

#include <gtest/gtest.h>

#include "report/plan_json.h"
#include "report/png.h"
#include "report/sample_plan.h"

namespace islet {
namespace {

std::string file_of(const Plan& plan) {
  PlanNotes notes;
  notes.rules = {{"R042", "Too slow is too slow.", {"ruled out 12 designs"}}};
  notes.sources = {{"maker", "The maker's list", "https://maker.example/list", "2026", "", ""}};
  return plan_json(plan, notes, {});
}

std::optional<PlanRecord> record_of(const std::string& text, Faults& faults) {
  return read_plan(text, "plan.json", faults);
}

std::string page_of(const Plan& plan) {
  Faults faults;
  const std::optional<PlanRecord> record = record_of(file_of(plan), faults);
  EXPECT_EQ(faults.count(), 0) << faults.list().front().text();
  return record ? report_html(*record) : "";
}

/// The first fault of a plan file in which `from` stands as `to`.
std::string fault_with(const std::string& from, const std::string& to) {
  std::string text = file_of(sample_plan());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  text.replace(at, from.size(), to);
  Faults faults;
  EXPECT_FALSE(record_of(text, faults));
  return faults.list().empty() ? "" : faults.list().front().text();
}

/// What stands between each `from` and the next `to` of the page, in order. By hand, not by a
/// pattern: those of the library go one stack frame a character deep.
std::vector<std::string> between(const std::string& page, std::string_view from,
                                 std::string_view to) {
  std::vector<std::string> found;
  for (std::size_t at = page.find(from); at != page.npos; at = page.find(from, at)) {
    at += from.size();
    const std::size_t end = page.find(to, at);
    if (end == page.npos) break;
    found.push_back(page.substr(at, end - at));
  }
  return found;
}

/// Every element that is opened is closed, in turn. Gives what is wrong first, or nothing.
std::string nesting_fault(const std::string& page) {
  const std::set<std::string> lone = {"meta", "wbr", "!DOCTYPE"};
  std::vector<std::string> open;
  for (const std::string& tag : between(page, "<", ">")) {
    const bool closes = tag.starts_with('/');
    const std::string name = tag.substr(closes ? 1 : 0, tag.find_first_of(" \n/", 1) - closes);
    if (tag.ends_with('/') || lone.contains(name)) continue;
    if (!closes) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back() + " is left open";
}

TEST(ReportPage, WhatElseCouldHaveBeenChosenComesBackFromTheFile) {
  Faults faults;
  const std::optional<PlanRecord> record = record_of(file_of(sample_plan()), faults);
  ASSERT_TRUE(record);
  ASSERT_EQ(record->alternatives.size(), 2u);
  const Alternative& software = record->alternatives.front();
  EXPECT_EQ(software.choice + " " + software.taken + " " + software.other,
            "software vllm llama_cpp");
  EXPECT_EQ(software.more, 420 * dollar);
  EXPECT_EQ(software.design, "1 x card <A>, 1.2 kWp");
  EXPECT_FALSE(record->alternatives.back().more);
  EXPECT_EQ(record->alternatives.back().why, "it has fans");
  const std::string page = page_of(sample_plan());
  EXPECT_NE(page.find("One thing chosen otherwise"), std::string::npos);
  EXPECT_NE(page.find("does not do"), std::string::npos);
}

TEST(ReportPage, HasTheSeventeenSectionsInOrder) {
  const std::string page = page_of(sample_plan());
  EXPECT_EQ(
      between(page, "<section id=\"", "\""),
      (std::vector<std::string>{"answer", "bill", "requirements", "why", "work", "machine",
                                "energy", "battery", "bad-times", "generator", "heat", "links",
                                "money", "what-if", "confidence", "assumptions", "method"}));
}

bool has(const std::string& page, const std::string& text) { return page.find(text) != page.npos; }

TEST(ReportPage, SaysEarlyWhatToBuyWhatItCostsAndWhatIsNotCertain) {
  Plan plan = sample_plan();
  plan.designs[0].bill.push_back(
      {"a pole", "site", "pole", 1, "pieces", within_factor(100 * dollar, 2, Grade::d, "guess")});
  plan.designs[0].requirements.push_back(plan.designs[0].requirements.front());
  plan.designs[0].requirements.back().found.high = 0.2;
  plan.designs[0].joint_odds = 0.725;
  const std::string page = page_of(plan);
  const std::size_t brief = page.find("<dl class=\"brief\">");
  ASSERT_NE(brief, page.npos);
  EXPECT_LT(brief, page.find("Bill of materials</h2>"));
  EXPECT_TRUE(has(page, "2 items for 500\u00a0USD"));
  EXPECT_TRUE(has(page, "All 2 requirements are met in 100\u00a0% of 1 weather years"));
  EXPECT_TRUE(
      has(page, "1 of 2 requirements may be missed within the ranges (cameras latency p99)"));
  EXPECT_TRUE(has(page, "all hold in 72.5\u00a0% of the draws"));
  EXPECT_TRUE(
      has(page, "17\u00a0% of the purchase is priced by assumption (grade D): ask for offers"));
}

TEST(ReportPage, ComparesDesignsByWhatIsMinimised) {
  Plan plan = sample_plan();
  plan.site.goals.minimise = Objective::fuel;
  plan.designs[0].minimised = {40, 30, 60, 0.9, Grade::d, "plant year"};
  plan.designs[1].minimised = {52.5, 40, 70, 0.9, Grade::d, "plant year"};
  plan.alternatives[0].more_of_goal = -3.5;
  const std::string page = page_of(plan);
  EXPECT_TRUE(has(page, "The next best design takes 12.5 L/year more fuel"));
  EXPECT_TRUE(has(page, "Fuel in L/year with its 90 % range"));
  EXPECT_TRUE(has(page, "<td class=\"number\">-3.5</td>"));
  EXPECT_TRUE(has(page, "fuel, L/year</th>"));
}

TEST(ReportPage, ARepairThatTheSiteStatesIsNoAssumption) {
  Plan plan = sample_plan();
  plan.designs[0].failures_per_year = 2;
  plan.designs[0].repair = 48 * hour;
  plan.designs[0].design.power.repair_reserve = 10 * hour;
  const std::string text = "The generator fails 2 times a year and is back after 48 h";
  EXPECT_TRUE(has(page_of(plan), text + " (assumed). What is served counts that."));
  plan.site.given.push_back({"power.generator.repair", "48 h", {"camp.yaml", 4, 10, 5}});
  EXPECT_TRUE(has(page_of(plan), text + ". What is served counts that."));
}

TEST(ReportPage, OfASetAloneThatIsToBurnLittleHasItsFuelOnOneCard) {
  Plan plan = sample_plan();
  plan.site.goals.minimise = Objective::fuel;
  plan.designs[0].energy.panels = {};
  plan.designs[0].energy.grid = {};
  const std::string page = page_of(plan);
  const std::string card = "<span class=\"name\">Fuel a year</span>";
  const std::size_t first = page.find(card);
  ASSERT_NE(first, page.npos);
  EXPECT_EQ(page.find(card, first + 1), page.npos);
}

/// An older file does not say how much of what is minimised a design takes.
TEST(ReportPage, OfAnOlderPlanFileComparesByItsCosts) {
  Plan plan = sample_plan();
  plan.designs[1].cost.purchase = exactly(650 * dollar, Grade::c, "bill");
  plan.site.goals.minimise = Objective::purchase_cost;
  std::string text = file_of(plan);
  for (std::size_t at = text.find("\"minimised\""); at != text.npos;
       at = text.find("\"minimised\"", at)) {
    text.replace(at, 11, "\"otherwise\"");
  }
  Faults faults;
  const std::optional<PlanRecord> record = record_of(text, faults);
  ASSERT_TRUE(record);
  EXPECT_TRUE(has(report_html(*record), "The next best design costs 150 USD more to buy"));
}

TEST(ReportPage, IsValidAndTheSameEachTime) {
  const std::string page = page_of(sample_plan());
  EXPECT_EQ(nesting_fault(page), "");
  EXPECT_EQ(page, page_of(sample_plan()));
  EXPECT_LT(page.size(), 1'000'000U);
}

TEST(ReportPage, LoadsNothingFromOutside) {
  const std::string page = page_of(sample_plan());
  for (const std::string name : {"href", "src"}) {
    for (const std::string& to : between(page, name + "=\"", "\"")) {
      EXPECT_TRUE(to.starts_with("#") || to.starts_with("data:image/png;base64,")) << to;
    }
  }
  EXPECT_EQ(page.find("<script"), page.npos);
  EXPECT_EQ(page.find("@import"), page.npos);
}

TEST(ReportPage, ShowsNamesAsTextWhateverTheyHold) {
  const std::string page = page_of(sample_plan());
  EXPECT_NE(page.find("Camp &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;"),
            page.npos);
}

TEST(ReportPage, OfNothingThatFitsTellsWhatBinds) {
  Plan plan = sample_plan();
  plan.nearest = plan.designs.front();
  plan.designs.clear();
  plan.state = PlanState::infeasible;
  plan.binding = {"budget: 500 USD, must be at most 100 USD"};
  plan.relaxations = {{"money.budget", "100 USD", "500 USD", "1 x card", 1500 * dollar}};
  std::string page = page_of(plan);
  EXPECT_NE(page.find("No design meets every requirement."), page.npos);
  EXPECT_NE(page.find("budget: 500 USD, must be at most 100 USD"), page.npos);
  EXPECT_EQ(nesting_fault(page), "");
  plan.nearest.reset();
  page = page_of(plan);
  EXPECT_NE(page.find("There is no design to show; section 1 says what binds."), page.npos);
  EXPECT_EQ(nesting_fault(page), "");
}

TEST(ReadPlan, GivesBackWhatWasWritten) {
  const Plan plan = sample_plan();
  Faults faults;
  const std::optional<PlanRecord> record = record_of(file_of(plan), faults);
  ASSERT_TRUE(record);
  const DesignOutcome& was = plan.designs.front();
  const DesignOutcome& is = record->designs.front().outcome;
  EXPECT_EQ(record->seed, plan.seed);
  EXPECT_EQ(is.title, was.title);
  EXPECT_DOUBLE_EQ(is.cost.lifetime.high / dollar, was.cost.lifetime.high / dollar);
  EXPECT_EQ(is.cost.lifetime.grade, Grade::c);
  EXPECT_DOUBLE_EQ(is.workloads[0].p99.value / second, 0.04);
  ASSERT_TRUE(is.trace);
  EXPECT_DOUBLE_EQ(is.trace->year.charge[100], 0.1);
  EXPECT_DOUBLE_EQ(is.trace->year.worst_fortnight[7].load / watt_hour, 89);
  EXPECT_EQ(record->site.asked[0].ladder[0].action, "stop");
  EXPECT_EQ(record->site.given[0].place.text(), "camp.yaml:3");
  EXPECT_EQ(record->notes.rules[0].id, "R042");
}

TEST(ReadPlan, SaysWhereAFileStopsBeingJson) {
  Faults faults;
  EXPECT_FALSE(record_of("{\n  \"schema\": oops\n}\n", faults));
  EXPECT_EQ(faults.list().front().text(),
            "plan.json:2:13: error[D10]: the text stops being JSON here\n"
            "  hint: Make a plan with: islet plan SITE.yaml -o PLAN.json.");
}

TEST(ReadPlan, RefusesOtherDocuments) {
  Faults faults;
  EXPECT_FALSE(record_of("[1, 2]", faults));
  EXPECT_EQ(faults.list().back().what, "this is no document of islet: it has no \"schema\"");
  EXPECT_FALSE(record_of("{\"schema\": \"islet/check/1\"}", faults));
  EXPECT_EQ(faults.list().back().what, "schema is \"islet/check/1\", must be \"islet/plan/1\"");
  EXPECT_FALSE(record_of("{\"schema\": \"islet/plan/1\", \"result\": null}", faults));
  EXPECT_EQ(faults.list().back().what, "the document holds no plan: its command failed");
  EXPECT_FALSE(record_of("{\"schema\": 1e999}", faults));
  EXPECT_EQ(faults.list().back().what, "a number is larger than any figure can be");
  EXPECT_FALSE(record_of(std::string(1000, '['), faults));
  EXPECT_EQ(faults.list().back().what, "maps and lists stand more than 64 deep");
}

TEST(ReadPlan, NamesTheFigureThatIsWrong) {
  constexpr const char* hint = "\n  hint: Make the plan again: islet plan SITE.yaml -o PLAN.json.";
  EXPECT_EQ(
      fault_with("\"confidence_share\": 1.0", "\"confidence_share\": \"all\""),
      std::string("plan.json: error[D11]: result.designs.0.confidence_share is \"all\", must be a "
                  "number") +
          hint);
  EXPECT_EQ(fault_with("\"lost_by\": \"\",", ""),
            std::string("plan.json: error[D11]: result.designs.0.lost_by is not there") + hint);
  EXPECT_EQ(
      fault_with("\"grade\": \"C\"", "\"grade\": \"E\""),
      std::string("plan.json: error[D11]: result.designs.0.workloads.0.energy_per_unit_wh.grade is "
                  "\"E\", must be a grade, A to D") +
          hint);
  EXPECT_EQ(fault_with("\"state\": \"optimal_on_grid\"", "\"state\": \"fine\""),
            std::string("plan.json: error[D11]: result.state is \"fine\", must be optimal_on_grid, "
                        "infeasible or out_of_time") +
                hint);
}

// Every byte of a plan file may be damaged: read_plan gives a plan or a fault, and never dies.
TEST(ReadPlan, SurvivesDamageAnywhere) {
  const std::string whole = file_of(sample_plan());
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    std::string damaged = whole;
    damaged[at] = at % 2 == 0 ? '}' : '7';
    Faults faults;
    const std::optional<PlanRecord> record = record_of(damaged, faults);
    EXPECT_TRUE(record || faults.count() > 0) << at;
    if (record && at % 5 == 0) {
      EXPECT_EQ(nesting_fault(report_html(*record)), "") << at;
    }
  }
}

// The expected bytes: the same picture by zlib's and CPython's own routines, no compression.
TEST(Png, IsWhatOtherWritersMake) {
  const std::vector<std::uint8_t> pixels = {0, 1, 1, 0};
  const std::vector<Rgb> palette = {{255, 0, 0}, {0, 0, 255}};
  EXPECT_EQ(
      png_address(pixels, 2, palette),
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAABlBMVEX/AAAAAP9sof"
      "2OAAAAEUlEQVR4AQEGAPn/AAABAAEAAAwAA0i7YjsAAAAASUVORK5CYII=");
}

}  // namespace
}  // namespace islet
