// How much memory this program holds, and what it has computed.
#pragma once

#include <cstdint>

namespace islet {

/// Resident pages, those of mapped files included; 0 where the system does not say.
std::uint64_t resident_bytes();

/// Processor time of all its threads so far.
std::uint64_t cpu_nanoseconds();

}  // namespace islet
