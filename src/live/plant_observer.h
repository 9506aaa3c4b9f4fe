// Somebody beside the live site who is shown what the meters show, and says what is wrong with the
// plant: its twin. The site needs none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "live/alarm_book.h"

namespace islet {

/// What meters show at a moment; nothing where they cannot be believed.
struct PlantMoment {
  std::optional<double> charge;  ///< of the battery's capacity
  std::optional<Power> battery;  ///< + charging, at its terminals
  std::optional<Power> panels;   ///< nothing, too, while they are curtailed
  std::optional<double> fuel;    ///< share of the tank
  std::optional<Power> generator;
};

class PlantObserver {
 public:
  PlantObserver() = default;
  PlantObserver(const PlantObserver&) = delete;
  PlantObserver& operator=(const PlantObserver&) = delete;
  virtual ~PlantObserver() = default;

  /// At each look of the site; moments do not fall.
  virtual void saw(Instant now, const PlantMoment& moment) = 0;
  virtual std::vector<Wrong> wrong() const = 0;
  /// A JSON object.
  virtual std::string status() const = 0;
  /// Lines for Prometheus.
  virtual std::string metrics() const = 0;
};

}  // namespace islet
