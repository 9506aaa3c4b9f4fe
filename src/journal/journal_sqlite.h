// SQLite in few words: a connection and a statement that close themselves, and errors by kind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace islet {

/// What a failure of the store means for who calls.
enum class StoreFault {
  none,
  busy,     ///< somebody else holds it
  full,     ///< no room: writing may work again later, reading works
  io,       ///< the disk answered with an error: nothing written since the last commit counts
  damaged,  ///< what is on disk is not what was written
  other,
};

class Statement;

/// One connection to one file. Not for two threads at once.
class Database {
 public:
  struct Way {
    bool read_only = false;
    std::string vfs;  ///< the file layer; empty: the system's own
    /// Of one value. A damaged row can claim any length, and room would be made for it.
    int value_bytes = 512 << 20;
    /// Ends a statement after so many steps and those that a scan of so large a file can need; 0:
    /// never. Pages of a damaged file may name each other in circles, which a tree of 20 levels
    /// walks for ever.
    std::int64_t scan_steps = 0;
  };
  /// What sorting and sums take of a small file besides, with room.
  static constexpr std::int64_t ample_steps = 10'000'000;
  static Result<Database> open(const std::string& path, const Way& way);

  /// Runs statements that return no rows.
  StoreFault run(const char* sql);
  /// `sql` is ours; a statement that cannot be prepared has a fault and no rows.
  Statement prepare(std::string_view sql);
  std::int64_t last_row() const;
  int changes() const;
  /// Pages of the file; 0 when it is empty or cannot be read.
  std::int64_t page_count();
  /// The kind of the last failure, and what SQLite says of it.
  StoreFault fault() const;
  std::string message() const;
  /// Ends what runs on this connection; may be called from another thread.
  void interrupt();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  /// What is left of the steps of the statement that runs.
  struct Effort {
    std::int64_t always = 0;
    std::int64_t left = 0;
    std::int64_t most = 0;
    int until_measured = 0;  ///< statements until the file is measured again
  };
  explicit Database(sqlite3* database) : database_(database) {}
  static int spend(void* effort);
  void allow_steps();

  std::unique_ptr<Effort> effort_;  ///< none: no bound. Outlives the connection
  std::unique_ptr<sqlite3, Close> database_;
};

/// A prepared statement: bind, step, read, reset. Ends before its database.
class Statement {
 public:
  Statement() = default;

  Statement& bind(std::int64_t value);
  /// The text must live until the statement is reset.
  Statement& bind(std::string_view text);
  Statement& bind_bytes(std::string_view bytes);
  Statement& bind_null();

  /// True when a row came. False at the end and on a fault: ask `fault()`.
  bool step();
  StoreFault fault() const { return fault_; }
  /// Steps to the end and resets.
  StoreFault finish();
  void reset();

  std::int64_t number(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
  StoreFault fault_ = StoreFault::none;
};

}  // namespace islet
