// Names of the things that the scheduler and its driver talk about: numbers of types of their own.
#pragma once

#include <cstdint>

#include "base/instant.h"

namespace islet {

/// Given by the driver; never used twice in one run.
enum class RequestId : std::uint64_t {};
/// Any number, such as a hash of the tenant's name.
enum class TenantId : std::uint64_t {};
/// Row of the driver's list of models, 0 to `max_models` - 1.
enum class ModelId : std::uint8_t {};
/// Row of the driver's list of engines, 0 to `max_engines` - 1.
enum class EngineId : std::uint8_t {};
/// Row of the site's workloads; says whose degrade ladder a request follows.
enum class WorkloadId : std::uint8_t {};
/// A camera or another source of which only the newest frame counts. 0: none.
enum class StreamId : std::uint32_t { none = 0 };

inline constexpr int max_models = 64;
inline constexpr int max_engines = 64;
inline constexpr int max_workloads = 64;

constexpr int index_of(ModelId model) { return static_cast<int>(model); }
constexpr int index_of(EngineId engine) { return static_cast<int>(engine); }
constexpr int index_of(WorkloadId workload) { return static_cast<int>(workload); }
constexpr std::uint64_t number_in(RequestId id) { return static_cast<std::uint64_t>(id); }

}  // namespace islet
