// Limits and figures of the scheduler: everything that may grow has a bound here.
#pragma once

#include <limits>

#include "serving/ladder.h"
#include "serving/power_state.h"

namespace islet {

/// When the scheduler asks for the generator. Only while readings say that it may.
struct GeneratorMarks {
  double start_below = 0.25;  ///< charge
  double stop_above = 0.80;
  Duration least_run = 30.0 * minute;
};

struct SchedulerSettings {
  int max_requests = 200'000;                                         ///< in the house together
  PerClass<int> class_limit = {4096, 4096, 16'384, 16'384, 150'000};  ///< not running
  int tenant_limit = 4096;  ///< requests of one tenant in the house; batch work not counted
  int max_tenants = 4096;   ///< with an account of their own
  int max_restarts = 1;     ///< after an engine is lost
  /// Routine requests that run on an engine beside acute ones whose first output is due.
  int routine_beside_prefill = std::numeric_limits<int>::max();
  int acute_slots = 0;             ///< slots of each engine that routine work leaves free
  Duration acute_memory = minute;  ///< without acute work for so long, it leaves half of them
  double deferred_share = 0.5;     ///< of an engine's slots, that deferred work counts on
  Duration others_memory = hour;   ///< after other work, batch work keeps its pace for so long
  Duration swap_patience = 30.0 * second;    ///< routine work waits so long for its model
  Duration least_residence = 60.0 * second;  ///< of a loaded model, against routine work
  Duration idle_off = 10.0 * minute;         ///< an engine that can be switched is idle so long
  PowerRule power;
  LadderRule ladder;
  GeneratorMarks generator;
};

}  // namespace islet
