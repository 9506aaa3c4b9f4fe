// Goal: the rules of the documents, applied to a question, give the stated answers, and an explicit
// one where the documents are silent.
#include "knowledge/questions.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "knowledge/card_choice.h"
#include "knowledge/compliance.h"
#include "knowledge/demand_shape.h"
#include "knowledge/latency_class.h"
#include "knowledge/placement.h"
#include "knowledge/shipped_knowledge.h"
#include "knowledge/suitability.h"
#include "knowledge/time_budget.h"

namespace islet {
namespace {

TEST(LatencyClass, HoldsItsLowerEdge) {
  EXPECT_EQ(latency_class(shipped_knowledge(), 20 * millisecond), "ultra_low");
  EXPECT_EQ(latency_class(shipped_knowledge(), 100 * millisecond), "interactive");
  EXPECT_EQ(latency_class(shipped_knowledge(), 500 * millisecond), "interactive");
  EXPECT_EQ(latency_class(shipped_knowledge(), 1 * second), "near_real_time");
  EXPECT_EQ(latency_class(shipped_knowledge(), 10 * second), "batch");
  EXPECT_EQ(latency_class(shipped_knowledge(), 6 * hour), "batch");
}

TEST(LatencyClass, IsOfAStageNotOfAWorkload) {
  const std::vector<StageClass> stages =
      stage_classes(shipped_knowledge(), fact_named(shipped_knowledge(), "W07"));
  ASSERT_EQ(stages.size(), 2U);
  EXPECT_EQ(stages[0].latency_class, "interactive");     // detection within 100 ms
  EXPECT_EQ(stages[1].latency_class, "near_real_time");  // alert within 3 s
}

TEST(Suitability, EveryPowerHasOneRating) {
  const std::vector<std::string> order = {"excellent", "good", "moderate", "poor"};
  std::size_t at = 0;
  for (int watts = 0; watts <= 1000; ++watts) {
    const std::string rating = suitability(shipped_knowledge(), watts * watt);
    const auto found = std::find(order.begin(), order.end(), rating);
    ASSERT_NE(found, order.end()) << watts;
    const auto now = static_cast<std::size_t>(found - order.begin());
    EXPECT_GE(now, at) << "ratings must not get better with power, at " << watts;
    at = now;
  }
  EXPECT_EQ(at, 3U);
}

TEST(Suitability, ThirteenStatedRatingsComeBack) {
  const std::vector<std::pair<const char*, const char*>> stated = {
      {"W02", "excellent"}, {"W03", "excellent"}, {"W07", "excellent"}, {"W09", "excellent"},
      {"W04", "good"},      {"W17", "good"},      {"W16", "good"},      {"W11", "good"},
      {"W01", "moderate"},  {"W12", "moderate"},  {"W15", "poor"},      {"training", "poor"},
      {"h100_sxm5", "poor"}};
  for (const auto& [subject, rating] : stated) {
    EXPECT_EQ(stated_suitability(shipped_knowledge(), subject), rating) << subject;
  }
  EXPECT_FALSE(stated_suitability(shipped_knowledge(), "W05"));
}

TEST(Tier, TheFourExamplesLandInTheirOwn) {
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 60 * watt).number, 1);
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 400 * watt).number, 2);
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 1200 * watt).number, 3);
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 1750 * watt).number, 4);
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 1500 * watt, "h100_pcie").number, 4);
}

TEST(Tier, ABoundaryIsExplained) {
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 100 * watt).number, 1);
  EXPECT_EQ(offgrid_tier(shipped_knowledge(), 101 * watt).number, 2);
  EXPECT_TRUE(offgrid_tier(shipped_knowledge(), 200 * watt).between);
  EXPECT_FALSE(offgrid_tier(shipped_knowledge(), 300 * watt).between);
  EXPECT_TRUE(offgrid_tier(shipped_knowledge(), 9000 * watt).several);
}

TEST(Gate, AnswersAtTheStatedPowersAndBetween) {
  EXPECT_EQ(offgrid_gate(shipped_knowledge(), 4 * kilowatt).devices, "l4 or t4");
  EXPECT_EQ(offgrid_gate(shipped_knowledge(), 20 * kilowatt).devices, "h100_pcie");
  EXPECT_TRUE(offgrid_gate(shipped_knowledge(), 60 * kilowatt).devices.starts_with("anything"));
  EXPECT_FALSE(offgrid_gate(shipped_knowledge(), 7 * kilowatt).stated);
  EXPECT_FALSE(offgrid_gate(shipped_knowledge(), 40 * kilowatt).stated);
}

TEST(Sxm, IsRefusedBelowFiftyKilowattWithReasons) {
  EXPECT_EQ(sxm_objections(shipped_knowledge(), {20 * kilowatt}).size(), 4U);
  EXPECT_EQ(sxm_objections(shipped_knowledge(), {60 * kilowatt, true, true, false}).size(), 1U);
  EXPECT_TRUE(sxm_objections(shipped_knowledge(), {60 * kilowatt, true, true, true}).empty());
}

TEST(Sxm, TheNearestCardsAreOfTheFamily) {
  for (const Accelerator& board : shipped_catalog().accelerators) {
    if (board.form != FormFactor::sxm || board.named_only) continue;
    for (const CardPlan& plan : nearest_cards(shipped_catalog(), board)) {
      EXPECT_NE(plan.card->form, FormFactor::sxm) << board.id;
      EXPECT_LE(plan.count, 2) << board.id;
    }
  }
  const Accelerator* h100 = find_accelerator(shipped_catalog(), "h100_sxm5");
  EXPECT_TRUE(nearest_cards(shipped_catalog(), *h100).front().card->id.starts_with("h100_"));
}

TEST(TimeBudget, SixtyFramesLeaveWhatTheCaseStates) {
  const Duration left = frame_time_left(60 * hertz, {2 * millisecond});
  EXPECT_NEAR(left / millisecond, 14.67, 0.005);  // SC52
  EXPECT_LT(frame_time_left(120 * hertz, {9 * millisecond}), Duration());
}

TEST(TimeBudget, AHundredMillisecondsAreAlmostThreeMetres) {
  const Answer answer = distance_answer(100 * millisecond, 65 * 0.44704 * (metre / second));
  for (const AnswerItem& item : answer.items) {
    if (item.name != "distance_m") continue;
    EXPECT_NEAR(*item.number, 2.91, 0.0291);  // SC44, within 1 %
  }
}

TEST(Stream, OneSpikeInAThousandIsFlaggedThoughEveryPercentilePasses) {
  std::vector<Duration> latencies(1000, 30 * millisecond);
  latencies[700] = 500 * millisecond;
  const StreamCheck check = check_stream(latencies, 100 * millisecond);
  EXPECT_EQ(check.misses, 1U);  // SC45
  EXPECT_EQ(check.p999, 30 * millisecond);
  EXPECT_EQ(stream_answer(check, 100 * millisecond).verdict, "flagged");
}

TEST(Demand, ACameraIsProcessAndBurstsAreDiscrete) {
  std::vector<Duration> camera;
  std::vector<Duration> bursts;
  for (int frame = 0; frame < 300; ++frame) camera.push_back(frame / 30.0 * second);
  for (int burst = 0; burst < 20; ++burst) {
    for (int request = 0; request < 5; ++request) {
      bursts.push_back(burst * minute + request * 200 * millisecond);
    }
  }
  EXPECT_EQ(demand_shape(camera).profile, "process");
  EXPECT_EQ(demand_shape(bursts).profile, "discrete");
  EXPECT_NEAR(demand_shape(camera).rate / hertz, 30, 0.01);
}

TEST(Demand, TheOrderOfDevicesFollowsTheProfile) {
  const auto process = ranked_for("process", shipped_catalog(), 5);
  const auto discrete = ranked_for("discrete", shipped_catalog(), 5);
  ASSERT_EQ(process.size(), 5U);
  EXPECT_NE(process.front(), discrete.front());
  EXPECT_EQ(process.front()->device_class == DeviceClass::npu ||
                process.front()->device_class == DeviceClass::datacenter_npu,
            true);
}

TEST(Placement, ControlLoopsAndArRefuseTheCloudAndTradingAllButTheExchange) {
  const auto allowed = [](const char* id) {
    std::string places;
    for (const PlaceVerdict& verdict :
         places_for(shipped_knowledge(),
                    need_of(shipped_knowledge(), fact_named(shipped_knowledge(), id)))) {
      if (verdict.allowed) places += verdict.place + " ";
    }
    return places;
  };
  EXPECT_EQ(allowed("X03").find("cloud"), std::string::npos);
  EXPECT_EQ(allowed("X03").find("metro"), std::string::npos);
  EXPECT_EQ(allowed("W08").find("cloud"), std::string::npos);
  EXPECT_EQ(allowed("X06").find("cloud"), std::string::npos);
  EXPECT_EQ(allowed("X01"), "exchange ");
  EXPECT_NE(allowed("X04").find("cloud"), std::string::npos);  // a voice agent may live far away
}

TEST(Compliance, NamesWhatIsMissing) {
  const Fact* medical = vertical_of(shipped_knowledge(), "clinic");
  ASSERT_NE(medical, nullptr);
  EXPECT_EQ(compliance(*medical, {"hipaa"}).missing,
            (std::vector<std::string>{"GDPR", "IEC 62304"}));
}

TEST(Upgrade, StaysInTheSlotAndThePower) {
  const Accelerator* t4 = find_accelerator(shipped_catalog(), "t4");
  bool l4 = false;
  for (const Accelerator* card : upgrades_for(shipped_catalog(), *t4, 75 * watt)) {
    EXPECT_LE(card->board_power.typical, 75 * watt) << card->id;
    EXPECT_EQ(card->form, FormFactor::pcie_low_profile_single) << card->id;
    l4 |= card->id == "l4";
  }
  EXPECT_TRUE(l4);
}

TEST(Supply, AHighEndCardTakesTwentyToThirtySixWeeks) {
  const auto lead =
      lead_time(shipped_knowledge(), *find_accelerator(shipped_catalog(), "h100_pcie"));
  ASSERT_TRUE(lead);
  EXPECT_EQ(lead->weeks.low, 20);
  EXPECT_EQ(lead->weeks.high, 36);
}

TEST(Industry, SevenHaveATemplateAndATier) {
  const auto industries = facts_of_kind(shipped_knowledge(), "industry");
  EXPECT_EQ(industries.size(), 7U);
  for (const Fact* industry : industries) {
    EXPECT_FALSE(industry->word("template").empty()) << industry->id;
    EXPECT_GE(number_at(*industry, "tier").value_or(0), 1) << industry->id;
  }
}

TEST(Question, RefusesOperandsItCannotUse) {
  const QuestionContext context{shipped_knowledge(), shipped_catalog()};
  const std::vector<std::string> energy = {"20 kWh"};
  const Result<Answer> gate = question_named("gate")->ask(context, energy);
  ASSERT_FALSE(gate);
  EXPECT_EQ(gate.error().what, "`20 kWh` is an energy, must be a power");
  EXPECT_EQ(question_named("gate")->ask(context, {}).error().code, "V5");
}

std::string verdict_of(const char* name, const std::vector<std::string>& operands) {
  const Question* question = question_named(name);
  EXPECT_NE(question, nullptr);
  const Result<Answer> answer = question->ask({shipped_knowledge(), shipped_catalog()}, operands);
  return answer ? answer->verdict : answer.error().code;
}

double figure_of(const char* name, const std::vector<std::string>& operands, const char* item) {
  const Result<Answer> answer =
      question_named(name)->ask({shipped_knowledge(), shipped_catalog()}, operands);
  EXPECT_TRUE(answer);
  for (const AnswerItem& each : answer->items) {
    if (each.name == item) return each.number.value_or(-1);
  }
  return -1;
}

TEST(PowerQuestions, PanelsCarryASteadyLoad) {
  EXPECT_NEAR(figure_of("panels", {"60 W", "5"}, "panels_w"), 480, 1e-6);
  const double most = figure_of("panels", {"100 MW", "6.7", "0.9"}, "panels_w");
  EXPECT_GT(most, 450e6);
  EXPECT_LT(most, 600e6);
  EXPECT_LT(figure_of("panels", {"100 MW", "6.7", "0.44"}, "panels_w"), 0.5 * most);
}

TEST(PowerQuestions, GeneratorsReachTheirLoadsAndIdleOnesAreTold) {
  EXPECT_NEAR(figure_of("generator", {"400 W"}, "rated_kw"), 2, 1e-9);
  EXPECT_NEAR(figure_of("generator", {"1.5 kW"}, "rated_kw"), 5, 1e-9);
  EXPECT_EQ(verdict_of("generator", {"1 kW", "10 kW"}), "oversized");
  EXPECT_EQ(verdict_of("generator", {"3 kW", "2 kW"}), "too small");
  EXPECT_EQ(verdict_of("generator", {"0 W"}), "D2");
}

TEST(PowerQuestions, SuppliesAreConvertedOrRefused) {
  EXPECT_EQ(verdict_of("converter", {"28 V", "dc"}), "converter");
  EXPECT_EQ(verdict_of("converter", {"440 V", "ac"}), "converter");
  EXPECT_EQ(verdict_of("converter", {"230 V", "ac"}), "direct");
  EXPECT_EQ(verdict_of("converter", {"400 V", "dc"}), "refused");
  EXPECT_EQ(verdict_of("converter", {"28 V", "both"}), "D2");
}

TEST(PowerQuestions, HotAirRefusesStandardServers) {
  EXPECT_EQ(verdict_of("ambient", {"20 °C"}), "any server");
  EXPECT_EQ(verdict_of("ambient", {"45 °C"}), "rugged servers alone");
  EXPECT_EQ(verdict_of("ambient", {"70 °C"}), "refused");
  EXPECT_EQ(verdict_of("ambient", {"45 W"}), "D2");
}

}  // namespace
}  // namespace islet
