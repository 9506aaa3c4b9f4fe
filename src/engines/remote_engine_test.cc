// Goal: another server that has gone, hangs up or freezes is given up within the stated time and
// what it had is done elsewhere once; one that is slow and lives is waited for.
#include <gtest/gtest.h>

#include "engines/engine_under_test.h"
#include "engines/remote_calls.h"
#include "engines/scripted_server.h"
#include "engines/small_site.h"

namespace islet {
namespace {

constexpr Duration silence = 0.5 * second;
// A busy machine runs a test's threads late; the limits themselves are those of `ServerWatch`.
constexpr Duration slack = 3.0 * second;

std::string remote_program() { return std::string(ISLET_WORKERS) + "/islet-worker-remote"; }

LoadOrder order_for(const ScriptedServer& server) {
  LoadOrder order;
  order.file = server.address();
  order.silence_ms = static_cast<std::uint32_t>(silence / millisecond);
  return order;
}

/// One request on a worker, until it is over or its server has gone.
struct Heard {
  std::string text;
  SequenceEnd end = SequenceEnd::none;
  std::string gone;
  Duration took{};
};
Heard heard(EngineUnderTest& engine, const std::function<void(const Heard&)>& meanwhile = {}) {
  Heard all;
  engine.order(text_start(1, "abc", 50));
  engine.expect<SequenceStarted>();
  const Instant start = monotonic_now();
  while (all.end == SequenceEnd::none && all.gone.empty() && all.took < 20.0 * second) {
    const StepDone done = engine.step({{SequenceId{1}, 1}});
    for (const SequenceOutput& one : done.outputs) {
      all.text += one.text;
      all.end = one.end;
    }
    all.gone = done.gone;
    all.took = between(start, monotonic_now());
    if (meanwhile) meanwhile(all);
  }
  return all;
}

TEST(RemoteEngine, ThatNeverAnswersIsGivenUpAfterTheSilenceBorne) {
  ScriptedServer server;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  server.is_frozen = true;
  const Heard all = heard(engine);
  EXPECT_EQ(all.gone, "the server said nothing for 0.5 s, nor to a probe");
  EXPECT_GE(all.took, silence * 0.8);
  EXPECT_LE(all.took, silence + slack);
}

TEST(RemoteEngine, ThatFreezesInTheMiddleIsGivenUpWithWhatItSaidPutOut) {
  ScriptedServer server;
  server.token_s = 0.02;
  server.tokens = 1'000;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  const Heard all = heard(engine, [&](const Heard& so_far) {
    if (so_far.text.size() > 6) server.is_frozen = true;
  });
  EXPECT_TRUE(all.text.starts_with("0 1 2 3 "));
  EXPECT_EQ(all.gone, "the server said nothing for 0.5 s, nor to a probe");
}

TEST(RemoteEngine, ThatSpeaksSlowlyAndAnswersNoProbeIsWaitedForUntilItFreezes) {
  ScriptedServer server;
  server.token_s = 0.4 * (silence / second);  // a probe is under way at each token
  server.tokens = 1'000;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  server.is_deaf = true;
  const Heard all = heard(engine, [&](const Heard& so_far) {
    if (so_far.text.size() > 15) server.is_frozen = true;
  });
  EXPECT_TRUE(all.text.starts_with("0 1 2 3 4 5 6 7 "));
  EXPECT_EQ(all.gone, "the server said nothing for 0.5 s, nor to a probe");
}

TEST(RemoteEngine, ThatIsSlowAndAnswersProbesIsWaitedFor) {
  ScriptedServer server;
  server.first_s = 3.0 * (silence / second);
  server.token_s = 1.5 * (silence / second);
  server.tokens = 3;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  const Heard all = heard(engine);
  EXPECT_EQ(all.gone, "");
  EXPECT_EQ(all.text, "0 1 2 ");
  EXPECT_EQ(all.end, SequenceEnd::stop);
  EXPECT_GE(server.probes, 5);
}

TEST(RemoteEngine, ThatAnswersProbesAndNoRequestHasGoneWhenAnAnswerIsOverdue) {
  ScriptedServer server;
  server.first_s = 1'000;
  EngineUnderTest engine(remote_program());
  LoadOrder order = order_for(server);
  order.answer_ms = 800;
  engine.load(order);
  const Heard all = heard(engine);
  EXPECT_EQ(all.gone, "the server answers probes, but no request for 0.8 s");
  EXPECT_GE(all.took, 0.8 * second);
  EXPECT_LE(all.took, 0.8 * second + slack);
}

TEST(RemoteEngine, ThatForgetsARequestFailsThatOneAlone) {
  ScriptedServer server;
  server.forgets = 1;
  server.tokens = 20;
  server.token_s = 0.1;
  EngineUnderTest engine(remote_program());
  LoadOrder order = order_for(server);
  order.answer_ms = 800;
  engine.load(order);
  engine.order(text_start(1, "abc", 50));
  engine.order(text_start(2, "abc", 50));
  engine.expect<SequenceStarted>();
  engine.expect<SequenceStarted>();
  auto all = engine.finish({SequenceId{1}, SequenceId{2}});
  // Which of the two the server took first is not known.
  const SequenceId lost{all[SequenceId{1}].end == SequenceEnd::failed ? 1U : 2U};
  const SequenceId kept{lost == SequenceId{1} ? 2U : 1U};
  EXPECT_EQ(all[lost].end, SequenceEnd::failed);
  EXPECT_EQ(all[kept].end, SequenceEnd::stop);
  EXPECT_EQ(all[kept].tokens.size(), 20U);
}

TEST(RemoteEngine, ThatSpeaksIsAskedForNoOtherSignOfLife) {
  ScriptedServer server;
  server.token_s = 0.02;
  server.tokens = 40;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  EXPECT_EQ(heard(engine).end, SequenceEnd::stop);
  EXPECT_LE(server.probes, 2);  // that of its load, and one if the machine held it up
}

TEST(RemoteEngine, ThatHangsUpBeforeTheEndHasGoneAtOnce) {
  for (const int tokens : {0, 3}) {
    ScriptedServer server;
    server.breaks_off_at = tokens;
    EngineUnderTest engine(remote_program());
    engine.load(order_for(server));
    const Heard all = heard(engine);
    EXPECT_EQ(all.text, tokens == 0 ? "" : "0 1 2 ");
    EXPECT_EQ(all.end, SequenceEnd::none);
    EXPECT_EQ(all.gone, "the server's stream ended early");
  }
}

TEST(RemoteEngine, ThatEndsWithAReasonButWithoutALastMarkHasDoneItsWork) {
  ScriptedServer server;
  server.has_last_mark = false;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  const Heard all = heard(engine);
  EXPECT_EQ(all.text, "0 1 2 3 4 ");
  EXPECT_EQ(all.end, SequenceEnd::stop);
  EXPECT_EQ(all.gone, "");
}

TEST(RemoteEngine, ThatHasNoRoomIsAskedAgain) {
  ScriptedServer server;
  server.has_no_room = 3;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  const Heard all = heard(engine);
  EXPECT_EQ(all.text, "0 1 2 3 4 ");
  EXPECT_EQ(all.end, SequenceEnd::stop);
  EXPECT_EQ(server.requests, 4);
}

TEST(RemoteEngine, ThatHasNoRoomIsBelievedInTheEnd) {
  ScriptedServer server;
  server.has_no_room = 100;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  EXPECT_EQ(heard(engine).end, SequenceEnd::failed);
  EXPECT_EQ(server.requests, 4);
  ScriptedServer closed;
  closed.has_no_room = 1;
  closed.pause_named_s = 3'600;
  EngineUnderTest other(remote_program());
  other.load(order_for(closed));
  const Heard all = heard(other);
  EXPECT_EQ(all.end, SequenceEnd::failed);
  EXPECT_EQ(closed.requests, 1) << "an hour is not waited for";
}

TEST(RemoteEngine, ThatRefusesConnectionsHasGoneAtOnce) {
  ScriptedServer server;
  EngineUnderTest engine(remote_program());
  engine.load(order_for(server));
  server.leave();
  EXPECT_EQ(heard(engine).gone, "the server cannot be reached: Connection refused");
}

TEST(RemoteCalls, KeepTensorsApartWhenTheFirstIsEmpty) {
  StartTensors start;
  start.inputs = {{"none", TensorKind::u8, {0}, ""}, {"one", TensorKind::u8, {1}, "x"}};
  const TensorRequest request = tensor_request(start);
  const Result<JsonValue> head = read_json(request.head);
  ASSERT_TRUE(head) << request.head;
  EXPECT_EQ(head->find("inputs")->items.size(), 2U);
  EXPECT_EQ(request.blobs, "x");
}

TEST(RemoteEngine, ThatFreezesWhileIdleIsMissedByItsProbes) {
  ScriptedServer server;
  EngineLimits limits;
  limits.ping_every = 0.05 * second;
  EngineUnderTest engine(remote_program(), limits);
  engine.load(order_for(server));
  while (server.probes < 3) EXPECT_EQ(engine.expect<Pong>().gone, "");
  server.is_frozen = true;
  std::string gone;
  for (int i = 0; i < 200 && gone.empty(); ++i) gone = engine.expect<Pong>().gone;
  EXPECT_EQ(gone, "the server said nothing for 0.5 s, nor to a probe");
}

/// Before these servers, as engines for one model.
std::vector<PoolEngine> engines_for(const std::vector<const ScriptedServer*>& servers) {
  std::vector<PoolEngine> engines;
  for (const ScriptedServer* server : servers) {
    PoolEngine engine;
    engine.spec.id = EngineId{static_cast<std::uint8_t>(engines.size())};
    engine.spec.models.add(ModelId{0});
    engine.spec.slots = 4;
    PoolModel model;
    model.program = remote_program();
    model.load = order_for(*server);
    model.is_remote = true;
    engine.models.push_back(model);
    engines.push_back(engine);
  }
  return engines;
}

bool all_up(SmallSite& site) {
  return site.run([&] {
    const std::vector<EngineState> states = site.pool().states();
    return std::all_of(states.begin(), states.end(), [](const auto& one) { return one.is_up; });
  });
}

TEST(RemoteEngines, DoElsewhereWhatAFrozenOneHadAndTakeItBackWhenItAnswers) {
  ScriptedServer frozen;
  ScriptedServer other;
  SmallSite site(engines_for({&frozen, &other}));
  ASSERT_TRUE(all_up(site));
  frozen.is_frozen = true;
  for (std::uint64_t id = 1; id <= 20; ++id) site.ask(id, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run_to_end());
  for (std::uint64_t id = 1; id <= 20; ++id) {
    EXPECT_EQ(site.answer(id).text, "0 1 2 3 4 ") << id;
    EXPECT_EQ(site.answer(id).ends, 1) << id;
  }
  EXPECT_FALSE(site.pool().states()[0].is_up);
  EXPECT_EQ(site.pool().states()[0].last_fault,
            "the server said nothing for 0.5 s, nor to a probe");
  // Nothing is asked of it until it answers again.
  for (std::uint64_t id = 21; id <= 30; ++id) site.ask(id, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(frozen.requests, 0);
  frozen.is_frozen = false;
  ASSERT_TRUE(all_up(site));
  for (std::uint64_t id = 31; id <= 50; ++id) site.ask(id, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_GT(frozen.requests, 0);
}

TEST(RemoteEngines, TellOnlyThoseWhoSawAPartOfTheirAnswer) {
  ScriptedServer dying;
  ScriptedServer other;
  dying.breaks_off_at = 3;
  dying.first_s = 0.05;  // so that all have begun when the first breaks off
  SmallSite site(engines_for({&dying, &other}));
  ASSERT_TRUE(all_up(site));
  for (std::uint64_t id = 1; id <= 8; ++id) site.ask(id, WorkClass::normal, "hi", 20, id % 2 == 0);
  ASSERT_TRUE(site.run([&] { return dying.requests > 0; }));
  dying.leave();
  ASSERT_TRUE(site.run_to_end());
  int told = 0;
  for (std::uint64_t id = 1; id <= 8; ++id) {
    EXPECT_EQ(site.answer(id).ends, 1) << id;
    if (site.answer(id).end == SequenceEnd::failed) {
      ++told;
      EXPECT_EQ(id % 2, 0U) << "nobody had seen a part of this one";
      EXPECT_TRUE(site.answer(id).fault.starts_with("its engine failed: the server"))
          << site.answer(id).fault;
    } else {
      EXPECT_EQ(site.answer(id).text, "0 1 2 3 4 ") << id;
    }
  }
  EXPECT_LE(told, 4);
}

/// Short questions until it is known what each of two servers needs.
void learn(SmallSite& site) {
  for (std::uint64_t id = 101; id <= 200; ++id) site.ask(id, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run_to_end());
}

TEST(RemoteEngines, DoElsewhereWhatOneKeepsForLongWhileOthersAnswer) {
  ScriptedServer stuck;
  ScriptedServer other;
  SmallSite site(engines_for({&stuck, &other}));
  ASSERT_TRUE(all_up(site));
  learn(site);
  stuck.first_s = 1'000;  // it answers probes
  other.token_s = 0.05;
  const int before = stuck.requests;
  for (std::uint64_t id = 1; id <= 8; ++id) site.ask(id, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run([&] { return site.pool().states()[0].failures > 0; }));
  EXPECT_TRUE(site.pool().states()[0].last_fault.ends_with(" s while others answered"))
      << site.pool().states()[0].last_fault;
  EXPECT_GT(stuck.requests, before);
  const int asked = stuck.requests;
  ASSERT_TRUE(site.run_to_end());
  for (std::uint64_t id = 1; id <= 8; ++id) EXPECT_EQ(site.answer(id).text, "0 1 2 3 4 ") << id;
  EXPECT_EQ(stuck.requests, asked) << "it was asked again at once";
}

TEST(RemoteEngines, LeaveALongPromptWhereItIsReadThoughOthersAnswer) {
  ScriptedServer slow;
  ScriptedServer other;
  slow.first_s = other.first_s = 0.02;
  SmallSite site(engines_for({&slow, &other}));
  ASSERT_TRUE(all_up(site));
  learn(site);
  slow.first_s = other.first_s = 1.5;
  site.ask(1, WorkClass::normal, std::string(4'000, 'a'), 20);
  ASSERT_TRUE(site.run([&] { return slow.requests + other.requests > 100; }));
  slow.first_s = other.first_s = 0.02;
  while (site.answer(1).ends == 0) {
    site.ask(2, WorkClass::normal, "hi", 20);
    ASSERT_TRUE(site.run([&] { return site.answer(1).ends + site.answer(2).ends > 0; }));
    site.answer(2) = {};
  }
  EXPECT_EQ(site.answer(1).text, "0 1 2 3 4 ");
  EXPECT_EQ(site.pool().states()[0].failures + site.pool().states()[1].failures, 0);
}

TEST(RemoteEngines, LeaveWithTheOnlyOneWhatNoOtherCouldDo) {
  ScriptedServer server;
  SmallSite site(engines_for({&server}));
  ASSERT_TRUE(all_up(site));
  learn(site);
  server.first_s = 1.5;
  site.ask(1, WorkClass::normal, "hi", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.answer(1).text, "0 1 2 3 4 ");
  EXPECT_EQ(site.pool().states()[0].failures, 0);
}

TEST(RemoteEngines, SayNothingTwiceToWhoSawAPart) {
  ScriptedServer server;
  server.tokens = 1'000;
  server.token_s = 0.01;
  EnginePool pool(PoolSettings(), engines_for({&server}));
  std::vector<Event> events;
  std::vector<WorkOutput> outputs;
  const auto look_until = [&](auto is_enough) {
    const Instant end = after(monotonic_now(), 20.0 * second);
    while (!is_enough() && monotonic_now() < end) {
      wait_for(1.0 * millisecond);
      pool.look(monotonic_now(), events, outputs);
    }
    return is_enough();
  };
  pool.start(monotonic_now());
  ASSERT_TRUE(look_until([&] { return pool.states()[0].is_up; }));
  for (const bool streams : {true, false}) {
    const RequestId request{streams ? 1U : 2U};
    StartSequence start;
    start.text = "hi";
    start.most_tokens = 1'000;
    pool.add(request, WorkClass::normal, start, streams);
    outputs.clear();
    pool.carry_out(monotonic_now(), std::vector<Decision>{Start{request, EngineId{0}}});
    ASSERT_TRUE(look_until([&] { return outputs.size() > 2; }));
    pool.carry_out(monotonic_now(), std::vector<Decision>{Preempt{request, EngineId{0}, false}});
    outputs.clear();
    pool.carry_out(monotonic_now(), std::vector<Decision>{Start{request, EngineId{0}}});
    ASSERT_TRUE(look_until([&] { return !outputs.empty(); }));
    if (streams) {
      EXPECT_EQ(outputs.front().end, SequenceEnd::failed);
      EXPECT_EQ(outputs.front().fault, "its next engine cannot go on after the part that was sent");
    } else {
      EXPECT_TRUE(outputs.front().begins_anew);
      EXPECT_TRUE(outputs.front().text.starts_with("0 "));
    }
  }
}

TEST(RemoteEngines, ThrowNoRequestFromOneToTheOtherForEver) {
  ScriptedServer first;
  ScriptedServer second_one;
  ScriptedServer third;
  for (ScriptedServer* one : {&first, &second_one, &third}) one->breaks_off_at = 0;
  SmallSite site(engines_for({&first, &second_one, &third}));
  ASSERT_TRUE(all_up(site));
  site.ask(1, WorkClass::normal, "poison", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.answer(1).end, SequenceEnd::failed);
  EXPECT_EQ(site.answer(1).fault, "its engine failed: the server's stream ended early");
  EXPECT_EQ(first.requests + second_one.requests + third.requests, 2);
}

}  // namespace
}  // namespace islet
