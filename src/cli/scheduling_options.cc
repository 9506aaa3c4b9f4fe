#include "cli/scheduling_options.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr const char* group = "Trace";
constexpr double goal_most_s = 1e7;

struct ClassGoal {
  WorkClass work_class = WorkClass::normal;
  Duration within;
};

/// "high=1.5".
std::optional<ClassGoal> goal_in(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos) return std::nullopt;
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + sign + 1, end, seconds);
  const bool is_number = read.ec == std::errc() && read.ptr == end && std::isfinite(seconds);
  if (!is_number || seconds <= 0 || seconds > goal_most_s) return std::nullopt;
  for (int index = 0; index < work_class_count; ++index) {
    if (name_of(work_class_at(index)) != text.substr(0, sign)) continue;
    return ClassGoal{work_class_at(index), seconds * second};
  }
  return std::nullopt;
}

std::optional<Error> goal_refusal(const char* option, const std::vector<std::string>& goals) {
  for (const std::string& each : goals) {
    if (goal_in(each)) continue;
    return Error{{},
                 fmt::format("`{}` is \"{}\", must be CLASS=SECONDS", option, each),
                 "Classes are safety, high, normal, low and batch: --within normal=60.",
                 "V1",
                 ""};
  }
  return std::nullopt;
}

}  // namespace

void SchedulingOptions::declare(CLI::App& app) {
  app.add_option("--acute", acute_share_, "share of the requests that are of class high")
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->type_name("SHARE")
      ->group(group);
  app.add_option("--within", within_, "goal of a class, from arrival to end; may stand again")
      ->type_name("CLASS=SECONDS")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--first-token-within", first_token_within_, "the same, to the first token")
      ->type_name("CLASS=SECONDS")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--load", load_, "let requests come so fast: times what the engines can carry")
      ->check(CLI::Range(0.001, 1000.0).description(""))
      ->type_name("FACTOR")
      ->group(group);
}

std::optional<Error> SchedulingOptions::refusal() const {
  if (auto wrong = goal_refusal("--within", within_)) return wrong;
  return goal_refusal("--first-token-within", first_token_within_);
}

bool SchedulingOptions::is_asked() const {
  return acute_share_ > 0 || !within_.empty() || !first_token_within_.empty();
}

RequestMarks SchedulingOptions::marks(std::uint64_t seed) const {
  RequestMarks marks;
  marks.acute_share = acute_share_;
  marks.seed = seed;
  for (const std::string& each : within_) {
    if (const auto goal = goal_in(each)) marks.within[index_of(goal->work_class)] = goal->within;
  }
  for (const std::string& each : first_token_within_) {
    if (const auto goal = goal_in(each)) {
      marks.first_token_within[index_of(goal->work_class)] = goal->within;
    }
  }
  return marks;
}

}  // namespace islet
