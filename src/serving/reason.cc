#include "serving/reason.h"

namespace islet {

std::string_view name_of(Reason reason) {
  constexpr std::string_view names[] = {
      "its_turn",    "acute_first",   "queue_full",         "tenant_full",       "house_full",
      "too_large",   "no_engine",     "too_late",           "no_energy",         "shed",
      "charge_low",  "bridging",      "deadline_passed",    "newer_frame",       "cancelled",
      "engine_lost", "power_short",   "window_not_open",    "waits_for_sun",     "ladder",
      "free_power",  "cheap_power",   "latest_start",       "model_needed",      "idle",
      "work_waits",  "peak_forecast", "charge_below_start", "charge_above_stop", "set_withheld"};
  static_assert(sizeof names / sizeof names[0] == reason_count);
  return names[static_cast<int>(reason)];
}

}  // namespace islet
