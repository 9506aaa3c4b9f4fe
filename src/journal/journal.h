// The journal: durable work is on disk before it is acknowledged, and reaches exactly one end that
// never changes. One thread writes, many steps in one synced transaction; anybody reads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "journal/journal_reader.h"
#include "journal/journal_store.h"

namespace islet {

struct JournalSettings {
  std::string folder;                   ///< made when it is not there
  Duration result_life = 7.0 * day;     ///< an ended job and its answer, and files
  int most_waiting = 20'000;            ///< steps that wait to be written
  int most_at_once = 512;               ///< steps in one transaction
  Duration retry_after = 1.0 * second;  ///< after a fault of the disk
  std::string vfs;                      ///< the file layer under SQLite; empty: the system's own
};

/// How the journal is.
struct JournalState {
  bool acknowledges = true;  ///< false: the disk is full or failing; reading goes on
  std::string why;           ///< it does not
  std::int64_t written = 0;  ///< steps that are durable
  std::int64_t synced = 0;   ///< transactions
  std::int64_t waiting = 0;
  std::int64_t settled = 0;  ///< times that all of it was moved into its file
  std::int64_t damaged_rows = 0;
  std::vector<std::string> alarms;  ///< what a person must know, oldest first
};

class Journal {
 public:
  /// Comes from the journal's own thread, in the order of the steps: the outcome, or why the step
  /// is not durable and was not taken.
  using Done = std::function<void(const Result<StepOutcome>&)>;

  /// One process at a time opens a folder. Damage is set aside and told in `state().alarms`.
  static Result<std::unique_ptr<Journal>> open(const JournalSettings& settings);
  /// Writes what waits, then closes.
  ~Journal();
  /// Writes what waits; from then on nothing is acknowledged, but all can be read.
  void end();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Never blocks. With too many steps waiting, or none acknowledged now, `done` comes at once.
  void write(JournalStep step, Done done);
  /// The same, waited for.
  Result<StepOutcome> write_and_wait(JournalStep step);

  /// The power may go: what is written moves from the log beside the file into it, as soon as
  /// nothing waits. What was acknowledged is durable without it. Never blocks.
  void settle();

  JournalReader& reader() { return *reader_; }
  JournalTime now() const;
  JournalState state() const;

 private:
  struct Waiting {
    JournalStep step;
    Done done;
  };

  Journal(const JournalSettings& settings, int lock);
  std::optional<Error> open_store();
  std::optional<Error> open_or_replace();
  void mark_made();
  void alarm(std::string text);
  void run();
  void write_group(std::vector<Waiting>& group);
  StoreFault take_group(const std::vector<Waiting>& group, std::vector<StepOutcome>& outcomes);
  void tidy_up();
  void move_into_file();
  void after_fault(StoreFault fault, const std::string& text);
  void try_again();
  void check_pages();

  JournalSettings settings_;
  std::string path_;
  int lock_ = -1;
  std::unique_ptr<JournalClock> clock_;
  std::unique_ptr<JournalStore> store_;  ///< of the writing thread, once it runs
  std::unique_ptr<JournalReader> reader_;
  Instant next_stamp_;
  Instant next_tidy_;

  mutable std::mutex mutex_;
  std::condition_variable come_;
  std::deque<Waiting> waiting_;
  JournalState state_;
  StoreFault broken_ = StoreFault::none;
  bool ending_ = false;
  bool settles_ = false;
  std::atomic<bool> found_damage_ = false;
  std::unique_ptr<Database> checked_;  ///< what the checking thread reads by
  std::thread checker_;
  std::thread writer_;
};

}  // namespace islet
