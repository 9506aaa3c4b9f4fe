// Goal: the scheduler's decisions come true on real workers, and no request is lost or answered
// twice when they are killed.
#include "engines/engine_pool.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engines/small_site.h"

namespace islet {
namespace {

PoolEngine fake_engine(const std::string& file, int slots, int parked) {
  PoolEngine engine;
  engine.spec.models.add(ModelId{0});
  engine.spec.slots = slots;
  engine.spec.parked_max = parked;
  PoolModel model;
  model.program = std::string(ISLET_WORKERS) + "/islet-worker-fake";
  model.load.file = file;
  model.load.sequences = static_cast<std::uint32_t>(slots);
  engine.models.push_back(model);
  return engine;
}

class PoolOfFakes : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "islet-pool-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string once() const { return "&once=" + folder_ + "/once"; }

  std::string folder_;
};

TEST_F(PoolOfFakes, AnswersEachRequestOnce) {
  SmallSite site({fake_engine("fake", 4, 4)});
  for (std::uint64_t id = 1; id <= 40; ++id) {
    site.ask(id, WorkClass::normal, "question " + std::to_string(id), 10);
  }
  ASSERT_TRUE(site.run_to_end());
  for (std::uint64_t id = 1; id <= 40; ++id) {
    EXPECT_EQ(site.answer(id).ends, 1) << id;
    EXPECT_EQ(site.answer(id).tokens, 10U) << id;
  }
  EXPECT_EQ(site.pool().states()[0].running, 0);
}

TEST_F(PoolOfFakes, ParksRoutineWorkForAcuteWorkAndGoesOnWithIt) {
  SmallSite alone({fake_engine("fake?step_us=300", 1, 2)});
  alone.ask(1, WorkClass::batch, "long work", 200);
  ASSERT_TRUE(alone.run_to_end());
  SmallSite site({fake_engine("fake?step_us=300", 1, 2)});
  site.ask(1, WorkClass::batch, "long work", 200);
  ASSERT_TRUE(site.run([&] { return site.answer(1).tokens > 20; }));
  site.ask(2, WorkClass::safety, "is the air good?", 5);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_LT(site.answer(2).order, site.answer(1).order);
  EXPECT_GE(site.count<Preempt>(), 1);
  EXPECT_GE(site.count<Resume>(), 1);
  EXPECT_EQ(site.answer(1).text, alone.answer(1).text);
}

TEST_F(PoolOfFakes, LosesNothingWhenTheWorkerFailsInAnyWay) {
  SmallSite alone({fake_engine("fake", 2, 2)});
  for (std::uint64_t id = 1; id <= 6; ++id) {
    alone.ask(id, WorkClass::normal, "question " + std::to_string(id), 12);
  }
  ASSERT_TRUE(alone.run_to_end());
  for (const std::string how : {"crash_at=5", "hang_at=5", "garbage_at=5"}) {
    std::filesystem::remove(folder_ + "/once");
    SmallSite site({fake_engine("fake?" + how + once(), 2, 2)});
    for (std::uint64_t id = 1; id <= 6; ++id) {
      site.ask(id, WorkClass::normal, "question " + std::to_string(id), 12);
    }
    ASSERT_TRUE(site.run_to_end()) << how;
    EXPECT_EQ(site.pool().states()[0].failures, 1) << how;
    for (std::uint64_t id = 1; id <= 6; ++id) {
      // Those under way go on after what they had said: nothing is missing, nothing comes twice.
      EXPECT_EQ(site.answer(id).text, alone.answer(id).text) << how << " " << id;
      EXPECT_EQ(site.answer(id).ends, 1) << how << " " << id;
    }
  }
}

TEST_F(PoolOfFakes, BeginsNothingAnewThatWasPartlySentOn) {
  SmallSite site({fake_engine("fake?crash_at=9" + once(), 4, 0)});
  site.ask(1, WorkClass::normal, "sent on as it comes", 20, true);
  site.ask(2, WorkClass::normal, "kept until it is whole", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.answer(1).end, SequenceEnd::failed);
  EXPECT_GT(site.answer(1).tokens, 0U);
  EXPECT_EQ(site.answer(1).ends, 1);
  EXPECT_EQ(site.answer(2).end, SequenceEnd::length);
  EXPECT_EQ(site.answer(2).tokens, 20U);
}

TEST_F(PoolOfFakes, KeepsACapByRestsBetweenItsSteps) {
  PoolEngine engine = fake_engine("fake?step_us=4000", 2, 0);
  engine.spec.idle = 20 * watt;
  engine.spec.full = 100 * watt;
  engine.spec.least_cap = 36 * watt;
  SmallSite site({engine});
  site.ask(1, WorkClass::normal, "as fast as it goes", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.count<SetCap>(), 0);
  site.limit(60 * watt);  // half of what it draws above idle
  const Duration busy = site.pool().states()[0].busy;
  const Instant begun = monotonic_now();
  site.ask(2, WorkClass::normal, "half of the time", 60);
  ASSERT_TRUE(site.run_to_end());
  const double share = (site.pool().states()[0].busy - busy) / between(begun, monotonic_now());
  EXPECT_EQ(site.count<SetCap>(), 1);
  EXPECT_EQ(site.answer(2).tokens, 60U);
  // The rest after the last step is not waited for.
  EXPECT_LT(share, 0.52);
  const auto steps = site.pool().states()[0].steps;
  site.limit(unlimited_power);
  EXPECT_EQ(site.count<SetCap>(), 2);
  site.ask(3, WorkClass::normal, "freely again", 20);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_GT(site.pool().states()[0].steps, steps);
}

TEST_F(PoolOfFakes, GivesUpWorkThatTakesItsEngineDownTwice) {
  SmallSite site({fake_engine("fake?crash_at=2", 1, 0)});
  site.ask(1, WorkClass::normal, "poison", 12);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.pool().states()[0].failures, 2);
  EXPECT_EQ(site.answer(1).end, SequenceEnd::failed);
  EXPECT_EQ(site.answer(1).fault, "its engine failed: its worker was ended by signal 11");
}

TEST_F(PoolOfFakes, WaitsLongerAfterEachFailureInARow) {
  PoolSettings settings = quick();
  EnginePool pool(settings, {fake_engine("fake?refuse=1", 1, 0)});
  std::vector<Event> events;
  std::vector<WorkOutput> outputs;
  std::vector<double> waits;
  pool.start(monotonic_now());
  const Instant end = after(monotonic_now(), 20.0 * second);
  while (waits.size() < 4 && monotonic_now() < end) {
    const int before = pool.states()[0].failures;
    const Instant now = monotonic_now();
    pool.look(now, events, outputs);
    if (pool.states()[0].failures > before) {
      waits.push_back(between(now, pool.next_look()) / millisecond);
    }
    wait_for(1.0 * millisecond);
  }
  EXPECT_EQ(waits, (std::vector<double>{20, 40, 80, 160}));
  EXPECT_TRUE(events.empty());  // it never was up
}

TEST_F(PoolOfFakes, StartsNoEngineThatDoesNotFitBesideTheOthers) {
  PoolSettings settings = quick();
  settings.memory = 1000.0 * megabyte;
  std::vector<PoolEngine> engines = {fake_engine("fake", 1, 0), fake_engine("fake", 1, 0)};
  engines[1].spec.id = EngineId{1};
  engines[0].models[0].memory = 700.0 * megabyte;
  engines[1].models[0].memory = 400.0 * megabyte;
  EnginePool pool(settings, engines);
  pool.start(monotonic_now());
  std::vector<Event> events;
  std::vector<WorkOutput> outputs;
  const auto look_until = [&](auto is_enough) {
    const Instant end = after(monotonic_now(), 10.0 * second);
    while (!is_enough() && monotonic_now() < end) {
      pool.look(monotonic_now(), events, outputs);
      wait_for(1.0 * millisecond);
    }
    return is_enough();
  };
  ASSERT_TRUE(look_until([&] { return pool.states()[0].is_up && pool.states()[1].failures > 1; }));
  EXPECT_EQ(pool.states()[1].last_fault, "it takes 400 MB of memory, others hold 700 of 1000 MB");
  // With the first off its memory is back, and the second starts by itself.
  pool.carry_out(monotonic_now(), std::vector<Decision>{SwitchEngine{EngineId{0}, false}});
  EXPECT_TRUE(look_until([&] { return pool.states()[1].is_up; }));
}

TEST_F(PoolOfFakes, ChangesTheModelAfterTheOldOneIsGone) {
  PoolEngine engine = fake_engine("fake", 2, 0);
  engine.spec.swaps = true;
  engine.spec.models.add(ModelId{1});
  engine.models.push_back(engine.models[0]);
  engine.models[1].id = ModelId{1};
  engine.models[1].load.file = "fake?step_us=1";
  EnginePool pool(quick(), {engine});
  pool.start(monotonic_now());
  std::vector<Event> events;
  std::vector<WorkOutput> outputs;
  const auto look_until_up = [&] {
    const Instant end = after(monotonic_now(), 10.0 * second);
    while (!pool.states()[0].is_up && monotonic_now() < end) {
      pool.look(monotonic_now(), events, outputs);
      wait_for(1.0 * millisecond);
    }
    return pool.states()[0].is_up;
  };
  ASSERT_TRUE(look_until_up());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<EngineUp>(events[0]));
  pool.carry_out(monotonic_now(), std::vector<Decision>{LoadModel{EngineId{0}, ModelId{1}}});
  EXPECT_FALSE(pool.states()[0].is_up);
  ASSERT_TRUE(look_until_up());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<ModelLoaded>(events[1]).model, ModelId{1});
  EXPECT_EQ(pool.states()[0].model, "fake?step_us=1");
}

TEST_F(PoolOfFakes, StopsWhatIsCancelledAtOnce) {
  SmallSite site({fake_engine("fake?step_us=300", 1, 0)});
  site.ask(1, WorkClass::normal, "endless", 100'000);
  site.ask(2, WorkClass::normal, "short", 3);
  ASSERT_TRUE(site.run([&] { return site.answer(1).tokens > 3; }));
  site.cancel(1);
  ASSERT_TRUE(site.run_to_end());
  EXPECT_EQ(site.answer(1).ends, 0);
  EXPECT_EQ(site.answer(2).end, SequenceEnd::length);
}

}  // namespace
}  // namespace islet
