// SunSpec models: what the registers of one block say. Offsets count from the register that holds
// the model's number.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meters/reading.h"

namespace islet {

/// What is known of a device from its whole list of models.
struct SunSpecDevice {
  bool has_storage = false;  ///< its AC power is what it gives to loads, not what the sun gives
  bool has_panels = false;   ///< inputs of panels are metered apart (model 160)
  double battery_sign = 1;   ///< of its battery's W, learned: + is charging
};

/// Model numbers whose registers are understood: 1, 101 to 103, 160, 701, 713, 802.
bool knows_sunspec_model(std::uint16_t model);

/// "ACME Hybrid 5" of model 1.
std::string sunspec_name(std::span<const std::uint16_t> block);

/// Appends what a block says: a sample without a value where the device says "not implemented" for
/// a point that it must have. `block` begins with number and length; it may be cut short.
///
///     value = register * 10^(scale factor), both of the same answer
///
/// Valid for   scale factors -10 to 10
/// Leaves out  points that nothing here uses
/// Source      SunSpec Alliance, Information Model Reference: models 1, 103, 160, 701, 713, 802
void read_sunspec_block(std::span<const std::uint16_t> block, SunSpecDevice& device,
                        std::vector<Sample>& samples);

}  // namespace islet
