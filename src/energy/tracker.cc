// Panels that turn with the sun about one axis.
#include "energy/tracker.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;

/// Angle of the sun in the plane across the axis: 0 above it, positive on the side that positive
/// rotations turn to.
double sun_across_axis(const Tracker& tracker, const SunPosition& sun) {
  const double zenith = sun.zenith_deg * degree;
  const double turn = (sun.azimuth_deg - tracker.axis_azimuth_deg) * degree;
  const double tilt = tracker.axis_tilt_deg * degree;
  const double aside = std::sin(zenith);
  const double across = aside * std::sin(turn);
  // Level axes, which are most, need no more angles.
  const double above =
      tilt == 0.0 ? std::cos(zenith)
                  : aside * std::cos(turn) * std::sin(tilt) + std::cos(zenith) * std::cos(tilt);
  return std::atan2(across, above);
}

}  // namespace

/// Rotation of single-axis trackers.
///
///     ideal = atan2(sun across the axis, sun above it)
///     back  = ideal - sign(ideal) acos(|cos(ideal - slope)| / (ground cover cos slope)),  where
///             that is less than 1
///     rotation = clamp(back, -max, max)
///
/// Valid for   rows of equal height on level or evenly sloping ground
/// Leaves out  stowing in wind, the drive's steps
/// Source      Anderson and Mikofski, "Slope-aware backtracking for single-axis trackers",
///             NREL/TP-5K00-76626, 2020
double tracker_rotation_deg(const Tracker& tracker, const SunPosition& sun) {
  if (sun.zenith_deg >= 90) return 0;
  double rotation = sun_across_axis(tracker, sun);
  const double slope = tracker.cross_slope_deg * degree;
  const double reach = std::abs(std::cos(rotation - slope));
  const double needed = tracker.ground_cover * std::cos(slope);
  if (tracker.backtracks && reach < needed) {
    rotation -= std::copysign(std::acos(reach / needed), rotation);
  }
  return std::clamp(rotation / degree, -tracker.rotation_max_deg, tracker.rotation_max_deg);
}

/// Plane of a row.
///
///     normal = (sin R, 0, cos R) in the frame of the axis, turned to the ground's
///
/// Valid for   all angles
/// Leaves out  nothing
/// Source      Marion and Dobos, NREL/TP-6A20-58891, 2013
Surface tracker_surface(const Tracker& tracker, double rotation_deg) {
  const double rotation = rotation_deg * degree;
  const double tilt = tracker.axis_tilt_deg * degree;
  const double ahead = std::cos(rotation) * std::sin(tilt);  // along the axis' azimuth
  const double aside = std::sin(rotation);
  const double up = std::cos(rotation) * std::cos(tilt);
  Surface surface;
  surface.tilt_deg = std::acos(std::clamp(up, -1.0, 1.0)) / degree;
  const double azimuth = tracker.axis_azimuth_deg + std::atan2(aside, ahead) / degree;
  surface.azimuth_deg = azimuth - 360 * std::floor(azimuth / 360);
  return surface;
}

/// Shade of rows on rows.
///
///     shade = 1 - |cos s| / (ground cover cos(s - R)),   s the sun's angle across the axis
///
/// Valid for   endless rows on level ground
/// Leaves out  rows' ends, slopes
/// Source      Anderson and Jensen, "Shaded fraction and backtracking in single-axis trackers on
///             rolling terrain", J. Renewable Sustainable Energy 16, 2024
double row_shade(const Tracker& tracker, const SunPosition& sun, double rotation_deg) {
  if (sun.zenith_deg >= 90) return 0;
  const double across = sun_across_axis(tracker, sun);
  const double facing = std::cos(across - rotation_deg * degree);
  if (facing <= 1e-9 || tracker.ground_cover <= 0) return 0;
  return std::clamp(1 - std::abs(std::cos(across)) / (tracker.ground_cover * facing), 0.0, 1.0);
}

/// Sky and ground that a row sees between its neighbours.
///
///     d = 1 / ground cover
///     sky    = (1 + d - sqrt(1 + d^2 - 2 d cos tilt)) / (1 + cos tilt)
///     ground = (1 + d - sqrt(1 + d^2 + 2 d cos tilt)) / (1 - cos tilt)
///
/// Valid for   endless rows on level ground, light spread evenly
/// Leaves out  that light from around the sun is not dimmed; shade on the ground between rows
/// Source      Hottel's crossed strings: Hottel and Sarofim, Radiative Transfer, 1967, chapter 2
RowView row_view(double ground_cover, double tilt_deg) {
  const double cosine = std::cos(tilt_deg * degree);
  RowView view;
  if (ground_cover <= 0) return view;
  const double d = 1 / ground_cover;
  const double to_top = std::sqrt(1 + d * d - 2 * d * cosine);
  const double to_foot = std::sqrt(1 + d * d + 2 * d * cosine);
  view.sky = (1 + d - to_top) / (1 + cosine);
  if (1 - cosine > 1e-9) view.ground = (1 + d - to_foot) / (1 - cosine);
  return view;
}

}  // namespace islet
