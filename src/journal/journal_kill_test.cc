// Goal: a program that is killed at any moment loses nothing that it acknowledged, and no end that
// was told ever changes. Cycles: ISLET_KILL_CYCLES, else 20.
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "base/text.h"
#include "journal/journal.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

std::string payload_of(const std::string& key) { return "work of " + key; }

/// What the child was told by the journal, as it was told: the truth that the journal must keep.
struct Told {
  std::map<std::string, std::int64_t> accepted;  ///< id by key
  std::map<std::int64_t, std::string> ended;     ///< first answer told, by id
  std::set<std::int64_t> cancelled;
};

void tell(int pipe, const std::string& line) {
  // One write below the pipe's atomic size: a line is there whole or not at all.
  if (::write(pipe, line.data(), line.size()) < 0) std::_Exit(3);
}

/// The child: takes new work, repeats keys of before, ends and cancels work, tells each outcome.
[[noreturn]] void work_until_killed(const std::string& folder, int pipe, std::uint64_t seed) {
  JournalSettings settings;
  settings.folder = folder;
  auto journal = Journal::open(settings);
  if (!journal) std::_Exit(2);
  RandomStream random(seed);
  while (true) {
    while ((*journal)->state().waiting > 200) wait_for(0.2 * millisecond);
    const std::string key = "k" + std::to_string(random.uniform() < 0.3 ? random.next() % 2000
                                                                        : random.next() % 200'000);
    AcceptJob job;
    job.tenant = "t";
    job.key = key;
    job.payload = payload_of(key);
    const double fate = random.uniform();
    Journal& to = **journal;
    const std::string answer = "answer " + std::to_string(random.next() % 1'000'000);
    to.write(job, [&to, pipe, key, fate, answer](const Result<StepOutcome>& got) {
      if (!got) std::_Exit(4);
      const std::int64_t id = got->id;
      tell(pipe, "A " + key + " " + std::to_string(id) + "\n");
      if (fate < 0.5) {
        FinishJob finish{JobId{id}, {}};
        finish.ending.body = answer;
        to.write(finish, [pipe, id, answer](const Result<StepOutcome>& end) {
          if (end && end->changed) tell(pipe, "F " + std::to_string(id) + " " + answer + "\n");
        });
      } else if (fate < 0.6) {
        to.write(CancelJob{JobId{id}, ""}, [pipe, id](const Result<StepOutcome>& end) {
          if (end && end->changed) tell(pipe, "C " + std::to_string(id) + "\n");
        });
      }
    });
  }
}

std::int64_t number_of(const std::string& word) { return std::stoll(word); }

void listen(const std::string& text, Told& told) {
  std::istringstream in(text);
  std::string line;
  while (std::getline(in, line)) {
    if (in.eof()) break;  // cut off by the kill
    std::istringstream words(line);
    std::string what, first, second, rest;
    words >> what >> first;
    if (what == "A") {
      words >> second;
      const auto [place, is_new] = told.accepted.emplace(first, number_of(second));
      EXPECT_EQ(place->second, number_of(second)) << first << " was taken twice";
    } else if (what == "F") {
      std::getline(words >> std::ws, rest);
      const auto [place, is_new] = told.ended.emplace(number_of(first), rest);
      EXPECT_TRUE(is_new) << first << " ended twice";
    } else if (what == "C") {
      EXPECT_TRUE(told.cancelled.insert(number_of(first)).second);
    }
  }
}

std::string read_all(int pipe) {
  std::string text;
  char buffer[65'536];
  for (ssize_t got = 0; (got = ::read(pipe, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

/// One life of the child, and what it told.
std::string one_life(const std::string& folder, std::uint64_t seed, Duration life) {
  int ends[2] = {};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  const pid_t child = ::fork();
  if (child == 0) work_until_killed(folder, ends[1], seed);
  ::close(ends[1]);
  std::string told;
  std::thread reader([&] { told = read_all(ends[0]); });
  wait_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  reader.join();
  ::close(ends[0]);
  return told;
}

void compare(const Told& told, const std::string& folder) {
  JournalSettings settings;
  settings.folder = folder;
  const auto journal = Journal::open(settings);
  ASSERT_TRUE(journal) << journal.error().text();
  EXPECT_TRUE((*journal)->state().alarms.empty()) << (*journal)->state().alarms.front();
  JournalReader& reader = (*journal)->reader();
  int lost = 0, changed = 0, revived = 0;
  for (const auto& [key, id] : told.accepted) {
    const auto job = reader.job(JobId{id});
    if (!job || job->key != key || job->payload != payload_of(key)) ++lost;
  }
  for (const auto& [id, answer] : told.ended) {
    const auto ending = reader.ending(JobId{id});
    if (!ending || ending->state != JobState::done || ending->body != answer) ++changed;
  }
  for (const std::int64_t id : told.cancelled) {
    const auto job = reader.job(JobId{id});
    if (!job || job->state != JobState::cancelled) ++revived;
  }
  EXPECT_EQ(lost, 0) << "of " << told.accepted.size() << " acknowledged";
  EXPECT_EQ(changed, 0) << "of " << told.ended.size() << " ends";
  EXPECT_EQ(revived, 0) << "of " << told.cancelled.size() << " cancelled";
}

TEST(JournalKill, LosesNothingAcknowledgedAndChangesNoEnd) {
  const char* asked = std::getenv("ISLET_KILL_CYCLES");
  const int cycles = asked != nullptr ? static_cast<int>(number_of(asked)) : 20;
  const TempFolder folder;
  RandomStream random(20'261'121);
  Told told;
  for (int cycle = 0; cycle < cycles && !::testing::Test::HasFailure(); ++cycle) {
    const Duration life = random.uniform(5.0, 60.0) * millisecond;
    listen(one_life(folder.path(), random.next(), life), told);
    if (cycle % 10 == 9 || cycle + 1 == cycles) compare(told, folder.path());
  }
  EXPECT_GT(told.accepted.size(), static_cast<std::size_t>(cycles)) << "too little was tried";
  std::cout << cycles << " kills: " << told.accepted.size() << " jobs acknowledged, "
            << told.ended.size() << " ended, " << told.cancelled.size() << " cancelled\n";
}

}  // namespace
}  // namespace islet
