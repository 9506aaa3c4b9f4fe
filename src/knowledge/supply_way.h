// What leads from a supply to the machines.
#pragma once

#include "base/quantity.h"

namespace islet {

/// A range of supplies that machines can be reached from.
struct SupplyWay {
  Voltage low, high;
  bool is_alternating = false;
  bool is_direct = false;   ///< nothing stands between
  const char* parts = "";   ///< what does, in words
  const char* name = "";    ///< of the converter, for a bill
  const char* price = "";   ///< its id in data/prices
  double efficiency = 1.0;  ///< at half to full load. Assumption, grade D, 2026-11
};

/// The way from a supply of that voltage; nullptr where machines of the catalogue are not reached.
const SupplyWay* supply_way(Voltage supply, bool is_alternating);

/// What to say where they are not.
inline constexpr char supply_refusal[] =
    "machines are reached from 9 to 60 V direct, 100 to 240 V and 380 to 480 V alternating";

}  // namespace islet
