// Panels that turn with the sun about one axis, rows side by side.
#pragma once

#include "energy/sun_position.h"
#include "energy/transposition.h"

namespace islet {

/// A single-axis tracker. The axis points down towards its azimuth where it is tilted; level
/// north-south axes have azimuth 180 (or 0) and tilt 0.
struct Tracker {
  double axis_tilt_deg = 0;
  double axis_azimuth_deg = 180;
  double rotation_max_deg = 45;  ///< 0..180, to either side
  bool backtracks = true;        ///< turns back where rows would shade one another
  double ground_cover = 0.4;     ///< width of a row over the level distance between rows, 0..1
  double cross_slope_deg = 0;    ///< of the ground across the axis, right-handed about its azimuth
};

/// Angle of the rows about their axis: 0 is level, right-handed about the axis' azimuth. 0 while
/// the sun is down.
double tracker_rotation_deg(const Tracker& tracker, const SunPosition& sun);

/// The plane of rows turned by `rotation_deg`.
Surface tracker_surface(const Tracker& tracker, double rotation_deg);

/// Share of each row that the next one shades, 0..1: what a tracker that does not turn back loses.
double row_shade(const Tracker& tracker, const SunPosition& sun, double rotation_deg);

/// What a row among many sees, as a share of what it would see alone, mean over its width.
struct RowView {
  double sky = 1;
  double ground = 1;
};
RowView row_view(double ground_cover, double tilt_deg);

}  // namespace islet
