#include "live/control_guard.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace islet {
namespace {

constexpr std::size_t levers_max = 64;
constexpr std::size_t line_max = 4096;

Error refused(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    if (!word.empty()) words.emplace_back(word);
    line.remove_prefix(std::min(line.size(), word.size() + 1));
  }
  return words;
}

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = end.ec == std::errc() && end.ptr == text.data() + text.size();
  return is_all && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

ControlGuard::ControlGuard(std::string log_file, std::string card_library)
    : log_file_(std::move(log_file)), card_library_(std::move(card_library)) {}

std::optional<Error> ControlGuard::add(const LeverWish& wish) {
  if (!(wish.least <= wish.most)) return refused("`" + wish.name + "` has no bounds");
  if (levers_.contains(wish.name) || levers_.size() >= levers_max) {
    return refused("there is a control `" + wish.name + "` already");
  }
  Result<std::unique_ptr<Lever>> lever = make_lever(wish, card_library_);
  if (!lever) return lever.error();
  levers_[wish.name] = {wish, std::move(*lever), std::nullopt, 0};
  return std::nullopt;
}

std::optional<Error> ControlGuard::set(const std::string& name, double value) {
  const auto found = levers_.find(name);
  if (found == levers_.end()) return refused("there is no control `" + name + "`");
  Held& held = found->second;
  const double bounded = std::clamp(value, held.wish.least, held.wish.most);
  if (!held.before) {
    Result<std::string> before = held.lever->standing();
    if (!before) {
      log(name, fmt::format("{:g} wanted", bounded), before.error());
      return before.error();
    }
    held.before = std::move(*before);
    held.order = ++sets_;
  }
  const std::optional<Error> fault = held.lever->set(bounded);
  log(name, fmt::format("{:g}, was {}", bounded, *held.before), fault);
  return fault;
}

void ControlGuard::restore(const std::string& why) {
  std::vector<Held*> held;
  for (auto& [name, one] : levers_) {
    if (one.before) held.push_back(&one);
  }
  std::sort(held.begin(), held.end(),
            [](const Held* a, const Held* b) { return a->order > b->order; });
  for (Held* one : held) {
    constexpr int tries = 3;
    std::optional<Error> fault;
    for (int i = 0; i < tries; ++i) {
      fault = one->lever->set_back(*one->before);
      if (!fault) break;
    }
    log(one->wish.name, "back to " + *one->before + ": " + why, fault);
    // What could not be set back is tried again the next time.
    if (!fault) one->before.reset();
  }
}

void ControlGuard::log(const std::string& name, const std::string& what,
                       const std::optional<Error>& fault) {
  if (log_file_.empty()) return;
  std::ofstream out(log_file_, std::ios::app);
  out << fmt::format("{} {}: {}: {}\n", wall_now().unix_ms, name, what,
                     fault ? fault->what : "done");
}

std::string ControlGuard::answer(std::string_view line) {
  const std::vector<std::string> words = words_of(line);
  const auto said = [](const std::optional<Error>& fault) {
    return fault ? "no " + fault->what : std::string("ok");
  };
  if (words.size() == 1 && words[0] == "beat") return "ok";
  if (words.size() == 3 && words[0] == "set") {
    const std::optional<double> value = number_in(words[2]);
    return value ? said(set(words[1], *value)) : "no `" + words[2] + "` is no number";
  }
  if (words.size() == 6 && words[0] == "lever") {
    const std::optional<double> least = number_in(words[4]);
    const std::optional<double> most = number_in(words[5]);
    if (!least || !most) return "no bounds must be numbers";
    return said(add({words[1], words[2], words[3], *least, *most}));
  }
  return "no such order";
}

void guard(ControlGuard& held_back, int in, int out, Duration patience) {
  std::string held;
  for (;;) {
    pollfd one{in, POLLIN, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(patience / millisecond));
    if (ready == 0) {
      held_back.restore("the site is silent");
      continue;
    }
    char piece[1024];
    const ssize_t got = ::read(in, piece, sizeof piece);
    if (got <= 0) return held_back.restore("the site is gone");
    held.append(piece, static_cast<std::size_t>(got));
    for (std::size_t end = held.find('\n'); end != std::string::npos; end = held.find('\n')) {
      const std::string said = held_back.answer(std::string_view(held).substr(0, end)) + "\n";
      held.erase(0, end + 1);
      // Nobody may be there to hear it: what is to be done does not depend on that.
      if (::write(out, said.data(), said.size()) < 0) continue;
    }
    if (held.size() > line_max) held.clear();
  }
}

}  // namespace islet
