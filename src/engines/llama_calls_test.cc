// Goal: a step goes through the library in the calls that it does best.
#include "engines/llama_calls.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

LlamaSequence sequence(std::uint64_t id, std::size_t prompt, bool speaks, int adapter = -1) {
  LlamaSequence one;
  one.id = SequenceId{id};
  one.tokens.resize(prompt + (speaks ? 1 : 0));
  one.prompt = prompt;
  one.read = speaks ? prompt : 0;
  one.adapter = adapter;
  return one;
}

std::string planned(const std::vector<LlamaTask>& tasks, const CallLimits& limits = {}) {
  std::string text;
  for (const LlamaCall& call : llama_calls(tasks, limits)) {
    for (const LlamaTask& task : call) {
      text += std::to_string(static_cast<std::uint64_t>(task.sequence->id)) + ":" +
              std::to_string(task.batch_tokens()) + " ";
    }
    text += "| ";
  }
  return text;
}

TEST(LlamaCalls, ReadWholePiecesAloneThenRestsThenLetAllSpeak) {
  LlamaSequence speaking = sequence(1, 10, true);
  LlamaSequence longest = sequence(2, 150, false);
  LlamaSequence shortest = sequence(3, 20, false);
  EXPECT_EQ(planned({{&speaking, 1}, {&longest, 150}, {&shortest, 20}}),
            "2:64 | 2:64 | 2:22 3:20 | 1:1 | ");
  // Rests that make more than a piece together are not read together.
  LlamaSequence other = sequence(4, 50, false);
  EXPECT_EQ(planned({{&shortest, 20}, {&other, 50}}), "3:20 | 4:50 | ");
}

TEST(LlamaCalls, KeepAdaptersAndTheLimitOfACallApart) {
  LlamaSequence plain = sequence(1, 10, true);
  LlamaSequence adapted = sequence(2, 10, true, 0);
  LlamaSequence third = sequence(3, 10, true);
  EXPECT_EQ(planned({{&adapted, 1}, {&plain, 1}, {&third, 1}}), "1:1 3:1 | 2:1 | ");
  EXPECT_EQ(planned({{&plain, 1}, {&third, 1}}, {.piece = 64, .most = 1}), "1:1 | 3:1 | ");
  EXPECT_EQ(planned({{&plain, 1, {7, 7, 7}}}, {.piece = 64, .most = 2}), "1:1 | ");
}

TEST(LlamaCalls, CutNoTextThatIsNeededAtOnce) {
  LlamaSequence one = sequence(1, 150, false);
  EXPECT_EQ(planned({{&one, 150}}, {.piece = 0, .most = 512}), "1:150 | ");
}

}  // namespace
}  // namespace islet
