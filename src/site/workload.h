// One workload of a site: what runs, how much, how fast it must be, what may be given up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "site/value.h"

namespace islet {

enum class WorkloadKind { video, chat, speech, signal, requests, batch, transfer };
std::string_view name_of(WorkloadKind kind);
/// True for kinds whose work comes at a fixed rate from each source: frames of cameras, windows of
/// sensors.
constexpr bool is_periodic(WorkloadKind kind) {
  return kind == WorkloadKind::video || kind == WorkloadKind::signal;
}

/// `p99 < 100 ms`: the quantile (0..1) of the time must stay below the limit.
struct LatencyGoal {
  double quantile = 0.99;
  Duration limit;
  Place place;
};

/// Hours of a week: days (bit 0 is Monday) and time of day; `to` <= `from` runs past midnight.
/// `from` 0 h, `to` 24 h is the whole day.
struct WeeklyWindow {
  unsigned days = 0x7f;
  Duration from = 0 * hour;
  Duration to = 24 * hour;
};

/// Demand is multiplied by `factor` within the window.
struct Peak {
  WeeklyWindow window;
  double factor = 1.0;
};

enum class ShortageAction { rate, model, stop, wait };

/// One step of `when_short`: below that battery charge, do that.
struct ShortageStep {
  double below = 0;  ///< charge of the battery, 0..1
  ShortageAction action = ShortageAction::stop;
  Frequency rate;     ///< with `rate`
  std::string model;  ///< with `model`: a name in the catalogue's choices
  Place place;
};

struct FrameSize {
  int width = 0;
  int height = 0;
};

/// Amounts that a kind does not use stay zero. Demand of the kinds:
///   video     count cameras x rate frames/s
///   signal    count sensors x one window a second, sampled at `rate`
///   chat      users x demand requests, prompt and reply tokens
///   speech    users x audio seconds of speech a second
///   requests  work items (images, documents); batch: work items before `finish`
///   transfer  data bytes before `finish`; uses the link, not the machine
struct Workload {
  std::string name;
  WorkloadKind kind = WorkloadKind::requests;
  std::vector<std::string> models;  ///< names as written; several: the planner chooses one
  Place models_place;
  Importance importance = Importance::normal;

  Uncertain<double> count;
  Uncertain<Frequency> rate;
  Uncertain<double> users;
  Uncertain<Frequency> demand;  ///< requests of one user, while within `when`
  Uncertain<Frequency> work;    ///< items, mean over the days it runs: items/day
  Uncertain<Bandwidth> data;    ///< transfer: mean over the day
  Uncertain<double> audio;      ///< share of time that one user speaks, mean over the day
  Uncertain<Tokens> prompt;
  Uncertain<Tokens> reply;
  FrameSize frame;

  std::vector<LatencyGoal> latency;       ///< from arrival to result
  std::vector<LatencyGoal> first_token;   ///< chat: from arrival to first token
  std::optional<Limit<TokenRate>> speed;  ///< chat: tokens/s that one user sees, at least
  std::optional<Duration> start;          ///< time of day before which it does not begin
  std::optional<Duration> finish;         ///< time of day by which it must be done
  std::vector<WeeklyWindow> when;         ///< empty: always
  std::vector<Peak> peaks;

  std::vector<ShortageStep> when_short;  ///< by falling charge
  bool never_stop = false;
  Frequency may_miss;                 ///< days a month: 2 days/month is 2/30.4 a day
  Bandwidth keeps;                    ///< data kept on site, as it comes
  Bytes keeps_amount;                 ///< the same, a fixed amount
  std::optional<Duration> keeps_for;  ///< none: as long as `privacy.keep` says
  double served_goal = 0.97;          ///< share of the work that must be served, 0..1
  ValueOrigin served_goal_origin = ValueOrigin::defaulted;
  Place place;
};

/// What each source of a periodic workload sends: frames of a camera, one window a second of a
/// sensor.
inline Frequency source_rate(const Workload& workload) {
  return workload.kind == WorkloadKind::video ? workload.rate.typical : 1.0 / second;
}

}  // namespace islet
