// The site's side of its controls: starts the guard, tells it what to set, and lets the power cap
// follow the envelope. All are off until a site enables them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "live/lever.h"
#include "net/event_loop.h"

namespace islet {

/// `{"controls": [{"name": "cpu", "kind": "power_file", "place": "...", "least": 15, "most":
/// 65}]}`. Places and names hold no blanks. Error G6: the text is not that.
Result<std::vector<LeverWish>> read_controls(std::string_view text, const std::string& path);

class SiteControls {
 public:
  /// `program`: islet-guard; `log_file`: of its writes. Error when it cannot be started or refuses
  /// a lever.
  static Result<std::unique_ptr<SiteControls>> open(EventLoop& loop,
                                                    const std::vector<LeverWish>& wishes,
                                                    const std::string& program,
                                                    const std::string& log_file);
  /// The guard sets everything back; returns when it has.
  ~SiteControls();
  SiteControls(const SiteControls&) = delete;
  SiteControls& operator=(const SiteControls&) = delete;

  /// What the machines may draw. Levers in watts share it, each in proportion to its most; told
  /// when it moved by more than a fiftieth.
  void limit(Power power);
  /// Starts or stops the set, if there is a lever for it.
  void run_generator(bool runs);
  /// For trials: of the guard.
  int process() const { return process_; }

 private:
  explicit SiteControls(EventLoop& loop) : beat_(loop) {}
  void say(const std::string& line);
  /// Said and answered; only while nothing is served yet.
  std::optional<Error> asked(const std::string& line);
  void beat();

  LoopTimer beat_;
  std::vector<LeverWish> wishes_;
  std::map<std::string, double> told_;
  int orders_ = -1;
  int answers_ = -1;
  int process_ = -1;
};

}  // namespace islet
