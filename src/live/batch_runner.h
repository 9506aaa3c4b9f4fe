// Runs batches from the journal: checks their lines, asks them of the desk a few at a time, and
// writes each answer down before it counts. After a stop it goes on where the journal stands.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "journal/journal.h"
#include "live/openai_answer.h"
#include "live/tenant.h"
#include "net/event_loop.h"

namespace islet {

/// What a batch is at, with the moments of its changes: kept in the journal as one JSON object.
struct BatchPhase {
  std::string status = "validating";
  std::map<std::string, std::int64_t> at;  ///< "in_progress_at": seconds since 1970
  std::string error;                       ///< why it failed

  static BatchPhase read(std::string_view text);
  std::string text() const;
  BatchPhase& become(std::string_view next, std::string_view stamp, WallTime now);
};

/// What was asked for: kept in the journal as the job's payload.
struct BatchOrder {
  std::string input_file;
  std::string endpoint;
  std::string window;
  std::string metadata = "null";  ///< JSON

  static std::optional<BatchOrder> read(std::string_view text);
  std::string text() const;
};

/// "24h", "7d", "30m": nothing when it is none or not from a minute to 90 days.
std::optional<Duration> window_of(std::string_view text);
/// The call of an endpoint that batches may name.
std::optional<ApiKind> kind_of_endpoint(std::string_view endpoint);

class BatchRunner {
 public:
  /// All must outlive the runner.
  BatchRunner(EventLoop& loop, FrontDesk& desk, Journal& journal, const KeyRing& keys,
              const ModelList& models);

  /// Goes on with what is open.
  void start();
  /// A batch that the journal has accepted.
  void validate(JobId batch);
  /// Lines that run are stopped; the journal has ended them already.
  void forget(JobId batch);
  std::size_t running() const { return running_.size(); }
  void account_to(Account account) { account_ = std::move(account); }

 private:
  class LineSink;
  struct Line {
    JobId id{};
    JobId batch{};
    std::string custom_id;
    std::vector<RequestId> requests;
  };

  void add_lines(JobId batch, std::vector<std::string> lines, std::size_t from);
  void fail(JobId batch, const std::string& why);
  void feed();
  void ask(const Job& job);
  void answered(JobId id, const HttpReply& reply);
  void written(JobId line, JobId batch);
  void close(JobId batch, JobState state);
  void look_at_time();
  /// Writes, and comes back on the loop's thread.
  void write(const JournalStep& step, const std::function<void(const StepOutcome&)>& then);

  EventLoop& loop_;
  FrontDesk& desk_;
  Journal& journal_;
  const KeyRing& keys_;
  const ModelList& models_;
  Account account_;
  LoopTimer again_;
  LoopTimer clock_;
  std::map<JobId, Line> running_;
  std::set<JobId> to_repeat_;           ///< refused for now
  std::map<JobId, std::int64_t> open_;  ///< lines that have not ended, by batch
  JobId fed_ = JobId::none;
};

}  // namespace islet
