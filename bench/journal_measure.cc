// Measures the journal on this disk: jobs acknowledged a second, and how soon it is ready again
// with many open jobs after a kill. `--tiny` for a test that it still runs.
#include <atomic>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/journal.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

JournalSettings settings_in(const std::string& folder) {
  JournalSettings settings;
  settings.folder = folder;
  return settings;
}

double seconds_since(Instant start) { return between(start, monotonic_now()) / second; }

AcceptJob job_of_1_kb(int number) {
  AcceptJob job;
  job.tenant = "bench";
  job.key = "key" + std::to_string(number);
  job.payload = std::string(1024, 'x');
  return job;
}

/// Accepts `jobs` with at most `together` not yet acknowledged.
void fill(Journal& journal, int jobs, int together) {
  std::atomic<int> pending = 0;
  std::atomic<int> failed = 0;
  for (int i = 0; i < jobs; ++i) {
    while (pending >= together) wait_for(20e-6 * second);
    ++pending;
    journal.write(job_of_1_kb(i), [&](const Result<StepOutcome>& got) {
      if (!got) ++failed;
      --pending;
    });
  }
  while (pending > 0) wait_for(20e-6 * second);
  if (failed > 0) std::cout << failed << " jobs were refused\n";
}

void measure_rates(int jobs) {
  for (const int together : {1, 8, 64, 512}) {
    const TempFolder folder;
    const auto journal = Journal::open(settings_in(folder.path()));
    const int many = together == 1 ? jobs / 50 + 1 : jobs;
    const Instant start = monotonic_now();
    fill(**journal, many, together);
    const double took_s = seconds_since(start);
    std::cout << together << " at once: " << many / took_s << " jobs/s of 1 KB acknowledged, "
              << double((*journal)->state().written) / double((*journal)->state().synced)
              << " in one sync\n";
  }
}

/// A child fills the journal and kills itself, so that the log is as a power cut leaves it.
void measure_restart(int jobs) {
  const TempFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto journal = Journal::open(settings_in(folder.path()));
    fill(**journal, jobs, 512);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  std::uintmax_t bytes = 0;
  for (const auto& one : std::filesystem::directory_iterator(folder.path())) {
    bytes += one.file_size();
  }
  const Instant start = monotonic_now();
  const auto journal = Journal::open(settings_in(folder.path()));
  const double open_s = seconds_since(start);
  const auto first = (*journal)->reader().open_jobs(JobKind::request, JobId::none, 1000);
  const double ready_s = seconds_since(start);
  if (!(*journal)->write_and_wait(job_of_1_kb(jobs))) std::cout << "not acknowledged\n";
  std::cout << "after a kill with " << (*journal)->reader().open_count() - 1 << " open jobs ("
            << double(bytes) / 1e6 << " MB): open in " << open_s << " s, first " << first.size()
            << " jobs read in " << ready_s << " s, next acknowledged in " << seconds_since(start)
            << " s\n";
}

}  // namespace
}  // namespace islet

int main(int argc, char** argv) {
  const bool tiny = argc > 1 && std::strcmp(argv[1], "--tiny") == 0;
  islet::measure_rates(tiny ? 200 : 20'000);
  islet::measure_restart(tiny ? 500 : 100'000);
}
