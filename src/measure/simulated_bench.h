// An engine of figures on a clock of its own, for tests: steps take what they are said to take.
#pragma once

#include <functional>
#include <map>

#include "measure/bench.h"

namespace islet {

class SimulatedBench final : public Bench {
 public:
  /// Seconds of a step: sequences that speak, prompt tokens, number of the step from 1.
  using Cost = std::function<double(int speaking, std::uint32_t prompt, int step)>;

  SimulatedBench(Cost cost, int reply) : cost_(std::move(cost)), reply_(reply) {}

  Instant now() const override { return now_; }
  void wait_until(Instant moment) override { now_ = std::max(now_, moment); }
  std::optional<Error> start(const BenchWork& work) override {
    if (const auto* text = std::get_if<StartSequence>(&work)) {
      left_[text->id] = {static_cast<std::uint32_t>(text->tokens.size()), reply_};
    } else {
      left_[std::get<StartTensors>(work).id] = {0, 1};
    }
    most_ = std::max(most_, static_cast<int>(left_.size()));
    return std::nullopt;
  }
  Result<StepDone> step(const std::vector<StepItem>& items) override {
    StepDone done;
    int speaking = 0;
    std::uint32_t prompt = 0;
    for (const StepItem& item : items) {
      Left& left = left_.at(item.id);
      SequenceOutput output;
      output.id = item.id;
      const std::uint32_t part = std::min(item.prompt_tokens, left.prompt);
      left.prompt -= part;
      prompt += part;
      speaking += part == 0 ? 1 : 0;
      output.prompt_left = left.prompt;
      if (left.prompt == 0) {
        output.tokens.push_back(1);
        if (--left.reply == 0) output.end = SequenceEnd::length;
      }
      if (output.end != SequenceEnd::none) left_.erase(item.id);
      done.outputs.push_back(output);
    }
    now_ = after(now_, cost_(speaking, prompt, ++steps_) * second);
    return done;
  }
  bool is_stopped() const override { return stops_after_ > 0 && steps_ >= stops_after_; }

  int most_at_one_time() const { return most_; }
  void stop_after(int steps) { stops_after_ = steps; }

 private:
  struct Left {
    std::uint32_t prompt = 0;
    int reply = 1;
  };
  Cost cost_;
  int reply_;
  Instant now_;
  int steps_ = 0;
  int most_ = 0;
  int stops_after_ = 0;
  std::map<SequenceId, Left> left_;
};

}  // namespace islet
