#include "cli/run_self.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace islet {
namespace {

constexpr std::size_t output_max = std::size_t{64} << 20;

Error failure(const std::string& what) {
  return Error{{}, "cannot run Islet itself: " + what, "Try again.", "D1", ""};
}

/// Everything up to the end of the stream; none when it is more than `output_max`.
std::optional<std::string> read_all(int from) {
  std::string text;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t got = read(from, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    if (text.size() + static_cast<std::size_t>(got) > output_max) return std::nullopt;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

int spawn(const std::vector<std::string>& arguments, int write_end, pid_t& child) {
  std::string name = "islet";
  std::vector<std::string> copies = arguments;
  std::vector<char*> words = {name.data()};
  for (std::string& word : copies) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  const int failed =
      posix_spawn(&child, "/proc/self/exe", &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

}  // namespace

Result<RunOutput> run_self(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return failure(std::strerror(errno));
  pid_t child = 0;
  const int failed = spawn(arguments, ends[1], child);
  close(ends[1]);
  std::optional<std::string> text = failed == 0 ? read_all(ends[0]) : std::nullopt;
  close(ends[0]);
  if (failed != 0) return failure(std::strerror(failed));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!text) return failure("it printed more than 64 MiB");
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return RunOutput{std::move(*text), code};
}

}  // namespace islet
