#include "journal/journal_repair.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "journal/journal_schema.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_ids = 20'000'000;
constexpr std::int64_t id_gap = 1'000'000;
constexpr const char* rescued = ".rescued";

/// One table, row by row, so that a damaged page costs only the rows on it.
struct Table {
  const char* newest;  ///< the largest id, by the table and by the counter
  const char* read;
  const char* copy;
  std::function<bool(const Statement&)> is_whole;
};

std::vector<Table> tables() {
  static constexpr const char* jobs_newest =
      "SELECT max(seq,(SELECT coalesce(max(id),0) FROM old.jobs)) FROM old.sqlite_sequence "
      "WHERE name='jobs'";
  static constexpr const char* files_newest =
      "SELECT max(seq,(SELECT coalesce(max(id),0) FROM old.files)) FROM old.sqlite_sequence "
      "WHERE name='files'";
  return {
      {jobs_newest,
       "SELECT id,kind,state,tenant,idem,parent,line,accepted_ms,accepted_wall_ms,due_ms,phase,"
       "payload,seal FROM old.jobs WHERE id=?",
       "INSERT OR IGNORE INTO main.jobs SELECT * FROM old.jobs WHERE id=?",
       [](const Statement& row) { return job_in(row).state != JobState::damaged; }},
      {jobs_newest, "SELECT job,state,code,body,ended_wall_ms,seal FROM old.endings WHERE job=?",
       "INSERT OR IGNORE INTO main.endings SELECT * FROM old.endings WHERE job=?",
       [](const Statement& row) { return ending_in(row).state != JobState::damaged; }},
      {files_newest,
       "SELECT seal,tenant,name,purpose,created_wall_ms,bytes FROM old.files WHERE id=?",
       "INSERT OR IGNORE INTO main.files SELECT * FROM old.files WHERE id=?",
       [](const Statement& row) {
         StoredFile file;
         file.tenant = row.text(1);
         file.name = row.text(2);
         file.purpose = row.text(3);
         file.created_wall.unix_ms = row.number(4);
         file.bytes = row.text(5);
         return row.number(0) == seal_of(file);
       }},
  };
}

/// Rows of one table; the largest id that there was, or 0 when that cannot be read.
std::int64_t copy_table(Database& database, const Table& table, Salvage& salvage) {
  Statement newest = database.prepare(table.newest);
  const std::int64_t last = newest.step() ? std::min(newest.number(0), most_ids) : 0;
  if (newest.fault() != StoreFault::none) salvage.is_complete = false;
  Statement read = database.prepare(table.read);
  Statement copy = database.prepare(table.copy);
  for (std::int64_t id = 1; id <= last; ++id) {
    const bool there = read.bind(id).step();
    const bool whole = there && table.is_whole(read);
    const bool broken = read.fault() != StoreFault::none;
    read.reset();
    if (whole && copy.bind(id).finish() == StoreFault::none) {
      ++salvage.rescued;
    } else if (there || broken) {
      ++salvage.unreadable;
    }
    copy.reset();
  }
  return last;
}

/// Moves the files of the journal to the first free name; that name, or nothing.
std::optional<std::string> set_aside(const std::string& path) {
  std::error_code fault;
  for (int number = 1; number < 10'000; ++number) {
    std::string kept = fmt::format("{}.damaged-{}", path, number);
    if (fs::exists(kept, fault) || fs::exists(kept + "-wal", fault)) continue;
    fs::rename(path, kept, fault);
    if (fault) return std::nullopt;
    for (const char* part : {"-wal", "-shm"}) {
      std::error_code absent;  // a part that is not there need not be moved
      fs::rename(path + part, kept + part, absent);
    }
    return kept;
  }
  return std::nullopt;
}

/// Copies every row that can be read and whose seal fits from the file at `from` into `into`.
Salvage copy_whole_rows(const std::string& from, JournalStore& into) {
  Salvage salvage;
  salvage.is_complete = true;
  Database& database = into.database();
  std::int64_t last = 0;
  const bool attached = database.prepare("ATTACH ? AS old").bind(std::string_view(from)).finish() ==
                            StoreFault::none &&
                        database.run("SELECT count(*) FROM old.sqlite_master") == StoreFault::none;
  if (attached && into.begin() == StoreFault::none) {
    for (const Table& table : tables()) last = std::max(last, copy_table(database, table, salvage));
    database.run("INSERT OR REPLACE INTO main.meta SELECT * FROM old.meta");
    if (into.commit() != StoreFault::none) {
      into.roll_back();
      salvage.rescued = 0;
    }
  }
  if (salvage.rescued == 0) salvage.is_complete = false;
  database.run("DETACH old");
  // Ids that may have been given out by what is lost are not given out again.
  into.skip_ids(last + id_gap);
  return salvage;
}

}  // namespace

std::string Salvage::text(const std::string& path) const {
  return fmt::format(
      "the journal {} was damaged: {} rows went over to a new one, {} could not be "
      "read{}; the old one is kept as {}",
      path, rescued, unreadable, is_complete ? "" : ", and how many there were is not known",
      kept_as);
}
void take_over(const std::string& path) {
  std::error_code fault;
  if (!fs::exists(path, fault)) fs::rename(path + rescued, path, fault);
}

Result<Salvage> replace_damaged(const std::string& path, const Database::Way& way) {
  const std::string fresh = path + rescued;
  std::error_code fault;
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(fresh + part, fault);
  Salvage salvage;
  {
    Result<Database> made = Database::open(fresh, way);
    if (!made) return made.error();
    bool was_new = false;
    if (make_tables(*made, was_new) != StoreFault::none) {
      return Error{Place{fresh}, "a new journal cannot be made in place of the damaged one",
                   "See that there is room on the disk.", "J2", ""};
    }
    JournalStore store(std::move(*made), Duration());
    salvage = copy_whole_rows(path, store);
  }
  const std::optional<std::string> kept = set_aside(path);
  fs::rename(fresh, path, fault);
  if (!kept || fault) {
    return Error{Place{path}, "the damaged journal cannot be moved out of the way",
                 "See that its folder may be written.", "J1", ""};
  }
  salvage.kept_as = *kept;
  return salvage;
}

}  // namespace islet
