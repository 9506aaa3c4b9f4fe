#include "journal/journal_sqlite.h"

#include <sqlite3.h>

#include "base/check.h"

namespace islet {
namespace {

/// Steps of a statement between two looks at what is left of them.
constexpr int steps_a_look = 1'000;

StoreFault kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return StoreFault::none;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreFault::busy;
    case SQLITE_FULL:
      return StoreFault::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return StoreFault::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreFault::damaged;
    default:
      return StoreFault::other;
  }
}

}  // namespace

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::open(const std::string& path, const Way& way) {
  sqlite3* raw = nullptr;
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (way.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const char* vfs = way.vfs.empty() ? nullptr : way.vfs.c_str();
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs);
  Database database(raw);
  if (code != SQLITE_OK) {
    return Error{Place{path}, "the journal cannot be opened: " + std::string(sqlite3_errstr(code)),
                 "See that the folder exists and may be written.", "J2", ""};
  }
  sqlite3_busy_timeout(raw, 2000);
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, way.value_bytes);
  if (way.scan_steps > 0) {
    database.effort_ = std::make_unique<Effort>();
    database.effort_->always = way.scan_steps;
    sqlite3_progress_handler(raw, steps_a_look, &Database::spend, database.effort_.get());
  }
  return database;
}

int Database::spend(void* effort) {
  auto* spent = static_cast<Effort*>(effort);
  spent->left -= steps_a_look;
  return spent->left < 0 ? 1 : 0;
}

/// A row is ten bytes at least and a scan takes some twenty steps for each: two a byte. Ten times
/// that are allowed, and `Way::scan_steps` besides.
void Database::allow_steps() {
  constexpr std::int64_t a_byte = 20;
  constexpr int measured_every = 64;
  if (!effort_) return;
  if (effort_->until_measured-- <= 0) {
    effort_->until_measured = measured_every;
    effort_->left = effort_->always;
    sqlite3_stmt* raw = nullptr;
    std::int64_t bytes = 0;
    constexpr const char* size =
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    if (sqlite3_prepare_v2(database_.get(), size, -1, &raw, nullptr) == SQLITE_OK &&
        sqlite3_step(raw) == SQLITE_ROW) {
      bytes = sqlite3_column_int64(raw, 0);
    }
    sqlite3_finalize(raw);
    effort_->most = effort_->always + a_byte * bytes;
  }
  effort_->left = effort_->most;
}

StoreFault Database::run(const char* sql) {
  return kind_of(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr));
}

Statement Database::prepare(std::string_view sql) {
  allow_steps();
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  CHECK(code != SQLITE_MISUSE);
  Statement statement(raw);
  // Our statements are right and the tables were made: one that is missing now was lost on disk.
  statement.fault_ = code == SQLITE_ERROR ? StoreFault::damaged : kind_of(code);
  return statement;
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(database_.get()); }
std::int64_t Database::page_count() {
  Statement count = prepare("PRAGMA page_count");
  return count.step() ? count.number(0) : 0;
}

int Database::changes() const { return sqlite3_changes(database_.get()); }
StoreFault Database::fault() const { return kind_of(sqlite3_errcode(database_.get())); }
void Database::interrupt() { sqlite3_interrupt(database_.get()); }
std::string Database::message() const { return sqlite3_errmsg(database_.get()); }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), next_++, value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text64(statement_.get(), next_++, text.data(), text.size(), nullptr, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_bytes(std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), next_++, bytes.data(), bytes.size(), nullptr);
  return *this;
}

Statement& Statement::bind_null() {
  sqlite3_bind_null(statement_.get(), next_++);
  return *this;
}

bool Statement::step() {
  if (statement_ == nullptr) return false;  // could not be prepared: fault_ says why
  const int code = sqlite3_step(statement_.get());
  fault_ = kind_of(code);
  return code == SQLITE_ROW;
}

StoreFault Statement::finish() {
  while (step()) {
  }
  const StoreFault fault = fault_;
  reset();
  return fault;
}

void Statement::reset() {
  if (statement_ != nullptr) {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
  }
  next_ = 1;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return size > 0 ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                  : std::string();
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace islet
