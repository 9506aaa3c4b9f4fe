// Goal: what the journal acknowledged is there, once, whole, with one end; damage and failing disks
// are noticed, told and contained.
#include "journal/journal.h"

#include <atomic>
#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/journal_sqlite.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A file layer that fails on demand: no room, or an error at each write or sync.
class FaultyDisk {
 public:
  static constexpr const char* name = "islet-faulty";

  /// Registers itself as a file layer; one at a time.
  FaultyDisk() {
    real_ = sqlite3_vfs_find(nullptr);
    vfs_ = *real_;
    vfs_.zName = name;
    vfs_.pNext = nullptr;
    vfs_.pAppData = this;
    vfs_.szOsFile = real_->szOsFile + static_cast<int>(sizeof(File));
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~FaultyDisk() { sqlite3_vfs_unregister(&vfs_); }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// 0: works; else what each write returns.
  std::atomic<int> write_answer = 0;
  std::atomic<int> sync_answer = 0;

 private:
  struct File {
    sqlite3_file base;
    sqlite3_io_methods methods;
    FaultyDisk* disk;
  };
  static sqlite3_file* real_of(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
  }
  static FaultyDisk& disk_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->disk; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    auto* one = reinterpret_cast<File*>(file);
    std::memset(one, 0, sizeof(File));
    const int code = disk->real_->xOpen(disk->real_, path, real_of(file), flags, out);
    if (code != SQLITE_OK) return code;
    one->disk = disk;
    one->methods = {3,        close,    read,     write,   truncate, sync,   size,
                    lock,     unlock,   reserved, control, sector,   traits, shm_map,
                    shm_lock, shm_wall, shm_free, fetch,   unfetch};
    one->base.pMethods = &one->methods;
    return SQLITE_OK;
  }
  static const sqlite3_io_methods& real(sqlite3_file* f) { return *real_of(f)->pMethods; }
  static int close(sqlite3_file* f) { return real(f).xClose(real_of(f)); }
  static int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return real(f).xRead(real_of(f), to, n, at);
  }
  static int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    const int answer = disk_of(f).write_answer;
    return answer != 0 ? answer : real(f).xWrite(real_of(f), from, n, at);
  }
  static int truncate(sqlite3_file* f, sqlite3_int64 n) { return real(f).xTruncate(real_of(f), n); }
  static int sync(sqlite3_file* f, int flags) {
    const int answer = disk_of(f).sync_answer;
    return answer != 0 ? answer : real(f).xSync(real_of(f), flags);
  }
  static int size(sqlite3_file* f, sqlite3_int64* n) { return real(f).xFileSize(real_of(f), n); }
  static int lock(sqlite3_file* f, int kind) { return real(f).xLock(real_of(f), kind); }
  static int unlock(sqlite3_file* f, int kind) { return real(f).xUnlock(real_of(f), kind); }
  static int reserved(sqlite3_file* f, int* out) {
    return real(f).xCheckReservedLock(real_of(f), out);
  }
  static int control(sqlite3_file* f, int op, void* arg) {
    return real(f).xFileControl(real_of(f), op, arg);
  }
  static int sector(sqlite3_file* f) { return real(f).xSectorSize(real_of(f)); }
  static int traits(sqlite3_file* f) { return real(f).xDeviceCharacteristics(real_of(f)); }
  static int shm_map(sqlite3_file* f, int page, int n, int extend, void volatile** to) {
    return real(f).xShmMap(real_of(f), page, n, extend, to);
  }
  static int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return real(f).xShmLock(real_of(f), offset, n, flags);
  }
  static void shm_wall(sqlite3_file* f) { real(f).xShmBarrier(real_of(f)); }
  static int shm_free(sqlite3_file* f, int drop) { return real(f).xShmUnmap(real_of(f), drop); }
  static int fetch(sqlite3_file* f, sqlite3_int64 at, int n, void** to) {
    return real(f).xFetch(real_of(f), at, n, to);
  }
  static int unfetch(sqlite3_file* f, sqlite3_int64 at, void* from) {
    return real(f).xUnfetch(real_of(f), at, from);
  }

  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
};

std::unique_ptr<Journal> opened(const std::string& folder, const std::string& vfs = "") {
  JournalSettings settings;
  settings.folder = folder;
  settings.retry_after = 5.0 * millisecond;
  settings.vfs = vfs;
  Result<std::unique_ptr<Journal>> journal = Journal::open(settings);
  EXPECT_TRUE(journal) << (journal ? "" : journal.error().text());
  return journal ? std::move(*journal) : nullptr;
}

AcceptJob asked(const std::string& key, const std::string& payload = "{}") {
  AcceptJob job;
  job.tenant = "clinic";
  job.key = key;
  job.payload = payload;
  return job;
}

JobId accept(Journal& journal, const AcceptJob& job) {
  const Result<StepOutcome> outcome = journal.write_and_wait(job);
  EXPECT_TRUE(outcome);
  return outcome ? JobId{outcome->id} : JobId::none;
}

void must_write(Journal& journal, JournalStep step) {
  EXPECT_TRUE(journal.write_and_wait(std::move(step)));
}

FinishJob finished(JobId id, const std::string& body) {
  return {id, {.state = JobState::done, .code = 200, .body = body}};
}

TEST(Journal, KeepsJobsAndEndsOverARestart) {
  const TempFolder folder;
  JobId open{}, ended{};
  {
    const auto journal = opened(folder.path());
    open = accept(*journal, asked("a", "{\"x\":1}"));
    ended = accept(*journal, asked("b"));
    ASSERT_TRUE(journal->write_and_wait(finished(ended, "answer")));
  }
  const auto journal = opened(folder.path());
  EXPECT_EQ(journal->reader().job(open)->payload, "{\"x\":1}");
  EXPECT_EQ(journal->reader().job(open)->state, JobState::open);
  EXPECT_EQ(journal->reader().ending(ended)->body, "answer");
  ASSERT_EQ(journal->reader().open_jobs(JobKind::request, JobId::none, 10).size(), 1U);
  EXPECT_THAT(journal->state().alarms, IsEmpty());
}

TEST(Journal, TakesAKeyOfIdempotencyOnce) {
  const TempFolder folder;
  const auto journal = opened(folder.path());
  const JobId first = accept(*journal, asked("k", "work"));
  const auto again = journal->write_and_wait(asked("k", "work"));
  EXPECT_EQ(again->id, number_in(first));
  EXPECT_FALSE(again->changed);
  EXPECT_FALSE(again->conflict);
  EXPECT_TRUE(journal->write_and_wait(asked("k", "other work"))->conflict);
  AcceptJob other = asked("k", "work");
  other.tenant = "school";
  EXPECT_NE(journal->write_and_wait(other)->id, number_in(first));
}

TEST(Journal, AnEndNeverChanges) {
  const TempFolder folder;
  const auto journal = opened(folder.path());
  const JobId job = accept(*journal, asked(""));
  ASSERT_TRUE(journal->write_and_wait(CancelJob{job, ""})->changed);
  EXPECT_FALSE(journal->write_and_wait(finished(job, "too late"))->changed);
  EXPECT_FALSE(journal->write_and_wait(CancelJob{job, ""})->changed);
  EXPECT_EQ(journal->reader().ending(job)->state, JobState::cancelled);
  EXPECT_EQ(journal->reader().ending(job)->body, "");
}

TEST(Journal, ABatchEndsWithItsFiles) {
  const TempFolder folder;
  const auto journal = opened(folder.path());
  AcceptJob batch = asked("");
  batch.kind = JobKind::batch;
  const JobId id = accept(*journal, batch);
  ASSERT_TRUE(journal->write_and_wait(AddLines{id, {"l0", "l1", "l2"}, 0, "in_progress"}));
  ASSERT_TRUE(journal->write_and_wait(AddLines{id, {"l1", "l2"}, 1, ""}));  // told twice
  const std::vector<Job> lines = journal->reader().open_jobs(JobKind::line, JobId::none, 10);
  ASSERT_EQ(lines.size(), 3U);
  must_write(*journal, finished(lines[2].id, "third"));
  must_write(*journal, finished(lines[0].id, "first"));
  must_write(*journal,
             FinishJob{lines[1].id, {.state = JobState::failed, .code = 400, .body = "wrong"}});
  ASSERT_TRUE(journal->write_and_wait(CloseBatch{id, JobState::done, "completed"})->changed);
  const auto files = journal->reader().files_of(id);
  EXPECT_EQ(journal->reader().file(files.at("batch_output"))->bytes, "first\nthird\n");
  EXPECT_EQ(journal->reader().file(files.at("batch_error"))->bytes, "wrong\n");
  EXPECT_EQ(journal->reader().lines_of(id).failed, 1);
}

TEST(Journal, ACancelledBatchKeepsWhatWasDoneAndStartsNothingAgain) {
  const TempFolder folder;
  JobId id{};
  {
    const auto journal = opened(folder.path());
    AcceptJob batch = asked("");
    batch.kind = JobKind::batch;
    id = accept(*journal, batch);
    must_write(*journal, AddLines{id, {"l0", "l1"}, 0, ""});
    const auto lines = journal->reader().open_jobs(JobKind::line, JobId::none, 10);
    must_write(*journal, finished(lines[0].id, "first"));
    must_write(*journal, CancelJob{id, "cancelled"});
  }
  const auto journal = opened(folder.path());
  EXPECT_THAT(journal->reader().open_jobs(JobKind::line, JobId::none, 10), IsEmpty());
  EXPECT_EQ(journal->reader().file(journal->reader().files_of(id).at("batch_output"))->bytes,
            "first\n");
}

TEST(Journal, ASecondProgramIsToldSo) {
  const TempFolder folder;
  const auto journal = opened(folder.path());
  JournalSettings settings;
  settings.folder = folder.path();
  const auto second = Journal::open(settings);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().text(), HasSubstr("the journal is open in another program"));
}

/// Waits until `holds` or gives up.
bool comes_true(const std::function<bool()>& holds) {
  for (int i = 0; i < 2000 && !holds(); ++i) wait_for(1.0 * millisecond);
  return holds();
}

class DiskThatFails : public ::testing::TestWithParam<std::pair<int, bool>> {};

TEST_P(DiskThatFails, StopsAcknowledgingNotReadingAndComesBack) {
  const TempFolder folder;
  FaultyDisk disk;
  const auto journal = opened(folder.path(), FaultyDisk::name);
  const JobId before = accept(*journal, asked("before"));
  const auto [answer, at_sync] = GetParam();
  (at_sync ? disk.sync_answer : disk.write_answer) = answer;
  const auto refused = journal->write_and_wait(asked("during"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "J2");
  EXPECT_FALSE(journal->state().acknowledges);
  EXPECT_EQ(journal->reader().job(before)->key, "before");
  disk.write_answer = disk.sync_answer = 0;
  ASSERT_TRUE(comes_true([&] { return journal->state().acknowledges; }));
  EXPECT_FALSE(journal->reader().job_by_key("clinic", "during").has_value());
  EXPECT_NE(accept(*journal, asked("after")), JobId::none);
  EXPECT_EQ(journal->state().alarms.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(All, DiskThatFails,
                         ::testing::Values(std::pair{SQLITE_FULL, false},
                                           std::pair{SQLITE_IOERR_WRITE, false},
                                           std::pair{SQLITE_IOERR_FSYNC, true}));

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// What is left of 20 jobs and their answers after one change of the file, read every way there is.
struct Left {
  int whole = 0;
  int wrong = 0;
  bool told = false;
};

Left left_after(const std::string& folder) {
  Left left;
  const auto journal = opened(folder);
  if (journal == nullptr) return left;
  for (int i = 1; i <= 20; ++i) {
    const auto job = journal->reader().job(JobId{i});
    const auto ending = journal->reader().ending(JobId{i});
    if (!job || !ending) continue;
    if (job->state == JobState::damaged || ending->state == JobState::damaged) continue;
    const std::string body = "answer " + std::to_string(i);
    (ending->body == body && job->payload == "work" ? left.whole : left.wrong) += 1;
  }
  const auto count = [&] { return journal->state(); };
  if (left.whole < 20) {
    comes_true([&] { return !count().alarms.empty() || count().damaged_rows > 0; });
  }
  left.told = !count().alarms.empty() || count().damaged_rows > 0;
  return left;
}

TEST(Journal, AByteThatChangedOnDiskIsNeverReadAsTrue) {
  const TempFolder folder;
  {
    const auto journal = opened(folder.path());
    for (int i = 1; i <= 20; ++i) {
      const JobId id = accept(*journal, asked("k" + std::to_string(i), "work"));
      must_write(*journal, finished(id, "answer " + std::to_string(i)));
    }
  }
  const std::string path = folder.path() + "/journal.db";
  const std::string good = bytes_of(path);
  int lost = 0;
  for (std::size_t at = 0; at < good.size(); at += 2003) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    const TempFolder copy;
    write_bytes(copy.path() + "/journal.db", bad);
    const Left left = left_after(copy.path());
    EXPECT_EQ(left.wrong, 0) << "byte " << at;
    if (left.whole < 20) {
      EXPECT_TRUE(left.told) << "byte " << at << ": " << left.whole << " of 20";
    }
    lost += 20 - left.whole;
  }
  EXPECT_GT(lost, 0) << "nothing was damaged: the test does not test";
}

TEST(Journal, AFileThatIsCutShortIsSetAsideAndTold) {
  const TempFolder folder;
  {
    const auto journal = opened(folder.path());
    for (int i = 1; i <= 20; ++i) {
      const JobId id = accept(*journal, asked("k" + std::to_string(i), "work"));
      must_write(*journal, finished(id, "answer " + std::to_string(i)));
    }
  }
  const std::string good = bytes_of(folder.path() + "/journal.db");
  for (std::int64_t size = std::ssize(good) - 4096; size >= 0; size -= 20'480) {
    const TempFolder copy;
    write_bytes(copy.path() + "/journal.db", good.substr(0, static_cast<std::size_t>(size)));
    write_bytes(copy.path() + "/journal.lock", bytes_of(folder.path() + "/journal.lock"));
    const Left left = left_after(copy.path());
    EXPECT_EQ(left.wrong, 0);
    EXPECT_TRUE(left.told) << "cut to " << size;
  }
}

TEST(Journal, AScanThatGoesRoundAndRoundIsEnded) {
  // Stands for pages of a damaged file that name each other.
  Result<Database> endless = Database::open(
      ":memory:", {.read_only = false, .vfs = "", .scan_steps = Database::ample_steps});
  ASSERT_TRUE(endless.has_value());
  Statement rows = endless->prepare(
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n");
  EXPECT_FALSE(rows.step());
  EXPECT_NE(rows.fault(), StoreFault::none);
  // What follows has steps of its own.
  Statement next = endless->prepare("SELECT 7");
  ASSERT_TRUE(next.step());
  EXPECT_EQ(next.number(0), 7);
}

TEST(JournalClock, WallClocksThatJumpDoNotMoveIt) {
  const ClockStamp last{{5'000}, {1'000'000}};
  const Instant start{};
  const auto begins = [&](std::int64_t wall_ms) {
    return JournalClock(last, {wall_ms}, start).at(start).ms;
  };
  EXPECT_EQ(begins(1'060'000), 65'000);                    // a minute off
  EXPECT_EQ(begins(0), 5'000);                             // set back
  EXPECT_EQ(begins(400'000'000'000), 5'000 + 86'400'000);  // years ahead: a day
  EXPECT_EQ(JournalClock(last, {0}, start).at(after(start, 2.0 * second)).ms, 7'000);
}

}  // namespace
}  // namespace islet
