// The site's side of its controls: starts the guard, tells it what to set, and lets the power cap
// follow the envelope. All are off until a site enables them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "live/lever.h"
#include "net/event_loop.h"
#include "site/site.h"

namespace islet {

/// What a control of the site file sets, whether it is enabled or not.
LeverWish lever_wish(const LiveSettings::Control& control);

/// Those of `live.controls` that the site enables.
std::vector<LeverWish> enabled_controls(const LiveSettings& live);

/// What the machines draw with nothing to do, and at most.
struct MachineDraw {
  Power idle;
  Power full;  ///< not above `idle`: not known
};

class SiteControls {
 public:
  /// `program`: islet-guard; `log_file`: of its writes. Error when it cannot be started or refuses
  /// a lever.
  static Result<std::unique_ptr<SiteControls>> open(EventLoop& loop,
                                                    const std::vector<LeverWish>& wishes,
                                                    const std::string& program,
                                                    const std::string& log_file,
                                                    const MachineDraw& draw = {});
  /// The guard sets everything back; returns when it has.
  ~SiteControls();
  SiteControls(const SiteControls&) = delete;
  SiteControls& operator=(const SiteControls&) = delete;

  /// What the machines may draw; each lever is told when its share moved by more than a fiftieth.
  ///
  ///     watts         = most * limit / sum of most of all levers in watts
  ///     cores, clocks = most * (limit - idle) / (full - idle); left alone where the draw is not
  ///                     known
  ///
  /// Valid for   least to most of each
  /// Leaves out  that voltage falls with the clock: the draw falls by more than that
  /// Source      dynamic power, C V^2 f: Chandrakasan, Sheng and Brodersen, IEEE Journal of
  ///             Solid-State Circuits 27(4), 1992
  void limit(Power power);
  /// What the battery may be charged with; told anew before an inverter falls back by itself.
  void limit_charging(Power power);
  /// Starts or stops the set, if there is a lever for it.
  void run_generator(bool runs);
  /// For trials: of the guard.
  int process() const { return process_; }

 private:
  SiteControls(EventLoop& loop, const MachineDraw& draw) : beat_(loop), draw_(draw) {}
  /// Of its most; nothing for a lever that does not follow the limit.
  std::optional<double> share_of(const LeverWish& wish, Power limit) const;
  /// Told where it moved by more than a fiftieth of its most, or in any case.
  void tell(const LeverWish& wish, double wanted, bool in_any_case);
  void say(const std::string& line);
  /// Said and answered; only while nothing is served yet.
  std::optional<Error> asked(const std::string& line);
  void beat();

  LoopTimer beat_;
  MachineDraw draw_;
  std::vector<LeverWish> wishes_;
  std::map<std::string, double> told_;
  Instant charging_told_ = long_ago;
  int orders_ = -1;
  int answers_ = -1;
  int process_ = -1;
};

}  // namespace islet
