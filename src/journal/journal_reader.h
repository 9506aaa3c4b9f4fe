// Reads of the journal, on a connection of their own: they go on while writing is stopped.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal_record.h"
#include "journal/journal_sqlite.h"

namespace islet {

/// Which rows of a list: those of one tenant, newest first, that come after `after` (0: all).
struct ListPart {
  std::string tenant;
  std::int64_t after = 0;
  int limit = 20;
};

/// May be asked from several threads.
class JournalReader {
 public:
  explicit JournalReader(Database database) : database_(std::move(database)) {}

  std::optional<Job> job(JobId id);
  /// The job of a tenant's own key.
  std::optional<Job> job_by_key(const std::string& tenant, const std::string& key);
  std::optional<Ending> ending(JobId id);
  /// Open jobs of a kind in the order of acceptance, those with ids above `above`.
  std::vector<Job> open_jobs(JobKind kind, JobId above, int limit);
  std::vector<Job> jobs(JobKind kind, const ListPart& part);
  LineCounts lines_of(JobId batch);
  /// A file without its bytes, and with them. Nothing when its seal does not fit.
  std::optional<StoredFile> file_head(FileId id);
  std::optional<StoredFile> file(FileId id);
  std::vector<StoredFile> files(const ListPart& part);
  /// Output and error file of a batch, by purpose.
  std::map<std::string, FileId> files_of(JobId batch);
  std::int64_t open_count();
  /// Rows met whose seal did not fit.
  std::int64_t damaged_rows() const { return damaged_rows_; }

  /// Reads from another file from now on.
  void replace(Database database);

 private:
  std::vector<Job> jobs_from(Statement& rows);
  std::optional<StoredFile> file_row(FileId id, bool with_bytes);

  std::mutex mutex_;
  Database database_;
  std::int64_t damaged_rows_ = 0;
};

}  // namespace islet
