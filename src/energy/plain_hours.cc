#include "energy/plain_hours.h"

#include <algorithm>

#include "energy/plain_course.h"

namespace islet {

template <PlainHours::Look look>
int PlainHours::run_hours(int i, int end, Course& now) const {
  const int first = i;
  while (i < end && !now.is_over) {
    if (now.starts || (now.state.is_running && !now.may_rest)) {
      i = set_hours<look>(i, end, now);
    } else {
      now.may_rest = false;
      i = rest_hours<look>(i, end, now);
    }
  }
  // Where cells are not looked at by the hour.
  if (look < Look::at_limits && i > first) {
    now.state.cells_c = bands_.row(now.path.before(i).band).inside_c[i - 1];
  }
  return i;
}

int PlainHours::run(int i, int end, PlainState& now, BandPath& path, PlainSums& sums) const {
  path.count = 0;
  const int first = i;
  const int not_resting = sums.running_hours + sums.grid_hours;
  const bool binds_inverter = bands_.most_load() > inverter_max_;
  Course course(now, sums, path);
  course.band = bands_.enter(now.stored, i, path);
  if (course.band == nullptr) return i;
  course.surely_carried = carried_above_reserve_;
  if (!now.is_running) rest(course);
  while (i < end && !course.is_over) {
    const bool fits = i == first ? bands_.fits(course.state.cells_c) : bands_.fits_until(i) > i;
    if (grid_ != nullptr) {
      i = run_hours<Look::at_limits_and_grid>(i, end, course);
    } else if (binds_inverter || !fits) {
      const int until = binds_inverter ? end : std::min(end, bands_.fits_from(i + 1));
      i = run_hours<Look::at_limits>(i, until, course);
    } else {
      const int until = std::min(end, std::max(i + 1, bands_.fits_until(i + 1)));
      i = has_hours_ ? run_hours<Look::at_hours>(i, until, course)
                     : run_hours<Look::at_nothing>(i, until, course);
    }
  }
  if (i == first) return i;
  const int hours = i - first;
  sums.resting_hours += hours - (sums.running_hours + sums.grid_hours - not_resting);
  sums.taken_from_store += now.stored - course.state.stored;
  sums.above_floor -= static_cast<double>(hours) * store_.floor;
  sums.wanted_fuel = sums.wanted_fuel || course.wants_fuel;
  now = course.state;
  return i;
}

}  // namespace islet
