// Fuzzes the readers of the journal: a whole journal with bytes changed at places that the input
// names. Reading ends, and a row that is told whole is the row that was written.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "fuzz_must.h"
#include "journal/journal_reader.h"
#include "journal/journal_schema.h"
#include "journal/journal_store.h"

namespace islet {
namespace {

const char* const payload = "{\"what\":\"was asked for\"}";

/// The file under test; memory holds it where the system has such a folder.
class Victim {
 public:
  Victim() {
    std::error_code fault;
    const bool has_memory = std::filesystem::is_directory("/dev/shm", fault);
    path_ = (has_memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
            "/islet-journal-fuzz-" + std::to_string(::getpid());
    make();
    file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
    must(file_ >= 0);
    bytes_.resize(std::filesystem::file_size(path_));
    must(bytes_.size() <= 65'536);
    must(::pread(file_, bytes_.data(), bytes_.size(), 0) == std::ssize(bytes_));
  }
  ~Victim() {
    ::close(file_);
    ::unlink(path_.c_str());
  }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  const std::string& path() const { return path_; }

  /// Three bytes a change: where, by 256ths of the file and byte, and what is written there. What
  /// was changed before is mended first: writing the whole file anew took longest of all.
  void damage(const std::uint8_t* changes, std::size_t size) {
    for (const std::size_t at : hurt_) put(at, bytes_[at]);
    hurt_.clear();
    for (std::size_t i = 0; i + 2 < size && i < 60; i += 3) {
      hurt_.push_back((changes[i] * 256U + changes[i + 1]) % bytes_.size());
      put(hurt_.back(), static_cast<char>(changes[i + 2]));
    }
  }

 private:
  void put(std::size_t at, char byte) const {
    must(::pwrite(file_, &byte, 1, static_cast<off_t>(at)) == 1);
  }

  void make() const {
    auto opened = Database::open(path_, {});
    must(opened.has_value());
    // The smallest pages there are, so that every byte of the file is one that an input can name.
    must(opened->run("PRAGMA page_size=512") == StoreFault::none);
    bool was_new = false;
    must(make_tables(*opened, was_new) == StoreFault::none);
    JournalStore store(std::move(*opened), 1.0 * day);
    must(store.begin() == StoreFault::none);
    for (int i = 0; i < 4; ++i) {
      AcceptJob job;
      job.tenant = "clinic";
      job.key = "key-" + std::to_string(i);
      job.payload = payload;
      StepOutcome outcome;
      must(store.take(JournalStep(job), {}, outcome) == StoreFault::none);
      if (i < 2) continue;
      FinishJob finish;
      finish.id = JobId{outcome.id};
      finish.ending.body = payload;
      must(store.take(JournalStep(finish), {}, outcome) == StoreFault::none);
    }
    PutFile file;
    file.tenant = "clinic";
    file.bytes = payload;
    StepOutcome outcome;
    must(store.take(JournalStep(file), {}, outcome) == StoreFault::none);
    must(store.commit() == StoreFault::none);
    must(store.database().run("PRAGMA wal_checkpoint(TRUNCATE)") == StoreFault::none);
    must(store.database().run("PRAGMA journal_mode=DELETE") == StoreFault::none);
  }

  std::string path_;
  std::string bytes_;
  std::vector<std::size_t> hurt_;  ///< places that are not as they were
  int file_ = -1;
};

void look_at(const std::string& path) {
  // Few steps: scans that go round would take nearly all the time.
  auto opened = Database::open(
      path, {.read_only = true, .vfs = "", .value_bytes = 1 << 20, .scan_steps = 20'000});
  if (!opened) return;
  JournalReader reader(std::move(*opened));
  for (int i = 1; i <= 5; ++i) {
    if (const auto job = reader.job(JobId{i}); job && job->state != JobState::damaged) {
      must(job->payload == payload && job->tenant == "clinic");
    }
    const auto ending = reader.ending(JobId{i});
    if (ending && ending->state != JobState::damaged) must(ending->body == payload);
  }
  for (const Job& job : reader.open_jobs(JobKind::request, JobId::none, 100)) {
    must(job.state != JobState::open || job.payload == payload);
  }
  reader.job_by_key("clinic", "key-1");
  reader.jobs(JobKind::request, {.tenant = "clinic", .after = 0, .limit = 100});
  if (const auto file = reader.file(FileId{1})) must(file->bytes == payload);
  reader.files({.tenant = "clinic", .after = 0, .limit = 100});
  reader.lines_of(JobId{1});
  reader.open_count();
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static islet::Victim victim;
  victim.damage(bytes, size);
  islet::look_at(victim.path());
  return 0;
}
