#include "meters/meter_board.h"

#include "base/check.h"

namespace islet {

int MeterBoard::add_meter(const std::string& name, Duration period) {
  meters_.push_back({name, period, {}});
  return static_cast<int>(meters_.size()) - 1;
}

void MeterBoard::set_rule(Gauge what, const TrackRule& rule) { rules_[what] = rule; }

MeterTrack& MeterBoard::track(Meter& meter, Gauge what) {
  const auto found = meter.tracks.find(what);
  if (found != meter.tracks.end()) return found->second;
  const auto given = rules_.find(what);
  TrackRule rule = given == rules_.end() ? usual_rule(what) : given->second;
  rule.period = meter.period;
  return meter.tracks.emplace(what, MeterTrack(rule)).first->second;
}

void MeterBoard::expect(int meter, Gauge what) {
  track(meters_.at(static_cast<std::size_t>(meter)), what);
}

void MeterBoard::take(int meter, Instant now, const Sample& sample) {
  track(meters_.at(static_cast<std::size_t>(meter)), sample.what).take(now, sample.value);
}

const MeterTrack* MeterBoard::best(Gauge what, Instant now) const {
  const MeterTrack* first = nullptr;
  for (const Meter& meter : meters_) {
    const auto found = meter.tracks.find(what);
    if (found == meter.tracks.end()) continue;
    const MeterState state = found->second.state(now);
    if (state == MeterState::fresh || state == MeterState::jumping) return &found->second;
    if (first == nullptr) first = &found->second;
  }
  return first;
}

bool MeterBoard::knows(Gauge what) const { return best(what, Instant()) != nullptr; }

double MeterBoard::safe(Gauge what, Instant now) const {
  const MeterTrack* track = best(what, now);
  return track == nullptr ? usual_rule(what).worst : track->safe(now);
}

MeterState MeterBoard::state(Gauge what, Instant now) const {
  const MeterTrack* track = best(what, now);
  return track == nullptr ? MeterState::absent : track->state(now);
}

std::optional<GaugeReading> MeterBoard::fresh(Gauge what, Instant now) const {
  const MeterTrack* track = best(what, now);
  if (track == nullptr || track->state(now) != MeterState::fresh) return std::nullopt;
  return GaugeReading{what, track->last(), track->taken(), MeterState::fresh};
}

std::vector<BoardLine> MeterBoard::lines(Instant now) const {
  std::vector<BoardLine> out;
  for (const Meter& meter : meters_) {
    for (const auto& [what, track] : meter.tracks) {
      BoardLine line;
      line.meter = meter.name;
      line.what = what;
      line.value = track.last();
      line.safe = track.safe(now);
      if (track.was_read()) line.age = between(track.taken(), now);
      line.state = track.state(now);
      out.push_back(line);
    }
  }
  return out;
}

std::vector<std::string> MeterBoard::alarms(Instant now) const {
  std::vector<std::string> out;
  for (const Meter& meter : meters_) {
    for (const auto& [what, track] : meter.tracks) {
      const MeterState state = track.state(now);
      if (state == MeterState::fresh) continue;
      // Nobody has asked it yet.
      const bool is_early = now < after(Instant(), MeterTrack::periods_to_stale * meter.period);
      if (state == MeterState::absent && is_early) continue;
      out.push_back(std::string(name_of(what)) + " of " + meter.name + " is " +
                    std::string(name_of(state)));
    }
  }
  return out;
}

}  // namespace islet
