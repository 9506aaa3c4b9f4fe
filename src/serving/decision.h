// What the scheduler wants done. Each decision says why.
#pragma once

#include <variant>

#include "serving/engine.h"
#include "serving/power_reading.h"
#include "serving/reason.h"
#include "site/workload.h"

namespace islet {

/// Taken in. `model` is the one it will run on: smaller than asked for when the ladder says so.
struct Admit {
  RequestId request{};
  ModelId model{};
  Reason reason = Reason::its_turn;  ///< `ladder` when degraded
};
/// Not taken in, an end state. Asking again before `retry_after` is in vain.
struct Reject {
  RequestId request{};
  Reason reason = Reason::queue_full;
  Duration retry_after{};
};
/// Admitted, but ended without being done: an end state. The engine that holds it must let go.
struct End {
  RequestId request{};
  Reason reason = Reason::cancelled;
};
struct Start {
  RequestId request{};
  EngineId engine{};
  Power draw{};  ///< expected beyond idle draw
  Reason reason = Reason::its_turn;
};
/// Stops at the next step. Kept aside on the engine with its cache when `parks`; else the cache is
/// freed and only the output so far is kept: a later `Start` goes on from there.
struct Preempt {
  RequestId request{};
  EngineId engine{};
  bool parks = true;
  Reason reason = Reason::acute_first;
};
/// Goes on where it was parked.
struct Resume {
  RequestId request{};
  EngineId engine{};
  Power draw{};
  Reason reason = Reason::its_turn;
};
/// Waits until `until` at the latest; may start sooner.
struct Defer {
  RequestId request{};
  Instant until{};
  Reason reason = Reason::waits_for_sun;
};
/// A workload is on this step of its `when_short` from now on; 0 is full service.
struct Degrade {
  WorkloadId workload{};
  int level = 0;
  ShortageAction action = ShortageAction::rate;  ///< of the step; unused at level 0
  Frequency rate{};                              ///< with `rate`
  ModelId model{};                               ///< with `model`
  Power saved{};                                 ///< against full service, as the driver said
  Reason reason = Reason::ladder;
};
struct SetCap {
  EngineId engine{};
  Power cap = unlimited_power;
  Reason reason = Reason::power_short;
};
/// Answered by `ModelLoaded` (or `EngineDown`). Comes only when nothing runs there.
struct LoadModel {
  EngineId engine{};
  ModelId model{};
  Reason reason = Reason::model_needed;
};
/// On is answered by `EngineUp`. Off comes only when nothing runs or is parked there.
struct SwitchEngine {
  EngineId engine{};
  bool on = false;
  Reason reason = Reason::idle;
};
struct RunGenerator {
  bool on = false;
  Reason reason = Reason::power_short;
};

using Decision = std::variant<Admit, Reject, End, Start, Preempt, Resume, Defer, Degrade, SetCap,
                              LoadModel, SwitchEngine, RunGenerator>;

}  // namespace islet
