// Writes of the journal, one step after another, inside a transaction that its caller holds.
#pragma once

#include "journal/journal_record.h"
#include "journal/journal_sqlite.h"
#include "journal/journal_time.h"

namespace islet {

/// The moments that a step is stamped with.
struct StepTime {
  JournalTime journal{};
  WallTime wall{};
};

class JournalStore {
 public:
  JournalStore(Database database, Duration result_life);

  Database& database() { return database_; }
  StoreFault begin() { return database_.run("BEGIN IMMEDIATE"); }
  StoreFault commit() { return database_.run("COMMIT"); }
  void roll_back() { database_.run("ROLLBACK"); }

  /// On a fault the whole transaction must be rolled back.
  StoreFault take(const JournalStep& step, const StepTime& now, StepOutcome& outcome);

  StoreFault stamp(const ClockStamp& clock);
  ClockStamp last_stamp();
  /// Drops ended jobs and files whose time is over, at most `most` of each.
  StoreFault drop_old(JournalTime now, int most);
  /// Ids go on above what was ever given out, even where the table was lost.
  StoreFault skip_ids(std::int64_t above);

 private:
  StoreFault take(const AcceptJob& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const AddLines& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const SetPhase& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const FinishJob& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const CancelJob& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const CloseBatch& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const PutFile& step, const StepTime& now, StepOutcome& outcome);
  StoreFault take(const DropFile& step, const StepTime& now, StepOutcome& outcome);

  StoreFault find_by_key(const AcceptJob& step, StepOutcome& outcome, bool& found);
  StoreFault add_job(const Job& job);
  StoreFault end_job(JobId id, const Ending& ending, JournalTime drop, bool& changed);
  StoreFault end_lines(JobId batch, JobState state, const StepTime& now);
  StoreFault write_batch_files(JobId batch, const StepTime& now);
  StoreFault put_file(const StoredFile& file, JobId job, const StepTime& now);

  Database database_;
  Duration result_life_;
  Statement add_job_;
  Statement find_key_;
  Statement end_job_;
  Statement add_ending_;
  Statement set_phase_;
};

}  // namespace islet
