// The parts that the table of keys is put together from, one for each group of blocks.
#pragma once

#include <span>

#include "site/key_table.h"

namespace islet {

std::span<const KeySpec> keys_of_place();      ///< version, site, where, enclosure, links
std::span<const KeySpec> keys_of_power();      ///< power
std::span<const KeySpec> keys_of_workloads();  ///< workloads
std::span<const KeySpec> keys_of_wishes();     ///< models, hardware, goals, privacy, money, what_if
std::span<const KeySpec> keys_of_live();       ///< live

}  // namespace islet
