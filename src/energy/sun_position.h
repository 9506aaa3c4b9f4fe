// Where the sun stands.
#pragma once

namespace islet {

/// Apparent position, refraction included. elevation_deg + zenith_deg = 90.
struct SunPosition {
  double elevation_deg = 0;  ///< above the horizon
  double azimuth_deg = 0;    ///< clockwise from north, 0..360
  double zenith_deg = 90;
};

}  // namespace islet
