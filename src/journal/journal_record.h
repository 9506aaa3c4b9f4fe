// What the journal holds: jobs, their ends, and files. A job is durable work: a deferred request, a
// batch, a line of a batch, a report. The journal does not read what a job asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "net/clock.h"

namespace islet {

enum class JobId : std::int64_t { none = 0 };
enum class FileId : std::int64_t { none = 0 };
constexpr std::int64_t number_in(JobId id) { return static_cast<std::int64_t>(id); }
constexpr std::int64_t number_in(FileId id) { return static_cast<std::int64_t>(id); }

enum class JobKind : std::uint8_t { request, batch, line, report };
/// All but `open` are ends: they never change again.
enum class JobState : std::uint8_t { open, done, failed, cancelled, expired, damaged };
std::string_view name_of(JobState state);

/// Time by the journal's own clock: it runs with the event clock while the journal is open, and
/// over a stop counts what the wall clock says, within limits. It never falls, so that a wall
/// clock that jumps neither ends work nor drops results.
struct JournalTime {
  std::int64_t ms = 0;
  friend auto operator<=>(JournalTime, JournalTime) = default;
};
inline constexpr JournalTime no_end{INT64_MAX};

struct Job {
  JobId id{};
  JobKind kind = JobKind::request;
  JobState state = JobState::open;
  std::string tenant;
  std::string key;  ///< of idempotency, the tenant's own; empty: none
  JobId parent{};   ///< the batch of a line
  int line = 0;
  JournalTime accepted{};
  WallTime accepted_wall{};
  JournalTime due = no_end;
  std::string phase;    ///< of a batch: what it is at, and since when
  std::string payload;  ///< what is asked for
};

/// How a job ended.
struct Ending {
  JobState state = JobState::done;
  int code = 0;  ///< HTTP status that the answer carried
  std::string body;
  WallTime ended_wall{};
};

struct StoredFile {
  FileId id{};
  std::string tenant;
  std::string name;
  std::string purpose;
  std::string bytes;
  std::int64_t size = 0;
  WallTime created_wall{};
};

/// Jobs of a batch by state.
struct LineCounts {
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t open = 0;
};

// What can be written. Each is durable, whole or not at all, when its outcome comes.

struct AcceptJob {
  JobKind kind = JobKind::request;
  std::string tenant;
  std::string key;
  std::string payload;
  std::string phase;
  std::optional<Duration> due_in;
};
/// Lines of a batch, of which those that are there already are let pass. Ends the batch's phase.
struct AddLines {
  JobId parent{};
  std::vector<std::string> payloads;
  int first_line = 0;
  std::string phase;  ///< of the batch from then on; empty: as it was
};
struct SetPhase {
  JobId id{};
  std::string phase;
};
/// Changes nothing when the job has ended already.
struct FinishJob {
  JobId id{};
  Ending ending;
};
/// Cancels a job; with a batch its open lines too, and writes the files of what is done.
struct CancelJob {
  JobId id{};
  std::string phase;
};
/// Ends a batch whose lines have all ended, or whose time is over: its output and error files are
/// written in the same step.
struct CloseBatch {
  JobId id{};
  JobState state = JobState::done;
  std::string phase;
};
struct PutFile {
  std::string tenant;
  std::string name;
  std::string purpose;
  std::string bytes;
};
struct DropFile {
  FileId id{};
  std::string tenant;
};
using JournalStep = std::variant<AcceptJob, AddLines, SetPhase, FinishJob, CancelJob, CloseBatch,
                                 PutFile, DropFile>;

struct StepOutcome {
  std::int64_t id = 0;    ///< of the job or file
  bool changed = true;    ///< false: it was so already, or nothing of that id
  bool conflict = false;  ///< the key was used for something else
  JobState state = JobState::open;
};

}  // namespace islet
