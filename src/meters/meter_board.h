// All meters of a site side by side: what each says of each measure, and what to go by.
#pragma once

#include <map>
#include <string>

#include "meters/meter_track.h"

namespace islet {

/// One line for people.
struct BoardLine {
  std::string meter;
  Gauge what = Gauge::panel_power;
  double value = 0;
  double safe = 0;  ///< what is gone by
  Duration age{};
  MeterState state = MeterState::absent;
};

class MeterBoard {
 public:
  /// Meters are asked in the order in which they were added. `period`: of its readings.
  int add_meter(const std::string& name, Duration period);
  /// That meter is to say this: it is absent until it does. Else measures come as they are said.
  void expect(int meter, Gauge what);
  /// A rule of the site in place of the usual one; before the first sample.
  void set_rule(Gauge what, const TrackRule& rule);

  void take(int meter, Instant now, const Sample& sample);

  /// Some meter is to say it or has said it.
  bool knows(Gauge what) const;
  /// By the first meter that is fresh or jumping; else by the first that is to say it.
  double safe(Gauge what, Instant now) const;
  MeterState state(Gauge what, Instant now) const;
  /// Counters and moments must be those that were read: nothing when not fresh.
  std::optional<GaugeReading> fresh(Gauge what, Instant now) const;
  std::vector<BoardLine> lines(Instant now) const;
  /// Measures that are not fresh, one word each: "battery_charge of inverter is stale". What was
  /// never read is said once there was time to ask, from moment 0 on.
  std::vector<std::string> alarms(Instant now) const;

 private:
  struct Meter {
    std::string name;
    Duration period{};
    std::map<Gauge, MeterTrack> tracks;
  };
  MeterTrack& track(Meter& meter, Gauge what);
  const MeterTrack* best(Gauge what, Instant now) const;

  std::vector<Meter> meters_;
  std::map<Gauge, TrackRule> rules_;
};

}  // namespace islet
