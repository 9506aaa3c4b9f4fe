// How workloads share one device: what each takes, and what the others leave it.
#pragma once

#include <limits>

#include "base/quantity.h"

namespace islet {

/// What one workload takes of a device. Work goes in units that are not interrupted (a batch of
/// frames, a step of a language model).
struct DeviceTime {
  double share = 0;     ///< of the device's time, 0 to 1
  Duration residual{};  ///< rate * mean square of the unit's length / 2: what a newcomer finds left
  Duration longest{};   ///< longest unit
  /// Of sources at fixed rates: what all of them bring at once. Endless for work by chance.
  Duration round{std::numeric_limits<double>::infinity()};
  Duration period{};  ///< after which a source comes again, the shortest of all
  int engines = 1;    ///< that take it
};

/// Length of the units as one who comes at any time meets them: longer ones more often. 0 where
/// nothing is taken.
Duration met_unit(const DeviceTime& taken);

/// Time that engines beside another get while that other works, over its own; it leaves the device
/// idle for a share `idle` of the time (at most 0: never). 0 where nothing is taken.
double even_part(const DeviceTime& taken, double idle);

/// Two workloads on one device together.
DeviceTime operator+(const DeviceTime& a, const DeviceTime& b);

/// Longest time for which work at fixed rates holds a device at a stretch; infinite for other work.
Duration longest_stretch(const DeviceTime& taken);

/// Who else works on the device.
struct Company {
  DeviceTime first{};   ///< goes first
  DeviceTime beside{};  ///< shares the time evenly with this work, by engines
  DeviceTime after{};   ///< must wait, but a unit once begun is finished

  /// Share of the device's time that others take of this work while there is enough of it.
  double taken() const { return first.share + beside.share; }
};

/// Highest share of a device's time that is planned for. Above it waits grow without bound on the
/// smallest error of a service time. Assumption, grade D, 2026-11.
inline constexpr double share_limit = 0.9;

}  // namespace islet
