// Many sites to plan as a list of work: who works on it takes a task and hands in a line. The tasks
// and the lines are plain text and figures, so that a list may be worked off by other machines.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/estimate.h"
#include "base/quantity.h"
#include "catalog/weather.h"

namespace islet {

/// One site to plan: entry `index` of the chain.
struct SiteTask {
  std::size_t index = 0;
  std::string name;
};

enum class SiteState {
  planned,
  no_design,    ///< nothing meets every requirement
  wrong_input,  ///< its own values cannot be used
  not_reached   ///< the time was up before
};
const char* name_of(SiteState state);

/// So many of one device.
struct DeviceCount {
  std::string id, name;
  int count = 0;
};

/// One item of a bill, spares included.
struct BillLine {
  std::string what;
  double count = 0;      ///< in `unit`; 0: a share of the rest
  std::string unit;      ///< "pieces", "kWp", "kWh"
  Estimate<Money> cost;  ///< of all of them
};

/// What came out for one site.
struct SiteLine {
  std::size_t index = 0;
  std::string name;
  SiteState state = SiteState::not_reached;
  std::optional<GeoPosition> position;  ///< none: it moves, or its values cannot be used
  std::string design;                   ///< title of the chosen design, else of the nearest
  std::string why;                      ///< what binds, or the first fault with its place
  std::vector<DeviceCount> devices;
  std::vector<BillLine> bill;  ///< what is bought at the start
  Power panels;
  Energy storage;
  Estimate<Money> purchase, lifetime;
  Estimate<Energy> energy;  ///< used in a year
  Estimate<Volume> fuel;    ///< in a year
  double renewable = 0;     ///< share
  double least_served = 0;  ///< share, of the workload that is served least
  double confidence = 0;    ///< share of the weather years in which all requirements hold
  std::string tightest;     ///< of the planned: the requirement with least room
};

/// What is to be done, and where the answers go. Both may be called from any thread.
class WorkList {
 public:
  WorkList() = default;
  WorkList(const WorkList&) = delete;
  WorkList& operator=(const WorkList&) = delete;
  virtual ~WorkList() = default;

  /// The next task; none when nothing is left to take.
  virtual std::optional<SiteTask> take() = 0;
  /// The answer to a task that was taken.
  virtual void hand_in(SiteLine line) = 0;
};

/// A list in memory.
class LocalWorkList final : public WorkList {
 public:
  explicit LocalWorkList(const std::vector<std::string>& names);

  std::optional<SiteTask> take() override;
  void hand_in(SiteLine line) override;

  /// How many answers are in.
  std::size_t done() const;
  /// One line a task, in the order of the tasks; those without an answer are `not_reached`.
  std::vector<SiteLine> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<SiteLine> lines_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
};

/// Works the list off on `jobs` threads. No task is taken any more once `stop_asked` says so. The
/// calling thread works too, and calls `between` after each of its own tasks.
struct WorkWays {
  int jobs = 1;
  std::function<bool()> stop_asked;
  std::function<void()> between;
};
void work_off(WorkList& list, const std::function<SiteLine(const SiteTask&)>& answer,
              const WorkWays& ways);

/// All sites together. Ranges add up end to end: prices and weather err alike at all sites.
struct ChainTotals {
  std::size_t planned = 0, no_design = 0, wrong_input = 0, not_reached = 0;
  Estimate<Money> purchase, lifetime;
  Estimate<Energy> energy;
  Estimate<Volume> fuel;
  Power panels;
  Energy storage;
  std::vector<DeviceCount> devices;  ///< most first
  std::vector<BillLine> bill;        ///< dearest first
};
/// Of the planned ones.
ChainTotals totals_of(const std::vector<SiteLine>& lines);

/// The planned sites that get the same design.
struct DesignKind {
  std::string design;
  std::vector<SiteLine> lines;  ///< in the order of the sites; one at least
};
/// The design of most sites first; of as many, the one met first.
std::vector<DesignKind> kinds_of(const std::vector<SiteLine>& lines);

/// A default that sites were read with.
struct CommonDefault {
  std::string key;
  std::string value, why;     ///< at most sites
  std::size_t sites = 0;      ///< that have this value
  std::size_t otherwise = 0;  ///< that have another one
};

}  // namespace islet
