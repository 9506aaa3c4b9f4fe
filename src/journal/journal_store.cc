#include "journal/journal_store.h"

#include <utility>

#include "journal/journal_schema.h"

namespace islet {

JournalStore::JournalStore(Database database, Duration result_life)
    : database_(std::move(database)), result_life_(result_life) {
  add_job_ = database_.prepare(
      "INSERT OR IGNORE INTO jobs(kind,state,tenant,idem,parent,line,accepted_ms,accepted_wall_ms,"
      "due_ms,phase,payload,seal) VALUES(?,0,?,?,?,?,?,?,?,?,?,?)");
  find_key_ = database_.prepare("SELECT id,state,payload FROM jobs WHERE tenant=? AND idem=?");
  end_job_ = database_.prepare("UPDATE jobs SET state=? WHERE id=? AND state=0");
  add_ending_ = database_.prepare(
      "INSERT OR IGNORE INTO endings(job,state,code,body,ended_wall_ms,drop_ms,seal) "
      "VALUES(?,?,?,?,?,?,?)");
  set_phase_ = database_.prepare("UPDATE jobs SET phase=? WHERE id=?");
}

StoreFault JournalStore::take(const JournalStep& step, const StepTime& now, StepOutcome& outcome) {
  return std::visit([&](const auto& one) { return take(one, now, outcome); }, step);
}

StoreFault JournalStore::find_by_key(const AcceptJob& step, StepOutcome& outcome, bool& found) {
  find_key_.bind(std::string_view(step.tenant)).bind(std::string_view(step.key));
  found = find_key_.step();
  if (found) {
    outcome.id = find_key_.number(0);
    outcome.state = static_cast<JobState>(find_key_.number(1));
    outcome.changed = false;
    outcome.conflict = find_key_.text(2) != step.payload;
  }
  const StoreFault fault = find_key_.fault();
  find_key_.reset();
  return fault;
}

StoreFault JournalStore::add_job(const Job& job) {
  add_job_.bind(static_cast<std::int64_t>(job.kind)).bind(std::string_view(job.tenant));
  job.key.empty() ? add_job_.bind_null() : add_job_.bind(std::string_view(job.key));
  job.parent == JobId::none ? add_job_.bind_null() : add_job_.bind(number_in(job.parent));
  add_job_.bind(std::int64_t{job.line}).bind(job.accepted.ms).bind(job.accepted_wall.unix_ms);
  add_job_.bind(job.due.ms).bind(std::string_view(job.phase)).bind_bytes(job.payload);
  return add_job_.bind(seal_of(job)).finish();
}

StoreFault JournalStore::take(const AcceptJob& step, const StepTime& now, StepOutcome& outcome) {
  if (!step.key.empty()) {
    bool found = false;
    const StoreFault fault = find_by_key(step, outcome, found);
    if (found || fault != StoreFault::none) return fault;
  }
  Job job;
  job.kind = step.kind;
  job.tenant = step.tenant;
  job.key = step.key;
  job.accepted = now.journal;
  job.accepted_wall = now.wall;
  if (step.due_in) job.due = after(now.journal, *step.due_in);
  job.phase = step.phase;
  job.payload = step.payload;
  const StoreFault fault = add_job(job);
  outcome.id = database_.last_row();
  return fault;
}

StoreFault JournalStore::take(const AddLines& step, const StepTime& now, StepOutcome& outcome) {
  Statement find = database_.prepare("SELECT tenant,due_ms,state FROM jobs WHERE id=?");
  find.bind(number_in(step.parent));
  outcome.id = number_in(step.parent);
  outcome.changed = find.step() && find.number(2) == 0;
  if (!outcome.changed) return find.fault();
  Job line;
  line.kind = JobKind::line;
  line.tenant = find.text(0);
  line.due.ms = find.number(1);
  line.parent = step.parent;
  line.line = step.first_line;
  line.accepted = now.journal;
  line.accepted_wall = now.wall;
  for (const std::string& payload : step.payloads) {
    line.payload = payload;
    const StoreFault fault = add_job(line);
    if (fault != StoreFault::none) return fault;
    ++line.line;
  }
  if (step.phase.empty()) return StoreFault::none;
  return take(SetPhase{step.parent, step.phase}, now, outcome);
}

StoreFault JournalStore::take(const SetPhase& step, const StepTime& /*now*/, StepOutcome& outcome) {
  const StoreFault fault =
      set_phase_.bind(std::string_view(step.phase)).bind(number_in(step.id)).finish();
  outcome.id = number_in(step.id);
  outcome.changed = database_.changes() > 0;
  return fault;
}

StoreFault JournalStore::end_job(JobId id, const Ending& ending, JournalTime drop, bool& changed) {
  StoreFault fault =
      end_job_.bind(static_cast<std::int64_t>(ending.state)).bind(number_in(id)).finish();
  changed = database_.changes() > 0;
  if (fault != StoreFault::none || !changed) return fault;
  add_ending_.bind(number_in(id)).bind(static_cast<std::int64_t>(ending.state));
  add_ending_.bind(std::int64_t{ending.code}).bind_bytes(ending.body);
  add_ending_.bind(ending.ended_wall.unix_ms).bind(drop.ms);
  fault = add_ending_.bind(seal_of(id, ending)).finish();
  // An end that stands already, of a job whose state was damaged, is not replaced.
  changed = database_.changes() > 0;
  return fault;
}

StoreFault JournalStore::take(const FinishJob& step, const StepTime& now, StepOutcome& outcome) {
  Ending ending = step.ending;
  ending.ended_wall = now.wall;
  outcome.id = number_in(step.id);
  outcome.state = ending.state;
  return end_job(step.id, ending, after(now.journal, result_life_), outcome.changed);
}

StoreFault JournalStore::take(const CancelJob& step, const StepTime& now, StepOutcome& outcome) {
  Ending ending;
  ending.state = JobState::cancelled;
  ending.ended_wall = now.wall;
  outcome.id = number_in(step.id);
  outcome.state = JobState::cancelled;
  StoreFault fault = end_job(step.id, ending, after(now.journal, result_life_), outcome.changed);
  if (fault != StoreFault::none || !outcome.changed) return fault;
  fault = end_lines(step.id, JobState::cancelled, now);
  if (fault == StoreFault::none) fault = write_batch_files(step.id, now);
  if (fault != StoreFault::none || step.phase.empty()) return fault;
  StepOutcome ignored;
  return take(SetPhase{step.id, step.phase}, now, ignored);
}

StoreFault JournalStore::take(const CloseBatch& step, const StepTime& now, StepOutcome& outcome) {
  Ending ending;
  ending.state = step.state;
  ending.ended_wall = now.wall;
  outcome.id = number_in(step.id);
  outcome.state = step.state;
  StoreFault fault = end_job(step.id, ending, after(now.journal, result_life_), outcome.changed);
  if (fault != StoreFault::none || !outcome.changed) return fault;
  fault = end_lines(step.id, JobState::expired, now);
  if (fault == StoreFault::none) fault = write_batch_files(step.id, now);
  if (fault != StoreFault::none) return fault;
  StepOutcome ignored;
  return take(SetPhase{step.id, step.phase}, now, ignored);
}

StoreFault JournalStore::end_lines(JobId batch, JobState state, const StepTime& now) {
  Statement find = database_.prepare("SELECT id FROM jobs WHERE parent=? AND state=0");
  std::vector<std::int64_t> open;
  find.bind(number_in(batch));
  while (find.step()) open.push_back(find.number(0));
  if (find.fault() != StoreFault::none) return find.fault();
  Ending ending;
  ending.state = state;
  ending.ended_wall = now.wall;
  for (const std::int64_t id : open) {
    bool changed = false;
    const StoreFault fault = end_job(JobId{id}, ending, after(now.journal, result_life_), changed);
    if (fault != StoreFault::none) return fault;
  }
  return StoreFault::none;
}

StoreFault JournalStore::write_batch_files(JobId batch, const StepTime& now) {
  Statement find = database_.prepare(
      "SELECT endings.body,endings.state,jobs.tenant FROM jobs JOIN endings ON endings.job=jobs.id "
      "WHERE jobs.parent=? AND length(endings.body)>0 ORDER BY jobs.line");
  StoredFile output;
  StoredFile errors;
  find.bind(number_in(batch));
  while (find.step()) {
    StoredFile& file = find.number(1) == static_cast<int>(JobState::done) ? output : errors;
    file.bytes += find.text(0) + "\n";
    file.tenant = find.text(2);
  }
  StoreFault fault = find.fault();
  const std::string stem = "batch_" + std::to_string(number_in(batch));
  if (fault == StoreFault::none && !output.bytes.empty()) {
    output.name = stem + "_output.jsonl";
    output.purpose = "batch_output";
    fault = put_file(output, batch, now);
  }
  if (fault == StoreFault::none && !errors.bytes.empty()) {
    errors.name = stem + "_error.jsonl";
    errors.purpose = "batch_error";
    fault = put_file(errors, batch, now);
  }
  return fault;
}

StoreFault JournalStore::put_file(const StoredFile& file, JobId job, const StepTime& now) {
  StoredFile stamped = file;
  stamped.created_wall = now.wall;
  Statement add = database_.prepare(
      "INSERT INTO files(tenant,name,purpose,job,created_wall_ms,drop_ms,seal,bytes) "
      "VALUES(?,?,?,?,?,?,?,?)");
  add.bind(std::string_view(stamped.tenant)).bind(std::string_view(stamped.name));
  add.bind(std::string_view(stamped.purpose));
  job == JobId::none ? add.bind_null() : add.bind(number_in(job));
  add.bind(stamped.created_wall.unix_ms).bind(after(now.journal, result_life_).ms);
  return add.bind(seal_of(stamped)).bind_bytes(stamped.bytes).finish();
}

StoreFault JournalStore::take(const PutFile& step, const StepTime& now, StepOutcome& outcome) {
  StoredFile file;
  file.tenant = step.tenant;
  file.name = step.name;
  file.purpose = step.purpose;
  file.bytes = step.bytes;
  const StoreFault fault = put_file(file, JobId::none, now);
  outcome.id = database_.last_row();
  return fault;
}

StoreFault JournalStore::take(const DropFile& step, const StepTime& /*now*/, StepOutcome& outcome) {
  Statement drop = database_.prepare("DELETE FROM files WHERE id=? AND tenant=?");
  const StoreFault fault =
      drop.bind(number_in(step.id)).bind(std::string_view(step.tenant)).finish();
  outcome.id = number_in(step.id);
  outcome.changed = database_.changes() > 0;
  return fault;
}

StoreFault JournalStore::stamp(const ClockStamp& clock) {
  Statement put = database_.prepare("INSERT OR REPLACE INTO meta(name,value) VALUES(?,?)");
  const StoreFault fault = put.bind(std::string_view("journal_ms")).bind(clock.journal.ms).finish();
  if (fault != StoreFault::none) return fault;
  return put.bind(std::string_view("wall_ms")).bind(clock.wall.unix_ms).finish();
}

ClockStamp JournalStore::last_stamp() {
  ClockStamp stamp;
  Statement read = database_.prepare("SELECT name,value FROM meta");
  while (read.step()) {
    if (read.text(0) == "journal_ms") stamp.journal.ms = read.number(1);
    if (read.text(0) == "wall_ms") stamp.wall.unix_ms = read.number(1);
  }
  return stamp;
}

StoreFault JournalStore::drop_old(JournalTime now, int most) {
  // A line goes with its batch, so that a batch is whole as long as it is there.
  for (const char* sql :
       {"DELETE FROM jobs WHERE id IN (SELECT job FROM endings WHERE drop_ms<? LIMIT ?) AND "
        "state>0 "
        "AND NOT EXISTS (SELECT 1 FROM jobs AS batch WHERE batch.id=jobs.parent AND batch.state=0)",
        "DELETE FROM endings WHERE job IN (SELECT job FROM endings WHERE drop_ms<? LIMIT ?) "
        "AND job NOT IN (SELECT id FROM jobs WHERE id=job)",
        "DELETE FROM files WHERE id IN (SELECT id FROM files WHERE drop_ms<? LIMIT ?)"}) {
    Statement drop = database_.prepare(sql);
    const StoreFault fault = drop.bind(now.ms).bind(std::int64_t{most}).finish();
    if (fault != StoreFault::none) return fault;
  }
  return StoreFault::none;
}

StoreFault JournalStore::skip_ids(std::int64_t above) {
  for (const char* table : {"jobs", "files"}) {
    Statement put = database_.prepare(
        "INSERT OR REPLACE INTO sqlite_sequence(rowid,name,seq) "
        "VALUES((SELECT rowid FROM sqlite_sequence WHERE name=?),?,?)");
    const StoreFault fault =
        put.bind(std::string_view(table)).bind(std::string_view(table)).bind(above).finish();
    if (fault != StoreFault::none) return fault;
  }
  return StoreFault::none;
}

}  // namespace islet
