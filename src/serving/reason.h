// Why a decision was taken: one short code with each.
#pragma once

#include <string_view>

namespace islet {

enum class Reason {
  its_turn,            ///< first in its queue
  acute_first,         ///< makes way for acute work
  queue_full,          ///< the limit of its class
  tenant_full,         ///< the limit of its tenant
  house_full,          ///< the limit of all requests together
  too_large,           ///< needs more cache than any engine has
  no_engine,           ///< no engine serves that model within the residency allowed
  too_late,            ///< cannot be in time: too much ahead of it
  no_energy,           ///< not enough energy before its deadline
  shed,                ///< its workload is stopped by its ladder
  charge_low,          ///< its class waits for the battery
  bridging,            ///< on the UPS, acute work only
  deadline_passed,     ///< ended by its own deadline
  newer_frame,         ///< replaced by a newer one of its stream
  cancelled,           ///< by the one who asked
  engine_lost,         ///< ran on an engine that went down
  power_short,         ///< draw must fall below what is available
  window_not_open,     ///< its batch window has not begun
  waits_for_sun,       ///< deferred to free or cheaper power
  ladder,              ///< a step of `when_short`
  free_power,          ///< runs on power that costs nothing
  cheap_power,         ///< runs in the cheapest hours before it is due
  latest_start,        ///< must run now to be in time
  model_needed,        ///< work waits for that model
  idle,                ///< nothing to do
  work_waits,          ///< work waits for it
  peak_forecast,       ///< load is expected
  charge_below_start,  ///< generator's lower mark
  charge_above_stop,   ///< generator's upper mark
  set_withheld,        ///< the generator may not be asked for any more: quiet hours, last fuel
};
inline constexpr int reason_count = static_cast<int>(Reason::set_withheld) + 1;

/// "queue_full".
std::string_view name_of(Reason reason);

}  // namespace islet
