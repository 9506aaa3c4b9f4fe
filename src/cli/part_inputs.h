// What is asked about one part of a plant, as words of the command line, and what they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/catalog.h"
#include "catalog/weather.h"
#include "report/part_sheet.h"

namespace islet {

/// The options as given; empty: not given.
struct PartWords {
  std::string panels, wind, battery, generator, cooling, bridge, sets;  ///< the part: size or name
  std::string at, weather, altitude;
  std::string tilt, azimuth, mount, module, inverter, soiling;
  std::string hub;
  std::string chemistry, load, charge, air, life;
  std::string fuel, hours;
  std::string heat, inside;
  std::string store, store_power, backup, acute;
};

/// Where the parts are looked up and what they run with.
struct PartContext {
  const Catalog& catalog;
  const PartWords& words;
  std::uint64_t seed = 1;
};

/// The sheet of the part that was named, or what is wrong with the words.
Result<PartSheet> part_sheet(const PartContext& context);

}  // namespace islet
