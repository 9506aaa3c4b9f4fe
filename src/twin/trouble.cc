#include "twin/trouble.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/random.h"

namespace islet {
namespace {

constexpr std::array<std::string_view, trouble_kinds> trouble_names = {
    "mains_lost", "generator_lost", "sun_lost",  "meter_mute",   "meter_absurd",  "meter_jumps",
    "link_cut",   "clock_step",     "lower_cap", "battery_worn", "panels_soiled", "air_hot"};
/// Those that a seed draws: what comes in a week.
constexpr int drawn_kinds = 9;

}  // namespace

std::string_view name_of(TroubleKind kind) { return trouble_names[static_cast<std::size_t>(kind)]; }

Result<Trouble> trouble_in(std::string_view text) {
  const Error refused{
      {},
      fmt::format("`--trouble` is \"{}\", must be KIND@START+LENGTH", text),
      fmt::format("Such as mains_lost@20s+60s; kinds are {}.", fmt::join(trouble_names, ", ")),
      "V1",
      ""};
  const std::size_t at = text.find('@');
  const std::size_t plus = text.find('+');
  if (at == std::string_view::npos || plus == std::string_view::npos || plus < at) return refused;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto kind = std::find(trouble_names.begin(), trouble_names.end(), text.substr(0, at));
  const auto seconds = [](std::string_view number) -> std::optional<double> {
    double value = 0;
    if (number.ends_with('s')) number.remove_suffix(1);
    const char* begin = number.data();
    const auto got = std::from_chars(begin, begin + number.size(), value);
    const bool is_all = got.ec == std::errc() && got.ptr == begin + number.size();
    return is_all && value >= 0 && value < 1e8 ? std::optional(value) : std::nullopt;
  };
  const auto start = seconds(text.substr(at + 1, plus - at - 1));
  const auto length = seconds(text.substr(plus + 1, slash - std::min(slash, plus + 1)));
  const auto more = slash < text.size() ? seconds(text.substr(slash + 1)) : std::optional(0.0);
  if (kind == trouble_names.end() || !start || !length || !more) return refused;
  Trouble out;
  out.kind = static_cast<TroubleKind>(kind - trouble_names.begin());
  out.at = after(Instant(), *start * second);
  out.length = *length * second;
  out.failing_cranks = static_cast<int>(*more);
  if (*more > 0 && *more <= 1) out.cap = *more;
  if (*more > 0 && *more <= 100) out.kelvins = *more;
  return out;
}

std::vector<Trouble> draw_troubles(Duration span, std::uint64_t seed) {
  RandomStream random = RandomStream(seed).fork("troubles");
  std::vector<Trouble> out;
  const auto many = 2 + static_cast<int>(random.uniform() * 7);
  for (int i = 0; i < many; ++i) {
    Trouble one;
    one.kind = static_cast<TroubleKind>(static_cast<int>(random.uniform() * drawn_kinds));
    one.at = after(Instant(), random.uniform() * span);
    // A minute to six hours, short ones more often.
    one.length = std::exp(random.uniform(std::log(60.0), std::log(6.0 * 3600))) * second;
    one.failing_cranks = static_cast<int>(random.uniform() * 3);
    out.push_back(one);
  }
  return out;
}

TroublesNow troubles_at(const std::vector<Trouble>& troubles, Duration since_start) {
  TroublesNow now;
  for (const Trouble& one : troubles) {
    const Duration begins = between(Instant(), one.at);
    if (since_start < begins || since_start >= begins + one.length) continue;
    switch (one.kind) {
      case TroubleKind::mains_lost:
        now.mains_lost = true;
        now.failing_cranks = std::max(now.failing_cranks, one.failing_cranks);
        break;
      case TroubleKind::generator_lost:
        now.generator_lost = true;
        break;
      case TroubleKind::sun_lost:
        now.sun_lost = true;
        break;
      case TroubleKind::meter_mute:
        now.meter_mute = true;
        break;
      case TroubleKind::meter_absurd:
        now.meter_absurd = true;
        break;
      case TroubleKind::meter_jumps:
        now.meter_jumps = true;
        break;
      case TroubleKind::link_cut:
        now.link_cut = true;
        break;
      case TroubleKind::clock_step:
        now.clock_step = true;
        break;
      case TroubleKind::lower_cap:
        now.cap = std::min(now.cap, one.cap);
        break;
      case TroubleKind::battery_worn:
        now.battery_health = std::min(now.battery_health, one.cap);
        break;
      case TroubleKind::panels_soiled:
        now.panel_health = std::min(now.panel_health, one.cap);
        break;
      case TroubleKind::air_hot:
        now.hotter_k = std::max(now.hotter_k, one.kelvins);
        break;
    }
  }
  return now;
}

}  // namespace islet
