// What is measured, as scenarios see it: a clock and one engine with one model. Tests put an engine
// of figures in its place.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/instant.h"
#include "engines/engine_message.h"

namespace islet {

using BenchWork = std::variant<StartSequence, StartTensors>;

class Bench {
 public:
  Bench() = default;
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  virtual ~Bench() = default;

  virtual Instant now() const = 0;
  virtual void wait_until(Instant moment) = 0;
  /// Error when the engine refuses it or has gone.
  virtual std::optional<Error> start(const BenchWork& work) = 0;
  /// Returns when the step is done.
  virtual Result<StepDone> step(const std::vector<StepItem>& items) = 0;
  /// True when the user wants no more: what was measured so far is the result.
  virtual bool is_stopped() const { return false; }
};

}  // namespace islet
