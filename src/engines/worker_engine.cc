#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engines/engine.h"
#include "engines/engine_frame.h"
#include "engines/worker.h"
#include "serving/ids.h"

namespace islet {
namespace {

Error cannot_start(const std::string& program, int number) {
  return {Place{program}, "cannot start the worker `" + program + "`: " + std::strerror(number),
          "Build it, or install Islet whole.", "", ""};
}

std::string ending_text(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("its worker was ended by signal {}", WTERMSIG(status));
  return fmt::format("its worker ended with {}", WEXITSTATUS(status));
}

class WorkerEngine final : public Engine {
 public:
  WorkerEngine(int socket, pid_t child, const EngineLimits& limits, Instant now)
      : socket_(socket), child_(child), limits_(limits), last_word_(now) {}

  ~WorkerEngine() override { end("it is no longer needed"); }

  void order(const EngineOrder& order) override {
    if (socket_ < 0) return;
    unsent_ += frame_of(order);
    if (const auto* step = std::get_if<StepOrder>(&order)) step_ = step->number;
    if (const std::optional<Duration> limit = limit_of(order)) {
      waits_.push_back({*limit, answer_to(order)});
    }
    flush();
  }

  void look(Instant now, std::vector<EngineReport>& reports) override {
    if (socket_ >= 0) {
      flush();
      receive(now, reports);
      look_at_limits(now);
    }
    if (!why_gone_.empty()) reports.emplace_back(EngineGone{std::exchange(why_gone_, "")});
  }

  int descriptor() const override { return socket_; }
  bool has_unsent() const override { return !unsent_.empty(); }
  void hurry() override {
    sigval number{};
    number.sival_int = hurry_number(step_);
    if (socket_ >= 0) ::sigqueue(child_, hurry_signal, number);
  }

  Instant next_look() const override {
    if (socket_ < 0) return why_gone_.empty() ? never : last_word_;
    return after(last_word_, waits_.empty() ? limits_.ping_every : waits_.front().limit);
  }

 private:
  /// An order that is not answered yet: how long it may take, and which kind of report answers it.
  struct Wait {
    Duration limit;
    std::size_t answer = 0;
  };

  static std::size_t answer_to(const EngineOrder& order) {
    if (std::holds_alternative<Ping>(order)) return EngineReport(Pong()).index();
    if (std::holds_alternative<LoadOrder>(order)) return EngineReport(Loaded()).index();
    if (std::holds_alternative<StepOrder>(order)) return EngineReport(StepDone()).index();
    if (std::holds_alternative<ParkSequence>(order)) return EngineReport(SequenceParked()).index();
    if (std::holds_alternative<ResumeSequence>(order)) {
      return EngineReport(SequenceResumed()).index();
    }
    return EngineReport(SequenceStarted()).index();
  }
  /// A step and a ping cannot be refused.
  bool is_expected(const EngineReport& report) const {
    if (waits_.empty()) return false;
    const std::size_t wanted = waits_.front().answer;
    const bool may_refuse =
        wanted != EngineReport(StepDone()).index() && wanted != EngineReport(Pong()).index();
    return report.index() == wanted || (may_refuse && std::holds_alternative<OrderRefused>(report));
  }

  std::optional<Duration> limit_of(const EngineOrder& order) const {
    if (std::holds_alternative<CancelSequence>(order) || std::holds_alternative<Unload>(order)) {
      return std::nullopt;
    }
    if (std::holds_alternative<LoadOrder>(order)) return limits_.load;
    return std::holds_alternative<StepOrder>(order) ? limits_.step : limits_.answer;
  }

  void flush() {
    while (!unsent_.empty()) {
      const ssize_t count =
          ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0 && errno == EINTR) continue;
      // A closed socket shows when it is read from.
      if (count < 0) return;
      unsent_.erase(0, static_cast<std::size_t>(count));
    }
  }

  void receive(Instant now, std::vector<EngineReport>& reports) {
    std::array<char, 65536> block{};
    // At most a few megabytes at once, so that one engine does not hold up the others.
    for (int i = 0; i < 64 && socket_ >= 0; ++i) {
      const ssize_t count = ::recv(socket_, block.data(), block.size(), MSG_DONTWAIT);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
      if (count <= 0) return end("");
      frames_.feed({block.data(), static_cast<std::size_t>(count)});
      take_frames(now, reports);
    }
  }

  void take_frames(Instant now, std::vector<EngineReport>& reports) {
    while (std::optional<Result<EngineReport>> report = frames_.next_report()) {
      if (!*report) return end(report->error().what);
      // What it says unasked, or in a worker's name that only we may use, is garbage as well.
      if (!is_expected(report->value())) {
        return end("worker protocol: a report that nobody asked for");
      }
      waits_.pop_front();
      last_word_ = now;
      reports.push_back(std::move(*report).value());
    }
  }

  void look_at_limits(Instant now) {
    if (socket_ < 0) return;
    if (waits_.empty()) {
      if (now >= after(last_word_, limits_.ping_every)) {
        last_word_ = now;
        order(Ping{++pings_});
      }
      return;
    }
    const Duration limit = waits_.front().limit;
    if (now >= after(last_word_, limit)) {
      end(fmt::format("it gave no answer for {:.3g} s", limit / second));
    }
  }

  /// Kills what is left of it. Empty `why`: it ended by itself.
  void end(const std::string& why) {
    if (socket_ < 0) return;
    ::close(std::exchange(socket_, -1));
    int status = 0;
    pid_t found = 0;
    if (why.empty()) {
      // It closed its end, so it is about to end; not for ever, though.
      for (int i = 0; i < 50 && found == 0; ++i) {
        found = ::waitpid(child_, &status, WNOHANG);
        if (found == 0) ::poll(nullptr, 0, 2);
      }
    }
    if (found == 0) {
      ::kill(child_, SIGKILL);
      while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) continue;
    }
    why_gone_ = why.empty() ? ending_text(status) : why;
    unsent_.clear();
    waits_.clear();
  }

  int socket_;
  pid_t child_;
  EngineLimits limits_;
  std::string unsent_;
  FrameReader frames_;
  std::deque<Wait> waits_;  ///< of the orders that are not answered yet
  Instant last_word_;       ///< since when the first of them has been waited for
  std::uint64_t pings_ = 0;
  std::uint64_t step_ = 0;  ///< number of the last that was ordered
  std::string why_gone_;
};

/// A pair of sockets; the second is the worker's.
struct SocketPair {
  int ours = -1;
  int theirs = -1;
};

int spawn(const std::string& program, const SocketPair& sockets, pid_t& child) {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, sockets.theirs, worker_socket);
  // Libraries open sockets that children inherit: held by a worker, a port stays taken and a closed
  // connection open, so that the other side waits for an end that never comes.
  ::posix_spawn_file_actions_addclosefrom_np(&actions, worker_socket + 1);
  // A group of its own, so that Ctrl-C at a terminal reaches the gateway alone; usual signals.
  sigset_t all{};
  ::sigfillset(&all);
  sigset_t none{};
  ::sigemptyset(&none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  std::string name = program;
  std::array<char*, 2> arguments = {name.data(), nullptr};
  const int number =
      ::posix_spawn(&child, program.c_str(), &actions, &attributes, arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return number;
}

}  // namespace

Result<std::unique_ptr<Engine>> start_worker(const std::string& program, const EngineLimits& limits,
                                             Instant now) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return cannot_start(program, errno);
  }
  pid_t child = 0;
  const int number = spawn(program, {pair[0], pair[1]}, child);
  ::close(pair[1]);
  if (number != 0) {
    ::close(pair[0]);
    return cannot_start(program, number);
  }
  return std::unique_ptr<Engine>(std::make_unique<WorkerEngine>(pair[0], child, limits, now));
}

}  // namespace islet
