// The periodic terms of the solar position algorithm: figures of NREL/TP-560-34302, tables A4.2
// and A4.3 (after Bretagnon's VSOP87 and the nutation series of IAU 1980).
#pragma once

#include <span>

namespace islet {

/// amplitude * cos(phase + rate * t), t in Julian millennia since 2000; amplitudes in 1e-8.
struct SunTerm {
  double amplitude, phase, rate;
};

/// Nutation: multiples of the five arguments, then sine (longitude) and cosine (obliquity)
/// amplitudes in 0.0001 arc seconds and their change per century.
struct NutationTerm {
  int elongation, sun_anomaly, moon_anomaly, moon_latitude, moon_node;
  double sine, sine_rate, cosine, cosine_rate;
};

/// Series of the heliocentric longitude (powers 0..5 of t), latitude (0..1), distance (0..4).
std::span<const std::span<const SunTerm>> longitude_series();
std::span<const std::span<const SunTerm>> latitude_series();
std::span<const std::span<const SunTerm>> distance_series();
std::span<const NutationTerm> nutation_terms();

}  // namespace islet
