#include "journal/journal.h"

#include <chrono>
#include <filesystem>
#include <future>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "journal/journal_repair.h"
#include "journal/journal_schema.h"

namespace islet {
namespace {

constexpr std::size_t most_alarms = 100;
constexpr Duration stamp_every = 10.0 * second;
constexpr Duration tidy_every = 1.0 * minute;
constexpr int dropped_at_once = 2'000;

Error not_durable(const std::string& why) {
  return Error{{},
               "the work was not taken: " + why,
               "Nothing of it was kept; ask again later. What was acknowledged before is safe.",
               "J2",
               ""};
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const JournalSettings& settings) {
  std::error_code fault;
  std::filesystem::create_directories(settings.folder, fault);
  const std::string lock_path = settings.folder + "/journal.lock";
  const int lock = ::open(lock_path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (lock < 0) {
    return Error{Place{settings.folder}, "the folder of the journal cannot be written",
                 "Make it, or name another with `--state`.", "J2", ""};
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error{Place{settings.folder}, "the journal is open in another program",
                 "One gateway runs on one folder: stop the other or name another folder.", "J3",
                 ""};
  }
  std::unique_ptr<Journal> journal(new Journal(settings, lock));
  if (auto error = journal->open_or_replace()) return *error;
  journal->writer_ = std::thread([raw = journal.get()] { raw->run(); });
  if (auto checked = Database::open(journal->path_, {.read_only = true, .vfs = settings.vfs})) {
    journal->checked_ = std::make_unique<Database>(std::move(*checked));
    journal->checker_ = std::thread([raw = journal.get()] { raw->check_pages(); });
  }
  return journal;
}

Journal::Journal(const JournalSettings& settings, int lock)
    : settings_(settings), path_(settings.folder + "/journal.db"), lock_(lock) {}

Journal::~Journal() {
  end();
  checked_.reset();
  store_.reset();
  reader_.reset();
  ::close(lock_);
}

void Journal::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  come_.notify_all();
  if (checked_) checked_->interrupt();
  if (writer_.joinable()) writer_.join();
  if (checker_.joinable()) checker_.join();
}

void Journal::alarm(std::string text) {
  const std::lock_guard lock(mutex_);
  if (state_.alarms.size() < most_alarms) state_.alarms.push_back(std::move(text));
}

/// Opens both connections and goes on with the clock.
std::optional<Error> Journal::open_store() {
  Result<Database> writing = Database::open(path_, {.read_only = false, .vfs = settings_.vfs});
  if (!writing) return writing.error();
  bool was_new = false;
  const StoreFault fault = make_tables(*writing, was_new);
  if (fault != StoreFault::none) {
    return Error{Place{path_}, "the journal cannot be used: " + writing->message(),
                 "See `islet explain` of this code.", fault == StoreFault::damaged ? "J1" : "J2",
                 ""};
  }
  Result<Database> reading = Database::open(
      path_, {.read_only = true, .vfs = settings_.vfs, .scan_steps = Database::ample_steps});
  if (!reading) return reading.error();
  if (reader_ == nullptr) {
    reader_ = std::make_unique<JournalReader>(std::move(*reading));
  } else {
    reader_->replace(std::move(*reading));
  }
  store_ = std::make_unique<JournalStore>(std::move(*writing), settings_.result_life);
  if (was_new) mark_made();
  if (!clock_) {
    clock_ = std::make_unique<JournalClock>(store_->last_stamp(), wall_now(), monotonic_now());
  }
  return std::nullopt;
}

/// The lock file remembers that there was a journal, so that one that vanished is missed.
void Journal::mark_made() {
  char mark = 0;
  if (::pread(lock_, &mark, 1, 0) == 1) {
    alarm("the journal " + path_ + " had vanished or was empty: what it held is lost");
  } else if (::pwrite(lock_, "1", 1, 0) != 1) {
    alarm("the lock file of the journal cannot be written");
  }
}

std::optional<Error> Journal::open_or_replace() {
  take_over(path_);
  std::optional<Error> error = open_store();
  if (!error || error->code != "J1") return error;
  store_.reset();
  const Result<Salvage> salvage =
      replace_damaged(path_, {.read_only = false, .vfs = settings_.vfs});
  if (!salvage) return salvage.error();
  alarm(salvage->text(path_));
  return open_store();
}

JournalTime Journal::now() const { return clock_->at(monotonic_now()); }

JournalState Journal::state() const {
  const std::lock_guard lock(mutex_);
  JournalState state = state_;
  state.waiting = static_cast<std::int64_t>(waiting_.size());
  state.damaged_rows = reader_->damaged_rows();
  return state;
}

void Journal::write(JournalStep step, Done done) {
  std::string refused;
  {
    const std::lock_guard lock(mutex_);
    if (!state_.acknowledges) {
      refused = state_.why;
    } else if (ending_) {
      refused = "the journal has ended";
    } else if (std::ssize(waiting_) >= settings_.most_waiting) {
      refused = "too much waits to be written";
    } else {
      waiting_.push_back({std::move(step), std::move(done)});
    }
  }
  if (refused.empty()) return come_.notify_one();
  done(not_durable(refused));  // NOLINT(bugprone-use-after-move): it was moved only if not refused
}

Result<StepOutcome> Journal::write_and_wait(JournalStep step) {
  std::promise<Result<StepOutcome>> promise;
  std::future<Result<StepOutcome>> outcome = promise.get_future();
  write(std::move(step), [&](const Result<StepOutcome>& got) { promise.set_value(got); });
  return outcome.get();
}

void Journal::settle() {
  const std::lock_guard lock(mutex_);
  settles_ = true;
  come_.notify_one();
}

void Journal::move_into_file() {
  // Readers that are busy keep a part from being moved; then it is tried again with the next group.
  const bool is_moved =
      store_->database().run("PRAGMA wal_checkpoint(TRUNCATE)") == StoreFault::none;
  const std::lock_guard lock(mutex_);
  settles_ = !is_moved;
  if (is_moved) ++state_.settled;
}

/// While one group is synced the next one gathers: that is all the waiting there is.
void Journal::run() {
  for (;;) {
    std::vector<Waiting> group;
    bool is_broken = false;
    bool settles = false;
    {
      std::unique_lock lock(mutex_);
      is_broken = broken_ != StoreFault::none;
      const Duration patience = is_broken ? settings_.retry_after : 0.5 * second;
      come_.wait_for(lock, std::chrono::duration<double>(patience / second), [&] {
        const bool has_work = settles_ || !waiting_.empty();
        return ending_ || found_damage_ || (has_work && !is_broken);
      });
      if (ending_ && (waiting_.empty() || is_broken)) return;
      while (!is_broken && !waiting_.empty() && std::ssize(group) < settings_.most_at_once) {
        group.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
      }
      settles = settles_ && waiting_.empty();
    }
    if (found_damage_.exchange(false)) after_fault(StoreFault::damaged, "pages are damaged");
    if (is_broken) {
      try_again();
    } else if (!group.empty()) {
      write_group(group);
    } else if (!settles) {
      tidy_up();
    }
    if (settles && !is_broken) move_into_file();
  }
}

StoreFault Journal::take_group(const std::vector<Waiting>& group,
                               std::vector<StepOutcome>& outcomes) {
  const Instant moment = monotonic_now();
  const StepTime now{clock_->at(moment), wall_now()};
  StoreFault fault = store_->begin();
  for (std::size_t i = 0; i < group.size() && fault == StoreFault::none; ++i) {
    fault = store_->take(group[i].step, now, outcomes[i]);
  }
  if (fault == StoreFault::none && moment >= next_stamp_) {
    fault = store_->stamp({now.journal, now.wall});
    next_stamp_ = after(moment, stamp_every);
  }
  if (fault == StoreFault::none) fault = store_->commit();
  return fault;
}

void Journal::write_group(std::vector<Waiting>& group) {
  std::vector<StepOutcome> outcomes(group.size());
  const StoreFault fault = take_group(group, outcomes);
  if (fault == StoreFault::none) {
    {
      const std::lock_guard lock(mutex_);
      state_.written += std::ssize(group);
      ++state_.synced;
    }
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(outcomes[i]);
    return;
  }
  const std::string text = store_->database().message();
  store_->roll_back();
  after_fault(fault, text);
  for (Waiting& one : group) one.done(not_durable(text));
}

void Journal::tidy_up() {
  const Instant moment = monotonic_now();
  if (moment < next_tidy_) return;
  next_tidy_ = after(moment, tidy_every);
  const JournalTime now = clock_->at(moment);
  StoreFault fault = store_->begin();
  if (fault == StoreFault::none) fault = store_->drop_old(now, dropped_at_once);
  if (fault == StoreFault::none) fault = store_->stamp({now, wall_now()});
  if (fault == StoreFault::none) fault = store_->commit();
  if (fault == StoreFault::none) return;
  const std::string text = store_->database().message();
  store_->roll_back();
  after_fault(fault, text);
}

/// From here on nothing is acknowledged until a write went through again. What waits is told so.
void Journal::after_fault(StoreFault fault, const std::string& text) {
  std::deque<Waiting> refused;
  {
    const std::lock_guard lock(mutex_);
    broken_ = fault;
    state_.acknowledges = false;
    state_.why = fault == StoreFault::full ? "the disk is full" : "the disk failed: " + text;
    refused.swap(waiting_);
  }
  alarm("the journal stopped acknowledging: " + text);
  for (Waiting& one : refused) one.done(not_durable(text));
}

/// After a failed sync nobody knows what is on disk: the file is opened anew and looked at.
void Journal::try_again() {
  StoreFault was = StoreFault::none;
  {
    const std::lock_guard lock(mutex_);
    was = broken_;
  }
  if (was != StoreFault::full) {
    store_.reset();
    if (was == StoreFault::damaged) {
      const Result<Salvage> salvage =
          replace_damaged(path_, {.read_only = false, .vfs = settings_.vfs});
      if (!salvage) return;
      alarm(salvage->text(path_));
    }
    if (open_or_replace()) return;
  }
  if (!store_) return;
  const StepTime now{clock_->at(monotonic_now()), wall_now()};
  StoreFault fault = store_->begin();
  if (fault == StoreFault::none) fault = store_->stamp({now.journal, now.wall});
  if (fault == StoreFault::none) fault = store_->commit();
  if (fault != StoreFault::none) {
    store_->roll_back();
    const std::lock_guard lock(mutex_);
    broken_ = fault;
    return;
  }
  alarm("the journal acknowledges again");
  const std::lock_guard lock(mutex_);
  broken_ = StoreFault::none;
  state_.acknowledges = true;
  state_.why.clear();
}

/// Looks through all pages once, beside the work.
void Journal::check_pages() {
  Statement check = checked_->prepare("PRAGMA quick_check(1)");
  const bool has_row = check.step();
  const bool is_fine = has_row && check.text(0) == "ok";
  const bool is_damaged = has_row ? !is_fine : check.fault() == StoreFault::damaged;
  if (!is_damaged) return;
  found_damage_ = true;
  come_.notify_all();
}

}  // namespace islet
