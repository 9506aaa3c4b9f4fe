// An engine as the gateway sees it: orders in, reports out, nothing that blocks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/instant.h"
#include "engines/engine_message.h"

namespace islet {

/// Orders are answered in the order they were given; `CancelSequence` and `Unload` have no answer.
/// When an engine has ended, for whatever reason, the last of its reports is one `EngineGone`.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  virtual void order(const EngineOrder& order) = 0;
  /// Sends and receives what can be without waiting, and looks after time limits.
  virtual void look(Instant now, std::vector<EngineReport>& reports) = 0;
  /// `look` is due when this can be read from; -1 when it has ended.
  virtual int descriptor() const = 0;
  /// True when `look` is due also when the descriptor can be written to.
  virtual bool has_unsent() const = 0;
  /// A step that may stop is to stop now, if it runs.
  virtual void hurry() {}
  /// `look` is due by then whatever the descriptor says.
  virtual Instant next_look() const = 0;
};

/// How long an engine may take before it counts as hung, and is killed.
struct EngineLimits {
  Duration load = 10.0 * minute;
  Duration step = 30.0 * second;
  Duration answer = 10.0 * second;     ///< to every other order
  Duration ping_every = 2.0 * second;  ///< while there is nothing else to answer
};

/// Starts `program`, a worker, with nothing loaded yet.
Result<std::unique_ptr<Engine>> start_worker(const std::string& program, const EngineLimits& limits,
                                             Instant now);

}  // namespace islet
