#include "knowledge/supply_way.h"

namespace islet {
namespace {

/// From R112 and the inputs that hosts of the catalogue take: 12 to 48 V direct, 100 to 240 V
/// alternating. Limits: a nominal 48 V bus swings to 60 V; 440 V is a ship's three-phase supply.
constexpr SupplyWay supply_ways[] = {
    {9 * volt, 60 * volt, false, false,
     "direct-current converter to 12 V or 48 V, with surge protection to MIL-STD-1275 or ISO 16750 "
     "on vehicles; hosts that take 12 to 48 V need none at 48 V",
     "direct-current converter with surge protection", "converter_dc_vehicle", 0.92},
    {100 * volt, 240 * volt, true, true, "the host's own supply", "", "", 1.0},
    {380 * volt, 480 * volt, true, false,
     "three-phase transformer to 230 V with its own protection, then the host's supply",
     "three-phase transformer to 230 V with protection", "transformer_three_phase", 0.97},
};

}  // namespace

const SupplyWay* supply_way(Voltage supply, bool is_alternating) {
  for (const SupplyWay& way : supply_ways) {
    if (way.is_alternating != is_alternating) continue;
    if (supply >= way.low && supply <= way.high) return &way;
  }
  return nullptr;
}

}  // namespace islet
