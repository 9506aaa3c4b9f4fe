// Goal: every engine that answers with text keeps the same promises, whatever computes behind it.
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <gtest/gtest.h>

#include "engines/engine_pool.h"
#include "engines/engine_under_test.h"
#include "engines/shape_model.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

/// Model files for the engines that need them; made once, gone at the end.
class ModelFolder : public ::testing::Environment {
 public:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "islet-engine-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    ASSERT_TRUE(make_shape_model({.model = "tiny"}, tiny_catalog(), folder + "/tiny.gguf"));
    ASSERT_TRUE(
        make_shape_model({.model = "tiny", .layers = 2}, tiny_catalog(), folder + "/draft.gguf"));
    ASSERT_TRUE(make_shape_model({.model = "tiny", .adapter_rank = 4}, tiny_catalog(),
                                 folder + "/adapter.gguf"));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  static std::string folder;
};
std::string ModelFolder::folder;  // NOLINT: made before and removed after all tests

const auto* const model_folder = ::testing::AddGlobalTestEnvironment(new ModelFolder);

struct EngineKind {
  std::string name;
  std::string file;  ///< below the folder of models, when it is one
};

std::vector<EngineKind> engine_kinds() {
  std::vector<EngineKind> kinds = {{"fake", ""}};
#ifdef ISLET_HAS_LLAMA
  kinds.push_back({"llama", "tiny.gguf"});
#endif
  return kinds;
}

std::string program_of(const std::string& kind) {
  return std::string(ISLET_WORKERS) + "/islet-worker-" + kind;
}

class TextEngine : public ::testing::TestWithParam<EngineKind> {
 protected:
  TextEngine() : engine_(program_of(GetParam().name)) {}

  static LoadOrder load_order() {
    LoadOrder order;
    order.file = GetParam().file.empty() ? "fake" : ModelFolder::folder + "/" + GetParam().file;
    order.cache_tokens = 2048;
    order.sequences = 4;
    order.step_tokens = 128;
    return order;
  }
  void load() { loaded_ = engine_.load(load_order()); }

  EngineUnderTest engine_;
  Loaded loaded_;
};

constexpr const char* question = "What does the pump at the mine need when the sun is low?";

TEST_P(TextEngine, LoadsAndSaysWhatItHolds) {
  load();
  EXPECT_FALSE(loaded_.engine.empty());
  EXPECT_GE(loaded_.cache_tokens, 2048U);
  EXPECT_EQ(loaded_.sequences, 4U);
  EXPECT_GT(loaded_.vocabulary, 0U);
  EXPECT_GT(loaded_.resident_bytes, 0U);
  EXPECT_TRUE(loaded_.can_park);
  engine_.order(Ping{7});
  EXPECT_EQ(engine_.expect<Pong>().number, 7U);
}

TEST_P(TextEngine, RefusesWhatCannotBeLoaded) {
  LoadOrder order = load_order();
  order.file = GetParam().file.empty() ? "fake?refuse=1" : ModelFolder::folder + "/none.gguf";
  engine_.order(order);
  EXPECT_NE(engine_.expect<OrderRefused>().why, "");
  // It is still there, and loads another.
  load();
}

TEST_P(TextEngine, SaysAsManyTokensAsAsked) {
  load();
  StartSequence start = text_start(1, question, 20);
  start.ends_itself = false;
  engine_.order(start);
  const auto started = engine_.expect<SequenceStarted>();
  EXPECT_GT(started.prompt_tokens, 4U);
  const auto said = engine_.finish({SequenceId{1}}).at(SequenceId{1});
  EXPECT_EQ(said.tokens.size(), 20U);
  EXPECT_EQ(said.end, SequenceEnd::length);
  EXPECT_FALSE(said.text.empty());
}

TEST_P(TextEngine, ReadsAPromptInThePiecesItIsTold) {
  load();
  engine_.order(text_start(1, question, 4));
  const auto started = engine_.expect<SequenceStarted>();
  std::uint32_t left = started.prompt_tokens;
  while (left > 3) {
    const StepDone done = engine_.step({{SequenceId{1}, 3}});
    ASSERT_EQ(done.outputs.size(), 1U);
    EXPECT_EQ(done.tokens, 3U);
    EXPECT_EQ(done.outputs[0].prompt_left, left -= 3);
    EXPECT_TRUE(done.outputs[0].tokens.empty());
  }
  EXPECT_EQ(engine_.step({{SequenceId{1}, 3}}).outputs[0].tokens.size(), 1U);
}

TEST_P(TextEngine, SaysTheSameAloneAndBesideOthersWhateverThePieces) {
  load();
  const auto start = [&](std::uint64_t id) {
    StartSequence one = text_start(id, question, 24);
    one.ends_itself = false;
    engine_.order(one);
    engine_.expect<SequenceStarted>();
  };
  start(1);
  const auto alone = engine_.finish({SequenceId{1}}).at(SequenceId{1});
  start(2);
  StartSequence other = text_start(3, "Something else entirely.", 30);
  engine_.order(other);
  engine_.expect<SequenceStarted>();
  const auto both = engine_.finish({SequenceId{2}, SequenceId{3}}, 5);
  EXPECT_EQ(both.at(SequenceId{2}).tokens, alone.tokens);
}

TEST_P(TextEngine, DrawsTheSameForTheSameSeedOnly) {
  load();
  std::vector<std::vector<std::int32_t>> said;
  for (const std::uint64_t seed : {5U, 5U, 6U}) {
    StartSequence start = text_start(said.size() + 1, question, 12);
    start.ends_itself = false;
    start.sampling = {1.0F, 0.95F, 50, seed};
    engine_.order(start);
    engine_.expect<SequenceStarted>();
    said.push_back(engine_.finish({start.id}).at(start.id).tokens);
  }
  EXPECT_EQ(said[0], said[1]);
  EXPECT_NE(said[0], said[2]);
}

TEST_P(TextEngine, GoesOnWhereItWasParked) {
  load();
  const auto start = [&](std::uint64_t id) {
    StartSequence one = text_start(id, question, 16);
    one.ends_itself = false;
    engine_.order(one);
    engine_.expect<SequenceStarted>();
  };
  start(1);
  const auto whole = engine_.finish({SequenceId{1}}).at(SequenceId{1}).tokens;
  start(2);
  std::map<SequenceId, EngineUnderTest::Said> all;
  while (all[SequenceId{2}].tokens.size() < 6) {
    EngineUnderTest::add(engine_.step({{SequenceId{2}, 64}}), all);
  }
  engine_.order(ParkSequence{SequenceId{2}});
  EXPECT_GT(engine_.expect<SequenceParked>().bytes, 0U);
  // Parked sequences take no part, and their places are free for others.
  EXPECT_TRUE(engine_.step({{SequenceId{2}, 0}}).outputs.empty());
  for (std::uint64_t id = 3; id < 7; ++id) start(id);
  engine_.finish({SequenceId{3}, SequenceId{4}, SequenceId{5}, SequenceId{6}});
  engine_.order(ResumeSequence{SequenceId{2}});
  engine_.expect<SequenceResumed>();
  std::vector<std::int32_t> tokens = all[SequenceId{2}].tokens;
  const auto rest = engine_.finish({SequenceId{2}}).at(SequenceId{2}).tokens;
  tokens.insert(tokens.end(), rest.begin(), rest.end());
  EXPECT_EQ(tokens, whole);
}

TEST_P(TextEngine, GoesOnAfterWhatWasSaidElsewhere) {
  load();
  StartSequence start = text_start(1, question, 16);
  start.ends_itself = false;
  engine_.order(start);
  engine_.expect<SequenceStarted>();
  const auto whole = engine_.finish({SequenceId{1}}).at(SequenceId{1}).tokens;
  EngineUnderTest other(program_of(GetParam().name));
  other.load(load_order());
  start.said.assign(whole.begin(), whole.begin() + 6);
  other.order(start);
  other.expect<SequenceStarted>();
  const auto rest = other.finish({SequenceId{1}}).at(SequenceId{1}).tokens;
  EXPECT_EQ(rest, std::vector<std::int32_t>(whole.begin() + 6, whole.end()));
}

TEST_P(TextEngine, FreesThePlaceOfWhatIsCancelled) {
  load();
  for (int round = 0; round < 3; ++round) {
    std::vector<SequenceId> ids;
    for (std::uint64_t i = 1; i <= 4; ++i) {
      const std::uint64_t id = static_cast<std::uint64_t>(round) * 10 + i;
      engine_.order(text_start(id, question, 50));
      engine_.expect<SequenceStarted>();
      ids.push_back(SequenceId{id});
    }
    engine_.order(text_start(99, question, 5));
    EXPECT_EQ(engine_.expect<OrderRefused>().why, "every place is taken");
    engine_.step({{ids[0], 8}, {ids[1], 8}});
    for (const SequenceId id : ids) engine_.order(CancelSequence{id});
    EXPECT_TRUE(engine_.step({{ids[0], 8}}).outputs.empty());
  }
}

TEST_P(TextEngine, RefusesSequencesThatAreNotThereOrTwice) {
  load();
  engine_.order(ParkSequence{SequenceId{5}});
  EXPECT_EQ(engine_.expect<OrderRefused>().id, SequenceId{5});
  engine_.order(ResumeSequence{SequenceId{5}});
  engine_.expect<OrderRefused>();
  EXPECT_TRUE(engine_.step({{SequenceId{5}, 1}}).outputs.empty());
  engine_.order(text_start(1, question, 5));
  engine_.expect<SequenceStarted>();
  engine_.order(text_start(1, question, 5));
  engine_.expect<OrderRefused>();
}

TEST_P(TextEngine, EndsWhenUnloaded) {
  load();
  engine_.order(Unload{});
  EXPECT_EQ(engine_.expect<EngineGone>().why, "its worker ended with 0");
  EXPECT_EQ(engine_.engine().descriptor(), -1);
}

INSTANTIATE_TEST_SUITE_P(Engines, TextEngine, ::testing::ValuesIn(engine_kinds()),
                         [](const auto& one) { return one.param.name; });

#ifdef ISLET_HAS_LLAMA

LoadOrder llama_order() {
  LoadOrder order;
  order.file = ModelFolder::folder + "/tiny.gguf";
  order.cache_tokens = 2048;
  order.sequences = 4;
  order.step_tokens = 128;
  return order;
}

std::vector<std::int32_t> llama_says(const LoadOrder& order, const StartSequence& start,
                                     StepDone* sums = nullptr) {
  EngineUnderTest engine(program_of("llama"));
  engine.load(order);
  engine.order(start);
  engine.expect<SequenceStarted>();
  std::map<SequenceId, EngineUnderTest::Said> all;
  while (all[start.id].end == SequenceEnd::none && !::testing::Test::HasFailure()) {
    const StepDone done = engine.step({{start.id, 128}});
    EngineUnderTest::add(done, all);
    if (sums != nullptr) {
      sums->guessed += done.guessed;
      sums->accepted += done.accepted;
    }
  }
  return all[start.id].tokens;
}

TEST(LlamaEngine, TakesNoMoreMemoryThanExpected) {
  // A larger file and cache, so that the model counts and not the program.
  const std::string file = ModelFolder::folder + "/f16.gguf";
  ASSERT_TRUE(
      make_shape_model({.model = "tiny", .weights = ShapeWeights::f16}, tiny_catalog(), file));
  LoadOrder order = llama_order();
  order.file = file;
  order.cache_tokens = 65536;
  const Result<Bytes> expected = expected_memory(order);
  ASSERT_TRUE(expected);
  EngineUnderTest engine(program_of("llama"));
  const double resident = static_cast<double>(engine.load(order).resident_bytes);
  EXPECT_LE(resident, *expected / byte);
  EXPECT_GT(resident, *expected / byte / 3);
  std::filesystem::remove(file);
}

TEST(LlamaEngine, ReadsACommonBeginningOnce) {
  EngineUnderTest engine(program_of("llama"));
  engine.load(llama_order());
  std::string system = "You are the assistant of a mine without a grid. ";
  for (int i = 0; i < 3; ++i) system += system.substr(0, 60);
  engine.order(text_start(1, system + "First question", 8));
  EXPECT_EQ(engine.expect<SequenceStarted>().reused_tokens, 0U);
  const auto first = engine.finish({SequenceId{1}}).at(SequenceId{1}).tokens;
  engine.order(text_start(2, system + "Another one", 8));
  EXPECT_GT(engine.expect<SequenceStarted>().reused_tokens, 20U);
  // While the second is under way, a third shares its beginning; the first said the same again.
  engine.order(text_start(3, system + "First question", 8));
  EXPECT_GT(engine.expect<SequenceStarted>().reused_tokens, 20U);
  const auto both = engine.finish({SequenceId{2}, SequenceId{3}});
  EXPECT_EQ(both.at(SequenceId{3}).tokens, first);
}

TEST(LlamaEngine, SaysTheSameWithADraftThatGuessesAhead) {
  for (const float temperature : {0.0F, 0.8F}) {
    StartSequence start = text_start(1, question, 60);
    start.ends_itself = false;
    start.sampling = {temperature, 1.0F, 40, 9};
    LoadOrder order = llama_order();
    const auto plain = llama_says(order, start);
    order.draft_file = ModelFolder::folder + "/draft.gguf";
    StepDone sums;
    EXPECT_EQ(llama_says(order, start, &sums), plain);
    EXPECT_GT(sums.guessed, 40U);
    EXPECT_GT(sums.accepted, sums.guessed / 4) << temperature;
  }
}

TEST(LlamaEngine, RunsAdaptersBesideThePlainModel) {
  LoadOrder order = llama_order();
  StartSequence plain = text_start(1, question, 16);
  plain.ends_itself = false;
  const auto without = llama_says(order, plain);
  order.adapters.push_back({ModelFolder::folder + "/adapter.gguf", 1.0F});
  EngineUnderTest engine(program_of("llama"));
  engine.load(order);
  StartSequence adapted = plain;
  adapted.id = SequenceId{2};
  adapted.adapter = 0;
  StartSequence wrong = plain;
  wrong.id = SequenceId{3};
  wrong.adapter = 1;
  engine.order(plain);
  engine.expect<SequenceStarted>();
  engine.order(adapted);
  engine.expect<SequenceStarted>();
  engine.order(wrong);
  EXPECT_EQ(engine.expect<OrderRefused>().why, "adapter 1 is not loaded");
  const auto both = engine.finish({plain.id, adapted.id});
  EXPECT_EQ(both.at(plain.id).tokens, without);
  EXPECT_NE(both.at(adapted.id).tokens, without);
}

TEST(LlamaEngine, AnswersWithUnitVectorsThatDependOnTheText) {
  LoadOrder order = llama_order();
  order.embeds = true;
  EngineUnderTest engine(program_of("llama"));
  EXPECT_EQ(engine.load(order).width, 128U);
  for (std::uint64_t id = 1; id <= 3; ++id) {
    engine.order(text_start(id, id == 2 ? "Other words" : question, 1));
    engine.expect<SequenceStarted>();
  }
  const auto all = engine.finish({SequenceId{1}, SequenceId{2}, SequenceId{3}});
  for (const auto& [id, said] : all) {
    ASSERT_EQ(said.outputs.size(), 1U);
    EXPECT_EQ(said.outputs[0].name, "embedding");
    EXPECT_EQ(said.outputs[0].bytes.size(), 512U);
  }
  const auto likeness = [&](std::uint64_t a, std::uint64_t b) {
    double sum = 0;
    for (std::size_t i = 0; i < 512; i += 4) {
      float x = 0;
      float y = 0;
      std::memcpy(&x, all.at(SequenceId{a}).outputs[0].bytes.data() + i, 4);
      std::memcpy(&y, all.at(SequenceId{b}).outputs[0].bytes.data() + i, 4);
      sum += static_cast<double>(x) * y;
    }
    return sum;
  };
  // Single precision, summed in another order beside other texts.
  EXPECT_NEAR(likeness(1, 1), 1.0, 1e-5);
  EXPECT_NEAR(likeness(1, 3), 1.0, 1e-5);
  EXPECT_LT(likeness(1, 2), 0.999);
}

TEST(LlamaEngine, TakesTurnsOfAChat) {
  StartSequence start;
  start.id = SequenceId{1};
  start.turns = {{"system", "Be brief."}, {"user", "Hello"}};
  start.most_tokens = 8;
  start.ends_itself = false;
  EXPECT_EQ(llama_says(llama_order(), start).size(), 8U);
}

#endif

}  // namespace
}  // namespace islet
