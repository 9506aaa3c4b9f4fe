// Goal: the log holds all that decisions depend on, and damage is found where it is.
#include "serving/decision_log.h"

#include <limits>

#include <gtest/gtest.h>

#include "serving/fake_world.h"

namespace islet {
namespace {

std::string small_log() {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(1.0 * second, fake_request(1, WorkClass::normal, 5));
  world.arrive(2.0 * second, fake_request(2, WorkClass::high, 1.0 / 3.0));
  world.run();
  return world.log();
}

TEST(DecisionLog, IsALineForEachEventAnswerAndDecision) {
  EXPECT_EQ(small_log(),
            "islet-log 4 acute-first\n"
            "e 0 up 0 1 0 0 1 inf 1 0.02 64 inf 0 0 0 0 0 5 10\n"
            "e 1000000000 arrive 1 2 0 0 0 0 2 0 0 1 0 0 5 -4000000000000000000 "
            "9223372036854775807 9223372036854775807 9223372036854775807\n"
            "c 5 0.5 250 0\n"
            "d admit 1 0 0\n"
            "d start 1 0 50 0\n"
            "e 2000000000 arrive 2 1 0 0 0 0 2 0 0 1 0 0 0.3333333333333333 "
            "-4000000000000000000 9223372036854775807 9223372036854775807 9223372036854775807\n"
            "c 0.3333333333333333 0.03333333333333333 16.666666666666664 0\n"
            "d admit 2 0 0\n"
            "d preempt 1 0 1 1\n"
            "d start 2 0 49.99999999999999 0\n"
            "e 2333333333 done 2\n"
            "d resume 1 0 50 0\n"
            "e 6340000000 done 1\n");
}

TEST(DecisionLog, ReplaysToTheSameBytes) {
  const Result<ReplayOutcome> outcome = replay(small_log(), {}, {});
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->is_same);
  EXPECT_EQ(outcome->events, 5);
}

TEST(DecisionLog, OtherSettingsAreSeenAtTheFirstOtherDecision) {
  SchedulerSettings settings;
  settings.class_limit = {0, 0, 0, 0, 0};
  const Result<ReplayOutcome> outcome = replay(small_log(), settings, {});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->is_same);
  EXPECT_EQ(outcome->line, 5);
  EXPECT_EQ(outcome->recorded, "d admit 1 0 0");
  EXPECT_EQ(outcome->replayed, "d reject 1 2 1");
}

TEST(DecisionLog, EveryEventIsReadBackAsItWas) {
  Request request = fake_request(7, WorkClass::batch, 0.1);
  request.deadline = at(0.3 * second);
  request.prompt = 1e-300 * token;
  PowerReading reading;
  reading.charge = 1.0 / 3.0;
  reading.bridging = true;
  const std::vector<Event> events = {
      RequestArrives{request},
      FirstOutput{RequestId{7}},
      RequestDone{RequestId{UINT64_MAX}},
      RequestCancelled{RequestId{7}},
      EngineUp{fake_engine(63, 3, {0, 63})},
      EngineDown{EngineId{5}},
      ModelLoaded{EngineId{5}, ModelId{63}},
      PowerRead{reading},
      CapChanged{0.1 * watt},
      ForecastMade{{{.from = at(hour), .length = hour, .free = 0.7 * watt, .bought = {}}}},
      Tick{}};
  for (const Event& event : events) {
    FakeCosts costs;
    std::string once;
    std::string again;
    DecisionLog(costs, once).event(at(1.5 * second), event);
    const Result<LogLine> line = read_log_line(std::string_view(once).substr(0, once.size() - 1));
    ASSERT_TRUE(line) << once;
    EXPECT_EQ(line->event.event.index(), event.index());
    DecisionLog(costs, again).event(line->event.at, line->event.event);
    EXPECT_EQ(once, again);
  }
}

TEST(DecisionLog, DamageIsAnErrorAtItsLine) {
  const auto what = [](std::string_view line) {
    const Result<LogLine> read = read_log_line(line);
    return read ? std::string("fine") : read.error().what;
  };
  EXPECT_EQ(what("x 1"), "a line of the log begins with `x`, must begin with e, c or d");
  EXPECT_EQ(what("e 1 nap"), "the log has an event `nap`, must be one of its kinds");
  for (const char* line : {"e 1 done", "e 1 done x", "e 1 done 1 2", "e x tick", "c 1 2 3",
                           "e 1 forecast 5", "e 1 forecast 999999999999"}) {
    EXPECT_EQ(what(line), "a line of the log has a field that cannot be read") << line;
  }
  EXPECT_EQ(what("islet-log 2 x"), "the log has a version other than 4");
  EXPECT_FALSE(replay("", {}, {}));
  EXPECT_FALSE(replay("islet-log 4 nobody\n", {}, {}));
  EXPECT_FALSE(replay("islet-log 4 acute-first\nd admit 1 0 0\n", {}, {}));
  EXPECT_TRUE(replay("islet-log 4 acute-first\n", {}, {}));
}

}  // namespace
}  // namespace islet
