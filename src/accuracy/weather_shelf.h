// Weather years that cases name, read once each, with the sun of their hours.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// A weather year and the sun at the moment of each hour that it names.
struct SiteYear {
  WeatherYear weather;
  std::vector<SunPosition> sun;
};

class WeatherShelf {
 public:
  /// Years are looked for in the folders in their order.
  explicit WeatherShelf(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  /// The year in NAME.csv of the first folder that has it; stays valid as long as the shelf.
  /// Errors: no folder has it (D1), a fault in the file, a name with a folder in it.
  Result<const SiteYear*> year_of(const std::string& name);

 private:
  struct Entry {
    std::string name;
    SiteYear year;
  };

  std::vector<std::string> folders_;
  std::deque<Entry> entries_;
};

}  // namespace islet
