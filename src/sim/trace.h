// Requests as a recorded trace has them: when each came, how long its prompt and its reply are.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/instant.h"
#include "serving/work_class.h"

namespace islet {

/// Blocks of a prompt whose ids follow each other: `first` to `last`, both counted.
struct PrefixRun {
  std::int64_t first = 0;
  std::int64_t last = 0;

  friend bool operator==(const PrefixRun&, const PrefixRun&) = default;
};

/// Tokens of one block of a prefix run.
inline constexpr int prefix_block_tokens = 512;

/// Where a request has no goal.
inline constexpr Duration no_goal{std::numeric_limits<double>::infinity()};

struct TraceRequest {
  Instant arrival;
  int prompt_tokens = 0;
  int output_tokens = 0;
  /// Ids of the blocks of `prefix_block_tokens` that the prompt begins with; two prompts share what
  /// leading ids they have in common. Empty where the trace says nothing.
  std::vector<PrefixRun> prefix;
  WorkClass work_class = WorkClass::normal;
  std::uint64_t tenant = 0;               ///< a hash of its name; 0: none is named
  std::uint64_t adapter = 0;              ///< likewise
  Duration first_token_within = no_goal;  ///< of its arrival
  Duration within = no_goal;              ///< whole, of its arrival
  bool is_marked = false;                 ///< class and goals are final

  friend bool operator==(const TraceRequest&, const TraceRequest&) = default;
};

/// Requests in order of arrival, one at a time.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  /// False at the end; `out` keeps its storage from call to call.
  virtual bool next(TraceRequest& out) = 0;
  /// A request ended. True when another comes before `ahead`, the one that was given last and has
  /// not come yet (none without `has_ahead`): it stands there then, and that one comes again later.
  virtual bool ended(Instant /*now*/, TraceRequest& /*ahead*/, bool /*has_ahead*/) { return false; }
};

/// Most rows of one trace, and most tokens of a prompt or reply.
inline constexpr std::int64_t trace_rows_max = 100'000'000;
inline constexpr std::int64_t trace_tokens_max = 100'000'000;

/// What a first look at a trace finds.
struct TraceScan {
  std::int64_t requests = 0;
  std::int64_t unsorted = 0;      ///< rows that came before the row above them
  std::int64_t at_same_time = 0;  ///< rows with the time of the row above them
  Instant first;
  Instant last;
  std::int64_t prompt_tokens = 0;
  std::int64_t output_tokens = 0;
  int longest_tokens = 0;  ///< prompt and reply of the longest request
  bool has_acute = false;  ///< some are of a class that goes first
  bool has_adapters = false;
  bool has_tenants = false;
  std::map<std::uint64_t, std::string> tenant_names;  ///< of the first 4096, by hash
};

/// A trace that was read once from end to end and can be read again. Holds no rows unless they are
/// out of order or come from a pipe; those are sorted by arrival, equal ones in the order of the
/// file.
class Trace {
 public:
  /// All faults go to `faults`, each with its line and column: columns that are missing or stand
  /// twice (D3, D4), figures that are none (V9) or out of range (V2), no rows (V8). Columns may
  /// stand in any order; those that are not needed are passed over.
  static std::optional<Trace> open(const std::string& path, Faults& faults);

  const TraceScan& scan() const { return scan_; }
  const std::string& path() const { return path_; }

  /// From the first request on. Lives no longer than this.
  std::unique_ptr<RequestSource> requests() const;

 private:
  std::string path_;
  TraceScan scan_;
  bool is_held_ = false;
  std::vector<TraceRequest> rows_;
};

}  // namespace islet
