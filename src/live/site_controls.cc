#include "live/site_controls.h"

#include <algorithm>
#include <cmath>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/clock.h"

namespace islet {
namespace {

constexpr Duration beat_every = 1.0 * second;
/// A third of the time after which an inverter is free again (live/charge_lever.cc).
constexpr Duration renew_every = 20.0 * second;
constexpr int patience_ms = 10'000;

Error refused(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

bool is_in_watts(const LeverWish& wish) {
  return wish.kind == "power_file" || wish.kind == "card_power";
}

}  // namespace

LeverWish lever_wish(const LiveSettings::Control& control) {
  return {control.name, control.kind, control.place, control.least, control.most};
}

std::vector<LeverWish> enabled_controls(const LiveSettings& live) {
  std::vector<LeverWish> out;
  for (const LiveSettings::Control& one : live.controls) {
    if (one.enabled) out.push_back(lever_wish(one));
  }
  return out;
}

Result<std::unique_ptr<SiteControls>> SiteControls::open(EventLoop& loop,
                                                         const std::vector<LeverWish>& wishes,
                                                         const std::string& program,
                                                         const std::string& log_file,
                                                         const MachineDraw& draw) {
  std::unique_ptr<SiteControls> out(new SiteControls(loop, draw));
  int orders[2];
  int answers[2];
  if (::pipe2(orders, O_CLOEXEC) != 0) return refused("no pipe for the guard of controls");
  if (::pipe2(answers, O_CLOEXEC) != 0) {
    ::close(orders[0]);
    ::close(orders[1]);
    return refused("no pipe for the guard of controls");
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, orders[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, answers[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);  // connections of the site
  std::string name = program;
  std::string log = log_file;
  char* words[] = {name.data(), log.data(), nullptr};
  char* no_environment[] = {nullptr};
  const int fault =
      ::posix_spawn(&out->process_, program.c_str(), &files, nullptr, words, no_environment);
  posix_spawn_file_actions_destroy(&files);
  ::close(orders[0]);
  ::close(answers[1]);
  out->orders_ = orders[1];
  out->answers_ = answers[0];
  if (fault != 0) {
    out->process_ = -1;
    return refused("the guard of controls cannot be started: " + program);
  }
  for (const LeverWish& one : wishes) {
    if (const auto error = out->asked(fmt::format("lever {} {} {} {} {}", one.name, one.kind,
                                                  one.place, one.least, one.most))) {
      return *error;
    }
  }
  out->wishes_ = wishes;
  ::fcntl(out->orders_, F_SETFL, O_NONBLOCK);
  ::fcntl(out->answers_, F_SETFL, O_NONBLOCK);
  out->beat();
  return out;
}

SiteControls::~SiteControls() {
  if (orders_ >= 0) ::close(orders_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
  if (answers_ >= 0) ::close(answers_);
}

/// A guard that does not read for long is gone or hangs: an order is lost, the loop is not held up.
void SiteControls::say(const std::string& line) {
  const std::string text = line + "\n";
  char old[4096];
  while (::read(answers_, old, sizeof old) > 0) continue;  // answers of before
  if (::write(orders_, text.data(), text.size()) < 0) told_.clear();
}

std::optional<Error> SiteControls::asked(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(orders_, text.data(), text.size()) < 0) return refused("the guard is gone");
  std::string said;
  while (said.find('\n') == std::string::npos) {
    pollfd one{answers_, POLLIN, 0};
    char piece[512];
    if (::poll(&one, 1, patience_ms) != 1) return refused("the guard does not answer");
    const ssize_t got = ::read(answers_, piece, sizeof piece);
    if (got <= 0) return refused("the guard is gone");
    said.append(piece, static_cast<std::size_t>(got));
  }
  if (said.starts_with("ok")) return std::nullopt;
  return refused(said.substr(3, said.find('\n') - 3));
}

void SiteControls::beat() {
  say("beat");
  beat_.set(after(monotonic_now(), beat_every), [this] { beat(); });
}

std::optional<double> SiteControls::share_of(const LeverWish& wish, Power limit) const {
  if (is_in_watts(wish)) {
    double all = 0;
    for (const LeverWish& one : wishes_) all += is_in_watts(one) ? one.most : 0;
    return std::min(1.0, limit / watt / all);
  }
  const bool is_of_machines = wish.kind != "generator" && wish.kind != "charge_limit";
  if (!is_of_machines || draw_.full <= draw_.idle) return std::nullopt;
  return std::min(1.0, (limit - draw_.idle) / (draw_.full - draw_.idle));
}

void SiteControls::limit(Power power) {
  for (const LeverWish& one : wishes_) {
    const std::optional<double> share = share_of(one, power);
    if (!share) continue;
    tell(one, one.most * *share, false);
  }
}

void SiteControls::limit_charging(Power power) {
  const Instant now = monotonic_now();
  const bool is_late = now >= after(charging_told_, renew_every);
  if (is_late) charging_told_ = now;
  for (const LeverWish& one : wishes_) {
    if (one.kind != "charge_limit") continue;
    const auto told = told_.find(one.name);
    const bool holds = told != told_.end() && told->second < one.most;
    tell(one, power / watt, is_late && holds);
  }
}

void SiteControls::tell(const LeverWish& wish, double wanted, bool in_any_case) {
  wanted = std::clamp(wanted, wish.least, wish.most);
  const auto before = told_.find(wish.name);
  // Nothing is written before there is need.
  const double stands = before == told_.end() ? wish.most : before->second;
  if (!in_any_case && std::abs(wanted - stands) <= 0.02 * wish.most) return;
  told_[wish.name] = wanted;
  say(fmt::format("set {} {:.3f}", wish.name, wanted));
}

void SiteControls::run_generator(bool runs) {
  for (const LeverWish& one : wishes_) {
    if (one.kind == "generator") say(fmt::format("set {} {}", one.name, runs ? 1 : 0));
  }
}

}  // namespace islet
