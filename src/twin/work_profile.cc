#include "twin/work_profile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "base/yaml.h"

namespace islet {
namespace {

constexpr double day_s = 86'400;
constexpr double hour_s = 3'600;
constexpr double share_in_hours = 0.98;
constexpr double room = 1.5;  // beside what was seen, where nothing was promised

struct Moments {
  double sum = 0;
  double squares = 0;
  int count = 0;

  void add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  double mean() const { return count > 0 ? sum / count : 0; }
  double sd() const {
    return count > 1 ? std::sqrt(std::max(0.0, squares / count - mean() * mean())) : 0;
  }
};

/// Rows of one model and class.
struct Group {
  Moments prompt;
  Moments reply;
  std::vector<double> first;
  std::vector<double> whole;
  std::map<double, int> first_goals;
  std::map<double, int> whole_goals;
  std::array<int, 24> by_hour{};
  std::set<std::string> tenants;
  int requests = 0;
  int done = 0;
};

int hour_of(double at_s, double offset_h) {
  const double of_day = std::fmod(at_s + offset_h * hour_s, day_s);
  return static_cast<int>((of_day < 0 ? of_day + day_s : of_day) / hour_s) % 24;
}

void add_row(const RequestRow& row, double offset_h, Group& group) {
  ++group.requests;
  ++group.by_hour[static_cast<std::size_t>(hour_of(row.at_s, offset_h))];
  group.tenants.insert(row.tenant);
  if (row.first_token_within_s) ++group.first_goals[*row.first_token_within_s];
  if (row.within_s) ++group.whole_goals[*row.within_s];
  if (!row.is_done) return;
  ++group.done;
  if (row.prompt > 0) group.prompt.add(row.prompt);
  if (row.reply > 0) group.reply.add(row.reply);
  if (row.first_token_s) group.first.push_back(*row.first_token_s);
  if (row.whole_s) group.whole.push_back(*row.whole_s);
}

/// The limit that most requests were promised, when half of them were promised any.
std::optional<double> promised(const std::map<double, int>& goals, int requests) {
  int all = 0;
  double most = 0;
  int count = 0;
  for (const auto& [goal, times] : goals) {
    all += times;
    if (times <= count) continue;
    count = times;
    most = goal;
  }
  return 2 * all > requests && most > 0 ? std::optional(most) : std::nullopt;
}

std::optional<double> p95(std::vector<double> list) {
  if (list.empty()) return std::nullopt;
  std::sort(list.begin(), list.end());
  const auto rank = static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(list.size())));
  return list[std::max<std::size_t>(rank, 1) - 1];
}

/// Two digits, upwards: a limit of 1.237 s reads 1.3 s.
double rounded_up(double value) {
  if (value <= 0) return 0.001;
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return std::ceil(value / unit - 1e-9) * unit;
}

/// The shortest run of hours, which may go over midnight, that holds nearly all.
std::pair<int, int> busy_hours(const std::array<int, 24>& by_hour, int requests) {
  for (int length = 1; length < 24; ++length) {
    for (int from = 0; from < 24; ++from) {
      int held = 0;
      for (int i = 0; i < length; ++i) held += by_hour[static_cast<std::size_t>((from + i) % 24)];
      if (held >= share_in_hours * requests) return {from, (from + length - 1) % 24 + 1};
    }
  }
  return {0, 24};
}

/// Hours of the day between the two, over midnight where `to` is not after `from`.
int hours_between(int from, int to) { return to > from ? to - from : to + 24 - from; }

/// Hours of the rows' span, counted whole, that lie in the work's hours of the day.
double busy_span(const ProfiledWork& work, const WorkProfile& profile) {
  const int length = hours_between(work.from_hour, work.to_hour);
  int hours = 0;
  const double first = std::floor(profile.begin_s / hour_s);
  const double last = std::floor((profile.begin_s + profile.span_s) / hour_s);
  for (double hour = first; hour <= last; ++hour) {
    const int of_day = hour_of(hour * hour_s, 0);
    hours += (of_day - work.from_hour + 24) % 24 < length ? 1 : 0;
  }
  return std::max(1, hours);
}

std::string slug(const std::string& name) {
  std::string out;
  for (const char letter : name) {
    const auto plain = static_cast<unsigned char>(letter);
    const char put = std::isalnum(plain) != 0 ? static_cast<char>(std::tolower(plain)) : '_';
    if (put == '_' && (out.empty() || out.back() == '_')) continue;
    out += put;
  }
  while (out.ends_with('_')) out.pop_back();
  const bool is_name = !out.empty() && std::isalpha(static_cast<unsigned char>(out[0])) != 0;
  return is_name ? out : "work_" + out;
}

ProfiledWork work_of(const Group& group, const WorkProfile& profile) {
  ProfiledWork work;
  work.requests = group.requests;
  work.done = group.done;
  work.tenants = static_cast<int>(group.tenants.size());
  work.prompt = group.prompt.mean();
  work.prompt_sd = group.prompt.sd();
  work.reply = group.reply.mean();
  work.reply_sd = group.reply.sd();
  work.is_language = group.reply.count > 0;
  work.first_token_s = promised(group.first_goals, group.requests);
  work.whole_s = promised(group.whole_goals, group.requests);
  work.is_promised = work.first_token_s || work.whole_s;
  if (!work.is_promised) {
    work.first_token_s = p95(group.first);
    work.whole_s = p95(group.whole);
    if (work.first_token_s) work.first_token_s = rounded_up(room * *work.first_token_s);
    if (work.whole_s) work.whole_s = rounded_up(room * *work.whole_s);
  }
  double hours = profile.span_s / hour_s;
  if (profile.knows_hours) {
    std::tie(work.from_hour, work.to_hour) = busy_hours(group.by_hour, group.requests);
    hours = busy_span(work, profile);
  }
  work.per_hour = group.requests / hours;
  return work;
}

const char* importance_of(WorkClass work_class) {
  switch (work_class) {
    case WorkClass::safety:
      return "safety";
    case WorkClass::high:
      return "high";
    case WorkClass::normal:
      return "normal";
    case WorkClass::low:
    case WorkClass::batch:
      break;
  }
  return "low";
}

std::string spread_text(double mean, double sd, const char* unit) {
  const auto whole = [](double value) { return std::lround(std::max(1.0, value)); };
  // A spread below a twentieth is none; one above the mean would allow less than nothing.
  if (sd < 0.05 * mean) return fmt::format("{} {}", whole(mean), unit);
  return fmt::format("{} {} ± {} {}", whole(mean), unit, whole(std::min(sd, 0.95 * mean)), unit);
}

std::string workload_text(const ProfiledWork& work) {
  std::string text =
      fmt::format("  {}:    # {} requests of {} tenant{}, {} done\n    kind: {}\n    model: {}\n",
                  work.name, work.requests, work.tenants, work.tenants == 1 ? "" : "s", work.done,
                  work.is_language ? "chat" : "requests", work.model);
  if (work.is_language) {
    text += fmt::format("    users: 1\n    demand: {:.4g} req/user/h\n", work.per_hour);
    text += "    prompt: " + spread_text(work.prompt, work.prompt_sd, "tokens") + "\n";
    text += "    reply: " + spread_text(work.reply, work.reply_sd, "tokens") + "\n";
  } else {
    const int hours = hours_between(work.from_hour, work.to_hour);
    text += fmt::format("    work: {:.4g} items/day\n", work.per_hour * hours);
  }
  const char* why = work.is_promised ? "as promised" : "half as much again as 95 % got";
  if (work.is_language && work.first_token_s) {
    text += fmt::format("    first_token: p95 < {:.4g} s    # {}\n", *work.first_token_s, why);
  }
  const bool has_whole = work.whole_s && (work.is_promised || !work.is_language);
  if (has_whole) text += fmt::format("    latency: p95 < {:.4g} s    # {}\n", *work.whole_s, why);
  if (hours_between(work.from_hour, work.to_hour) < 24) {
    text += fmt::format("    when: daily {:02}:00-{:02}:00\n", work.from_hour, work.to_hour);
  }
  return text + fmt::format("    importance: {}\n", importance_of(work.work_class));
}

std::string workloads_text(const WorkProfile& profile) {
  std::string text = fmt::format("workloads:    # from {} requests over {:.3g} h\n",
                                 profile.requests, profile.span_s / hour_s);
  for (const ProfiledWork& work : profile.work) text += workload_text(work);
  return text;
}

}  // namespace

WorkProfile work_profile(const RequestRows& rows, double offset_h) {
  CHECK(!rows.rows.empty());
  WorkProfile profile;
  profile.requests = static_cast<int>(rows.rows.size());
  const double span = rows.rows.back().at_s - rows.rows.front().at_s;
  profile.begin_s = rows.rows.front().at_s + offset_h * hour_s;
  profile.knows_hours = rows.is_of_day && span >= day_s;
  profile.span_s = std::max(span, hour_s);
  std::map<std::pair<std::string, WorkClass>, Group> groups;
  std::map<std::string, int> classes;
  for (const RequestRow& row : rows.rows) {
    const std::string& name = row.model;
    const auto [group, is_new] = groups.try_emplace({name, row.work_class});
    if (is_new) ++classes[name];
    add_row(row, offset_h, group->second);
  }
  for (const auto& [key, group] : groups) {
    ProfiledWork work = work_of(group, profile);
    work.model = key.first;
    work.work_class = key.second;
    work.name = slug(key.first);
    if (classes[key.first] > 1) work.name += "_" + std::string(name_of(key.second));
    profile.work.push_back(std::move(work));
  }
  return profile;
}

Result<std::string> profiled_site(const WorkProfile& profile, const SiteWish& wish) {
  if (wish.base.empty()) {
    return fmt::format(
        "version: 1\nsite: {}\nwhere: {}\npower: {{grid: {{available: 100 %, limit: 20 kW}}, "
        "battery: 0 kWh to 5 kWh}}\n{}",
        wish.name, wish.where, workloads_text(profile));
  }
  const Result<YamlDocument> base = read_yaml(wish.base, wish.base_name);
  if (!base) return base.error();
  std::string text;
  bool is_put = false;
  bool skips = false;
  int line = 0;
  for (const std::string_view each : split(wish.base, '\n')) {
    ++line;
    for (const YamlEntry& entry : base->root.entries) {
      if (entry.key_place.line != line) continue;
      skips = entry.key == "workloads";
      if (skips) text += workloads_text(profile);
      is_put = is_put || skips;
    }
    if (!skips) text += std::string(each) + "\n";
  }
  return is_put ? text : text + workloads_text(profile);
}

}  // namespace islet
