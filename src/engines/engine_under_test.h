// A worker for tests, which include GoogleTest before this: gives orders, waits for reports, runs
// sequences to their ends.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include "engines/engine.h"
#include "net/clock.h"

namespace islet {

class EngineUnderTest {
 public:
  explicit EngineUnderTest(const std::string& program, const EngineLimits& limits = {}) {
    Result<std::unique_ptr<Engine>> engine = start_worker(program, limits, monotonic_now());
    EXPECT_TRUE(engine) << (engine ? "" : engine.error().text());
    if (engine) engine_ = std::move(*engine);
  }

  Engine& engine() { return *engine_; }
  void order(const EngineOrder& order) { engine_->order(order); }

  /// The next report; an `EngineGone` "nothing came" after a minute.
  EngineReport next() {
    const Instant end = after(monotonic_now(), 1.0 * minute);
    while (reports_.empty()) {
      if (monotonic_now() > end) return EngineGone{"nothing came"};
      struct pollfd one {};
      one.fd = engine_->descriptor();
      one.events = static_cast<short>(POLLIN | (engine_->has_unsent() ? POLLOUT : 0));
      const Duration left = between(monotonic_now(), engine_->next_look());
      if (one.fd >= 0) {
        ::poll(&one, 1, static_cast<int>(std::min(1000.0, std::max(1.0, left / millisecond))));
      }
      engine_->look(monotonic_now(), reports_);
    }
    EngineReport report = std::move(reports_.front());
    reports_.erase(reports_.begin());
    return report;
  }

  /// The next report of a kind; fails when another comes first, pongs aside.
  template <class T>
  T expect() {
    EngineReport report = next();
    while (std::holds_alternative<Pong>(report) && !std::is_same_v<T, Pong>) report = next();
    if (T* found = std::get_if<T>(&report)) return std::move(*found);
    std::string said = "kind " + std::to_string(report.index());
    if (const auto* gone = std::get_if<EngineGone>(&report)) said = "gone: " + gone->why;
    if (const auto* refused = std::get_if<OrderRefused>(&report)) said = "refused: " + refused->why;
    ADD_FAILURE() << "expected another report, got " << said;
    return T{};
  }

  Loaded load(const LoadOrder& order_to_give) {
    order(order_to_give);
    return expect<Loaded>();
  }

  StepDone step(const std::vector<StepItem>& items) {
    order(StepOrder{++steps_, items});
    StepDone done = expect<StepDone>();
    EXPECT_EQ(done.number, steps_);
    return done;
  }

  struct Said {
    std::vector<std::int32_t> tokens;
    std::string text;
    SequenceEnd end = SequenceEnd::none;
    std::vector<Tensor> outputs;
  };

  /// Steps all of these until they end, `prompt_tokens` of a prompt at a time.
  std::map<SequenceId, Said> finish(const std::vector<SequenceId>& ids,
                                    std::uint32_t prompt_tokens = 64) {
    std::map<SequenceId, Said> all;
    for (const SequenceId id : ids) all[id];
    for (int guard = 0; guard < 10'000; ++guard) {
      std::vector<StepItem> items;
      for (const auto& [id, said] : all) {
        if (said.end == SequenceEnd::none) items.push_back({id, prompt_tokens});
      }
      if (items.empty()) return all;
      add(step(items), all);
    }
    ADD_FAILURE() << "the sequences did not end";
    return all;
  }

  static void add(const StepDone& done, std::map<SequenceId, Said>& all) {
    for (const SequenceOutput& output : done.outputs) {
      Said& said = all[output.id];
      said.tokens.insert(said.tokens.end(), output.tokens.begin(), output.tokens.end());
      said.text += output.text;
      said.end = output.end;
      said.outputs = output.outputs;
    }
  }

 private:
  std::unique_ptr<Engine> engine_;
  std::vector<EngineReport> reports_;
  std::uint64_t steps_ = 0;
};

inline StartSequence text_start(std::uint64_t id, const std::string& text, std::uint32_t most) {
  StartSequence start;
  start.id = SequenceId{id};
  start.text = text;
  start.most_tokens = most;
  return start;
}

}  // namespace islet
