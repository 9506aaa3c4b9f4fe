#include "journal/journal_schema.h"

#include "journal/journal_seal.h"

namespace islet {

std::string_view name_of(JobState state) {
  constexpr std::string_view names[] = {"open",      "done",    "failed",
                                        "cancelled", "expired", "damaged"};
  return names[static_cast<int>(state)];
}

namespace {

constexpr const char* ways = R"(
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA cache_size=-8192;
PRAGMA wal_autocheckpoint=2000;
PRAGMA journal_size_limit=33554432;
)";

constexpr const char* tables = R"(
BEGIN;
CREATE TABLE meta(name TEXT PRIMARY KEY, value INT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE jobs(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind INT NOT NULL, state INT NOT NULL,
  tenant TEXT NOT NULL, idem TEXT, parent INT, line INT NOT NULL, accepted_ms INT NOT NULL,
  accepted_wall_ms INT NOT NULL, due_ms INT NOT NULL, phase TEXT, payload BLOB NOT NULL,
  seal INT NOT NULL) STRICT;
CREATE UNIQUE INDEX jobs_by_key ON jobs(tenant,idem) WHERE idem IS NOT NULL;
CREATE UNIQUE INDEX jobs_by_parent ON jobs(parent,line) WHERE parent IS NOT NULL;
CREATE INDEX jobs_open ON jobs(kind,id) WHERE state=0;
CREATE INDEX jobs_of_tenant ON jobs(tenant,kind,id) WHERE parent IS NULL;
CREATE TABLE endings(
  job INTEGER PRIMARY KEY, state INT NOT NULL, code INT NOT NULL, body BLOB NOT NULL,
  ended_wall_ms INT NOT NULL, drop_ms INT NOT NULL, seal INT NOT NULL) STRICT;
CREATE INDEX endings_by_age ON endings(drop_ms);
CREATE TABLE files(
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, name TEXT NOT NULL,
  purpose TEXT NOT NULL, job INT, created_wall_ms INT NOT NULL, drop_ms INT NOT NULL,
  seal INT NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE INDEX files_of_tenant ON files(tenant,id);
CREATE INDEX files_of_job ON files(job) WHERE job IS NOT NULL;
CREATE INDEX files_by_age ON files(drop_ms);
PRAGMA user_version=1;
COMMIT;
)";

/// The text of all tables and indices: what it must be, or what damage made of it.
std::string plan_of(Database& database) {
  Statement rows =
      database.prepare("SELECT type,name,tbl_name,sql FROM sqlite_master ORDER BY name");
  std::string text;
  while (rows.step()) {
    for (int column = 0; column < 4; ++column) text += rows.text(column) + "\n";
  }
  return rows.fault() == StoreFault::none ? text : "";
}

std::string expected_plan() {
  Result<Database> memory = Database::open(":memory:", {});
  if (!memory || memory->run(tables) != StoreFault::none) return "none";
  return plan_of(*memory);
}

}  // namespace

StoreFault make_tables(Database& database, bool& was_new) {
  const StoreFault fault = database.run(ways);
  if (fault != StoreFault::none) return fault;
  const std::string found = plan_of(database);
  Statement version = database.prepare("PRAGMA user_version");
  const bool is_new = found.empty() && version.step() && version.number(0) == 0;
  version.reset();
  // An empty file is new; a file of ours holds our tables and nothing else.
  was_new = is_new && database.page_count() <= 1;
  if (was_new) return database.run(tables);
  return found == expected_plan() ? StoreFault::none : StoreFault::damaged;
}

std::int64_t seal_of(const Job& job) {
  Seal seal;
  seal.add(static_cast<std::int64_t>(job.kind)).add(job.tenant).add(job.key);
  seal.add(number_in(job.parent)).add(std::int64_t{job.line});
  seal.add(job.accepted.ms).add(job.accepted_wall.unix_ms).add(job.due.ms).add(job.payload);
  return seal.value();
}

Job job_in(const Statement& row) {
  Job job;
  job.id = JobId{row.number(0)};
  job.kind = static_cast<JobKind>(row.number(1) & 3);
  const std::int64_t state = row.number(2);
  job.tenant = row.text(3);
  job.key = row.text(4);
  job.parent = JobId{row.number(5)};
  job.line = static_cast<int>(row.number(6));
  job.accepted.ms = row.number(7);
  job.accepted_wall.unix_ms = row.number(8);
  job.due.ms = row.number(9);
  job.phase = row.text(10);
  job.payload = row.text(11);
  const bool is_known = state >= 0 && state <= static_cast<std::int64_t>(JobState::damaged);
  const bool fits = row.number(12) == seal_of(job);
  job.state = is_known && fits ? static_cast<JobState>(state) : JobState::damaged;
  return job;
}

std::int64_t seal_of(JobId job, const Ending& ending) {
  Seal seal;
  seal.add(number_in(job)).add(static_cast<std::int64_t>(ending.state));
  seal.add(std::int64_t{ending.code}).add(ending.ended_wall.unix_ms).add(ending.body);
  return seal.value();
}

Ending ending_in(const Statement& row) {
  Ending ending;
  const std::int64_t state = row.number(1);
  ending.state = static_cast<JobState>(state);
  ending.code = static_cast<int>(row.number(2));
  ending.body = row.text(3);
  ending.ended_wall.unix_ms = row.number(4);
  const bool is_known = state >= 0 && state <= static_cast<std::int64_t>(JobState::damaged);
  const bool fits = row.number(5) == seal_of(JobId{row.number(0)}, ending);
  if (!is_known || !fits) ending.state = JobState::damaged;
  return ending;
}

std::int64_t seal_of(const StoredFile& file) {
  Seal seal;
  seal.add(file.tenant).add(file.name).add(file.purpose).add(file.created_wall.unix_ms);
  return seal.add(file.bytes).value();
}

}  // namespace islet
