#include "whole_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace islet::program {
namespace {

namespace fs = std::filesystem;

/// The child's side: never returns.
[[noreturn]] void become(const std::vector<std::string>& arguments, const RunOptions& options,
                         int out, int err) {
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(125);
  if (options.file_bytes_max > 0) {
    // Past the limit a write fails with EFBIG, as on a full disk, when the signal is ignored.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{options.file_bytes_max, options.file_bytes_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  putenv(strdup("ISLET_CATALOG=none"));  // whoever runs the tests may have records of their own
  for (const std::string& entry : options.environment) putenv(strdup(entry.c_str()));
  std::vector<char*> words = {strdup("islet")};
  for (const std::string& argument : arguments) words.push_back(strdup(argument.c_str()));
  words.push_back(nullptr);
  execv(ISLET_PROGRAM, words.data());
  _exit(126);
}

/// Reads both streams until both end.
void collect(std::array<pollfd, 2> streams, std::array<std::string*, 2> texts) {
  std::array<char, 65536> part{};
  int open = 2;
  while (open > 0) {
    poll(streams.data(), streams.size(), -1);
    for (std::size_t index = 0; index < streams.size(); ++index) {
      if (streams[index].fd < 0 || streams[index].revents == 0) continue;
      const ssize_t got = read(streams[index].fd, part.data(), part.size());
      if (got > 0) {
        texts[index]->append(part.data(), static_cast<std::size_t>(got));
      } else if (got == 0 || errno != EINTR) {
        close(streams[index].fd);
        streams[index].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

Outcome run(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (pipe(out.data()) != 0 || pipe(err.data()) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    close(out[0]);
    close(err[0]);
    become(arguments, options, out[1], err[1]);
  }
  close(out[1]);
  close(err[1]);
  Outcome result;
  if (options.when_started) {
    usleep(200'000);
    options.when_started(child);
  }
  if (options.closed_out) {
    close(out[0]);
    out[0] = -1;
    std::array<pollfd, 2> one = {pollfd{-1, 0, 0}, pollfd{err[0], POLLIN, 0}};
    std::array<char, 4096> part{};
    for (ssize_t got = 1; got > 0;) {
      poll(one.data(), one.size(), -1);
      got = read(err[0], part.data(), part.size());
      if (got > 0) result.err.append(part.data(), static_cast<std::size_t>(got));
    }
    close(err[0]);
  } else {
    collect({pollfd{out[0], POLLIN, 0}, pollfd{err[0], POLLIN, 0}}, {&result.out, &result.err});
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string new_folder() {
  struct Folders {
    std::vector<fs::path> made;
    ~Folders() {
      for (const fs::path& folder : made) fs::remove_all(folder);
    }
  };
  static Folders folders;
  std::string name = (fs::temp_directory_path() / "islet-program-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  folders.made.emplace_back(name);
  return name;
}

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace islet::program
