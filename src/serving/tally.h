// What has happened so far, counted.
#pragma once

#include <array>
#include <cstdint>

#include "serving/reason.h"
#include "serving/work_class.h"

namespace islet {

using PerReason = std::array<std::int64_t, reason_count>;

struct Tally {
  std::int64_t arrived = 0;
  std::int64_t admitted = 0;
  std::int64_t done = 0;
  PerReason rejected{};
  PerReason ended{};  ///< without being done
  std::int64_t started = 0;
  std::int64_t parked = 0;   ///< pre-empted, kept aside
  std::int64_t dropped = 0;  ///< pre-empted, cache given up
  std::int64_t resumed = 0;
  std::int64_t absurd = 0;  ///< readings and forecasts not taken
  std::int64_t in_house = 0;
  PerClass<std::int64_t> not_running{};  ///< waiting, deferred, held or parked
};

}  // namespace islet
