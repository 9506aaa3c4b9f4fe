// The power a site has or may buy: sun, battery, generator, grid or feed, and what else draws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "site/value.h"
#include "site/workload.h"

namespace islet {

/// What stands there already and what more may be bought. `cost` of nothing says "already ours".
template <class Q>
struct Sizing {
  SizeChoice<Q> size;
  std::optional<Limit<Q>> more;  ///< bought beside `size`, at catalogue price
  std::optional<Money> cost;     ///< of `size`; none: catalogue price; 0: owned
};

struct SolarSupply {
  Sizing<Power> sizing;       ///< peak power
  Uncertain<double> soiling;  ///< share of light lost, 0..1
  Duration wash_every;        ///< above 0: dirt gathers by `where.dust` and is washed off
  std::optional<double> tilt_deg;
  std::optional<double> azimuth_deg;  ///< from north, clockwise
  bool is_tracking = false;           ///< rows turn with the sun about a level north-south axis
  double dc_ac = 1;                   ///< peak power over what the controllers are bought for
};

struct BatterySupply {
  Sizing<Energy> sizing;
  std::string chemistry = "lfp";
  double keep_above = 0;  ///< charge below which only safety work runs, 0..1
  Duration age;           ///< of what stands there already
};

/// A set that burns fuel, or a fuel cell, which is one of `methanol`.
struct GeneratorSupply {
  Sizing<Power> sizing;
  Duration age;  ///< of what stands there already
  std::string fuel_kind = "diesel";
  Uncertain<VolumePrice> fuel_price;
  Volume tank;                   ///< the largest it may have
  std::vector<Volume> tanks;     ///< all it may have, rising; empty: `tank` alone
  Duration refill_every;         ///< 0: whenever it is needed
  bool looks_ahead = false;      ///< started by what the days before let expect
  Duration repair = 120 * hour;  ///< after a failure, until it runs again
  /// Hours of mean work that the battery keeps for a repair; as a range none, a fifth and so on of
  /// the repair are tried.
  SizeChoice<Duration> repair_reserve;
  std::optional<Duration> quiet_from;  ///< times of day
  std::optional<Duration> quiet_to;
};

struct WindSupply {
  Sizing<Power> sizing;  ///< of a range a plan takes the lowest
};

/// A weak grid or a ship's feed.
struct GridSupply {
  bool is_feed = false;
  Power limit;
  Uncertain<double> available;  ///< share of time, 0..1
  Duration longest_outage;
  Uncertain<EnergyPrice> price;
  std::vector<WeeklyWindow> cheap_hours;  ///< empty: all hours cost `price`
  Uncertain<EnergyPrice> cheap_price;     ///< in those
  Uncertain<Frequency> blackouts;
  Uncertain<Duration> blackout_length;
};

/// A draw that is not inference: a radio hut, a vaccine fridge.
struct OtherLoad {
  std::string name;
  Uncertain<Power> power;  ///< all of them together
  Importance importance = Importance::high;
  Place place;
};

struct Supply {
  Voltage bus;
  bool bus_is_ac = false;
  std::optional<SolarSupply> solar;
  std::optional<BatterySupply> battery;
  std::optional<GeneratorSupply> generator;
  std::optional<GridSupply> grid;
  std::optional<WindSupply> wind;
  std::string ups = "any";  ///< id of a catalogue record, "any", or empty: none
  std::vector<OtherLoad> other_loads;
};

}  // namespace islet
