// Goal: a worker that crashes, hangs, talks nonsense or is killed is noticed, said and done away
// with, and one whose gateway has gone does not stay.
#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engines/engine_under_test.h"
#include "net/loopback_listener.h"

namespace islet {
namespace {

std::string fake_program() { return std::string(ISLET_WORKERS) + "/islet-worker-fake"; }

LoadOrder behaving(const std::string& how) {
  LoadOrder order;
  order.file = "fake?" + how;
  return order;
}

std::string why_gone(const std::string& how, const EngineLimits& limits = {}) {
  EngineUnderTest engine(fake_program(), limits);
  engine.load(behaving(how));
  engine.order(text_start(1, "abc", 50));
  engine.expect<SequenceStarted>();
  engine.step({{SequenceId{1}, 1}});
  engine.order(StepOrder{2, {{SequenceId{1}, 1}}});
  return engine.expect<EngineGone>().why;
}

TEST(FailingEngine, ThatCrashesIsSaidToHave) {
  EXPECT_EQ(why_gone("crash_at=2"), "its worker was ended by signal 11");
}

TEST(FailingEngine, ThatHangsIsKilledAtItsLimit) {
  EngineLimits limits;
  limits.step = 0.2 * second;
  EXPECT_EQ(why_gone("hang_at=2", limits), "it gave no answer for 0.2 s");
}

TEST(FailingEngine, ThatTalksNonsenseIsKilled) {
  EXPECT_EQ(why_gone("garbage_at=2"), "worker protocol: bytes that are no frame");
}

TEST(FailingEngine, ThatIsStoppedWhileIdleIsMissedByItsPing) {
  EngineLimits limits;
  limits.ping_every = 0.05 * second;
  limits.answer = 0.2 * second;
  limits.step = 0.2 * second;
  EngineUnderTest engine(fake_program(), limits);
  engine.load(behaving("hang_at=1"));
  engine.expect<Pong>();  // heartbeats come by themselves
  engine.order(StepOrder{1, {}});
  EXPECT_EQ(engine.expect<EngineGone>().why, "it gave no answer for 0.2 s");
}

TEST(HurriedEngine, LeavesTheStepItIsToldOfAndNoOther) {
  EngineUnderTest engine(fake_program());
  engine.load(behaving("step_us=100000"));
  engine.order(text_start(1, "abc", 50));
  engine.expect<SequenceStarted>();
  // The second is told to hurry while the first, which may not stop, is under way.
  engine.order(StepOrder{1, {{SequenceId{1}, 1}}, false});
  engine.order(StepOrder{2, {{SequenceId{1}, 1}}, true});
  engine.engine().hurry();
  EXPECT_EQ(engine.expect<StepDone>().outputs.size(), 1U);
  EXPECT_TRUE(engine.expect<StepDone>().outputs.empty());
  // Told too late: the next step is another one.
  engine.engine().hurry();
  engine.order(StepOrder{3, {{SequenceId{1}, 1}}, true});
  EXPECT_EQ(engine.expect<StepDone>().outputs.size(), 1U);
}

TEST(Worker, HoldsNoSocketOfItsGateway) {
  const std::optional<LoopbackListener> listener = listen_on_loopback(0);
  ASSERT_TRUE(listener);
  // Inherited, as libraries open theirs, and beyond the one that is the worker's own.
  const int inherited = ::fcntl(listener->socket, F_DUPFD, 20);
  ::close(listener->socket);
  EngineUnderTest engine(fake_program());
  engine.load(behaving("step_us=1"));
  ::close(inherited);
  const std::optional<LoopbackListener> again = listen_on_loopback(listener->port);
  ASSERT_TRUE(again) << "the port is still taken";
  ::close(again->socket);
}

TEST(FailingEngine, CannotBeStartedFromNothing) {
  const Result<std::unique_ptr<Engine>> none =
      start_worker("no/such/program", EngineLimits{}, monotonic_now());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().what,
            "cannot start the worker `no/such/program`: No such file or directory");
}

}  // namespace
}  // namespace islet
