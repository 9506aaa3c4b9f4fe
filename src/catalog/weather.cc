// The calendar of a weather year.
#include "catalog/weather.h"

#include "base/check.h"

namespace islet {

int days_in_month(int month_index) {
  CHECK(month_index >= 0 && month_index < months_per_year);
  constexpr std::array<int, months_per_year> days = {31, 28, 31, 30, 31, 30,
                                                     31, 31, 30, 31, 30, 31};
  return days[static_cast<std::size_t>(month_index)];
}

int month_of_day(int day_of_year) {
  CHECK(day_of_year >= 0 && day_of_year < hours_per_year / 24);
  int left = day_of_year;
  int month_index = 0;
  while (left >= days_in_month(month_index)) left -= days_in_month(month_index++);
  return month_index;
}

}  // namespace islet
