// The record of a run: each event, what the driver answered, and each decision, a line each. From
// it alone the same scheduler takes the same decisions again, byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "serving/cost_estimate.h"
#include "serving/scheduler.h"
#include "serving/serve.h"

namespace islet {

/// Lines appended to a text that the caller owns, and may write out and clear at any time:
///
///     islet-log 4 acute-first     first line: version, policies
///     e 1500000000 arrive 17 ...  an event: nanoseconds, kind, fields
///     c 2.5 0.4 310 1150          an answer of the cost estimate while it was handled
///     d start 17 0 124 its_turn   a decision
///
/// Fields are in the order of `event_fields.h`, quantities in base units with all their digits.
class DecisionLog final : public CostEstimate {
 public:
  /// Answers come from `costs`; give the log to the scheduler as its estimate.
  DecisionLog(const CostEstimate& costs, std::string& text) : costs_(costs), text_(text) {}

  void begin(std::string_view policies);
  void event(Instant now, const Event& event);
  void decisions(const std::vector<Decision>& decisions);

  Cost cost(const Request& request, const EngineSpec& engine) const override;

 private:
  const CostEstimate& costs_;
  std::string& text_;
};

/// A line of a log; errors name what was found in `line_text`.
struct LogLine {
  enum class Kind { header, event, cost, decision } kind = Kind::header;
  TimedEvent event{};
  Cost cost{};
};
Result<LogLine> read_log_line(std::string_view line);

struct ReplayOutcome {
  bool is_same = false;
  std::int64_t events = 0;
  std::int64_t line = 0;  ///< the first that differs, from 1; 0: none
  std::string recorded;   ///< that line
  std::string replayed;   ///< what came instead
};

/// Runs the events of a log through a new scheduler and compares every line. An error when the log
/// cannot be read. Settings and workloads must be those of the recorded run.
Result<ReplayOutcome> replay(std::string_view log, const SchedulerSettings& settings,
                             const std::vector<WorkloadRule>& workloads);

}  // namespace islet
