#include "journal/journal_reader.h"

#include <utility>

#include "journal/journal_schema.h"

namespace islet {
namespace {

StoredFile file_in(const Statement& row) {
  StoredFile file;
  file.id = FileId{row.number(0)};
  file.tenant = row.text(1);
  file.name = row.text(2);
  file.purpose = row.text(3);
  file.size = row.number(4);
  file.created_wall.unix_ms = row.number(5);
  return file;
}

std::string select_jobs(std::string_view rest) {
  return std::string("SELECT ") + job_columns + " FROM jobs WHERE " + std::string(rest);
}

}  // namespace

void JournalReader::replace(Database database) {
  const std::lock_guard lock(mutex_);
  database_ = std::move(database);
}

std::vector<Job> JournalReader::jobs_from(Statement& rows) {
  std::vector<Job> found;
  while (rows.step()) {
    found.push_back(job_in(rows));
    if (found.back().state == JobState::damaged) ++damaged_rows_;
  }
  return found;
}

std::optional<Job> JournalReader::job(JobId id) {
  const std::lock_guard lock(mutex_);
  Statement rows = database_.prepare(select_jobs("id=?"));
  rows.bind(number_in(id));
  std::vector<Job> found = jobs_from(rows);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Job> JournalReader::job_by_key(const std::string& tenant, const std::string& key) {
  const std::lock_guard lock(mutex_);
  Statement rows = database_.prepare(select_jobs("tenant=? AND idem=?"));
  rows.bind(std::string_view(tenant)).bind(std::string_view(key));
  std::vector<Job> found = jobs_from(rows);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Ending> JournalReader::ending(JobId id) {
  const std::lock_guard lock(mutex_);
  Statement rows =
      database_.prepare(std::string("SELECT ") + ending_columns + " FROM endings WHERE job=?");
  rows.bind(number_in(id));
  if (!rows.step()) return std::nullopt;
  Ending ending = ending_in(rows);
  if (ending.state == JobState::damaged) ++damaged_rows_;
  return ending;
}

std::vector<Job> JournalReader::open_jobs(JobKind kind, JobId above, int limit) {
  const std::lock_guard lock(mutex_);
  Statement rows =
      database_.prepare(select_jobs("kind=? AND state=0 AND id>? ORDER BY id LIMIT ?"));
  rows.bind(static_cast<std::int64_t>(kind)).bind(number_in(above)).bind(std::int64_t{limit});
  return jobs_from(rows);
}

std::vector<Job> JournalReader::jobs(JobKind kind, const ListPart& part) {
  const std::lock_guard lock(mutex_);
  Statement rows = database_.prepare(select_jobs(
      "tenant=? AND kind=? AND parent IS NULL AND (?=0 OR id<?) ORDER BY id DESC LIMIT ?"));
  rows.bind(std::string_view(part.tenant)).bind(static_cast<std::int64_t>(kind));
  rows.bind(part.after).bind(part.after).bind(std::int64_t{part.limit});
  return jobs_from(rows);
}

LineCounts JournalReader::lines_of(JobId batch) {
  const std::lock_guard lock(mutex_);
  Statement rows =
      database_.prepare("SELECT state,count(*) FROM jobs WHERE parent=? GROUP BY state");
  rows.bind(number_in(batch));
  LineCounts counts;
  while (rows.step()) {
    const std::int64_t state = rows.number(0);
    const std::int64_t many = rows.number(1);
    counts.total += many;
    if (state == static_cast<int>(JobState::open)) counts.open += many;
    if (state == static_cast<int>(JobState::done)) counts.done += many;
    if (state == static_cast<int>(JobState::failed)) counts.failed += many;
  }
  return counts;
}

std::optional<StoredFile> JournalReader::file_row(FileId id, bool with_bytes) {
  const std::lock_guard lock(mutex_);
  const std::string columns = std::string(file_columns) + (with_bytes ? ",bytes" : "");
  Statement rows = database_.prepare("SELECT " + columns + " FROM files WHERE id=?");
  rows.bind(number_in(id));
  if (!rows.step()) return std::nullopt;
  StoredFile file = file_in(rows);
  if (!with_bytes) return file;
  file.bytes = rows.text(7);
  if (rows.number(6) == seal_of(file)) return file;
  ++damaged_rows_;
  return std::nullopt;
}

std::optional<StoredFile> JournalReader::file_head(FileId id) { return file_row(id, false); }
std::optional<StoredFile> JournalReader::file(FileId id) { return file_row(id, true); }

std::vector<StoredFile> JournalReader::files(const ListPart& part) {
  const std::lock_guard lock(mutex_);
  Statement rows =
      database_.prepare(std::string("SELECT ") + file_columns +
                        " FROM files WHERE tenant=? AND (?=0 OR id<?) ORDER BY id DESC LIMIT ?");
  rows.bind(std::string_view(part.tenant)).bind(part.after).bind(part.after);
  rows.bind(std::int64_t{part.limit});
  std::vector<StoredFile> found;
  while (rows.step()) found.push_back(file_in(rows));
  return found;
}

std::map<std::string, FileId> JournalReader::files_of(JobId batch) {
  const std::lock_guard lock(mutex_);
  Statement rows = database_.prepare("SELECT purpose,id FROM files WHERE job=?");
  rows.bind(number_in(batch));
  std::map<std::string, FileId> found;
  while (rows.step()) found[rows.text(0)] = FileId{rows.number(1)};
  return found;
}

std::int64_t JournalReader::open_count() {
  const std::lock_guard lock(mutex_);
  Statement rows = database_.prepare("SELECT count(*) FROM jobs WHERE state=0");
  return rows.step() ? rows.number(0) : 0;
}

}  // namespace islet
