// How much memory this program holds.
#pragma once

#include <cstdint>

namespace islet {

/// Resident pages, those of mapped files included; 0 where the system does not say.
std::uint64_t resident_bytes();

}  // namespace islet
