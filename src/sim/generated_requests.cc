#include "sim/generated_requests.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

constexpr double hour_s = 3600;
constexpr double longest_s = 10 * 365 * 86400.0;  // as of traces
constexpr double length_most = 10'000'000;
constexpr double count_most = 1'000'000;
constexpr std::size_t figures_max = 168;

bool is_later(const TraceRequest& a, const TraceRequest& b) { return a.arrival > b.arrival; }

/// Figures of at least 0 with commas between; nothing when one is none.
std::optional<std::vector<double>> figures_in(std::string_view text) {
  std::vector<double> out;
  while (out.size() < figures_max) {
    const std::size_t comma = text.find(',');
    const std::string_view one = text.substr(0, comma);
    double value = 0;
    const auto read = std::from_chars(one.data(), one.data() + one.size(), value);
    if (read.ec != std::errc() || read.ptr != one.data() + one.size()) return std::nullopt;
    if (!std::isfinite(value) || value < 0) return std::nullopt;
    out.push_back(value);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

/// "name:1,2" cut into its name and figures.
struct Law {
  std::string_view name;
  std::vector<double> figures;
};

std::optional<Law> law_in(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto figures = figures_in(text.substr(colon + 1));
  if (!figures) return std::nullopt;
  return Law{text.substr(0, colon), std::move(*figures)};
}

Error refused(std::string_view option, std::string_view text, std::string_view right,
              std::string hint) {
  return {{},
          fmt::format("`{}` is \"{}\", must be {}", option, text, right),
          std::move(hint),
          "V1",
          ""};
}

bool is_within(double value, double least, double most) { return value >= least && value <= most; }

}  // namespace

Tokens LengthLaw::mean() const {
  switch (kind) {
    case Kind::fixed:
    case Kind::gamma:
      break;
    case Kind::uniform:
      return 0.5 * (first + second) * token;
    case Kind::lognormal:
      return first * std::exp(0.5 * second * second) * token;
  }
  return first * token;
}

int LengthLaw::draw(RandomStream& random) const {
  double length = first;
  if (kind == Kind::uniform) length = std::floor(random.uniform(first, second + 1));
  if (kind == Kind::gamma && second > 0) {
    const double shape = 1 / (second * second);
    length = random.gamma(shape, first / shape);
  }
  if (kind == Kind::lognormal) length = random.lognormal(std::log(first), second);
  return static_cast<int>(std::clamp(std::round(length), 1.0, length_most));
}

Result<LengthLaw> read_lengths(std::string_view text) {
  const Error wrong =
      refused("--prompt or --reply", text, "N, LOW..HIGH, gamma:MEAN,CV or lognormal:MEDIAN,SIGMA",
              "Tokens from 1 on, such as 512 or 64..1024.");
  if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
    const auto low = figures_in(text.substr(0, dots));
    const auto high = figures_in(text.substr(dots + 2));
    if (!low || !high || low->size() != 1 || high->size() != 1) return wrong;
    const LengthLaw law{LengthLaw::Kind::uniform, low->front(), high->front()};
    if (law.first < 1 || law.second < law.first || law.second > length_most) return wrong;
    return law;
  }
  if (const auto one = figures_in(text)) {
    if (one->size() != 1 || !is_within(one->front(), 1, length_most)) return wrong;
    return LengthLaw{LengthLaw::Kind::fixed, one->front(), 0};
  }
  const auto law = law_in(text);
  if (!law || law->figures.size() != 2) return wrong;
  const bool is_gamma = law->name == "gamma";
  if (!is_gamma && law->name != "lognormal") return wrong;
  if (!is_within(law->figures[0], 1, length_most) || !is_within(law->figures[1], 0, 5))
    return wrong;
  return LengthLaw{is_gamma ? LengthLaw::Kind::gamma : LengthLaw::Kind::lognormal, law->figures[0],
                   law->figures[1]};
}

Result<ArrivalLaw> read_arrivals(std::string_view text) {
  const Error wrong = refused(
      "--arrivals", text,
      "poisson:RATE, gamma:RATE,CV, weibull:RATE,SHAPE, users:COUNT,THINK_S or bulk:COUNT,GAP_S",
      "Rates are requests a second: --arrivals poisson:2.5.");
  const auto law = law_in(text);
  if (!law) return wrong;
  ArrivalLaw out;
  struct Named {
    std::string_view name;
    ArrivalLaw::Kind kind;
    std::size_t figures;
  };
  constexpr std::array<Named, 5> laws = {{{"poisson", ArrivalLaw::Kind::poisson, 1},
                                          {"gamma", ArrivalLaw::Kind::gamma, 2},
                                          {"weibull", ArrivalLaw::Kind::weibull, 2},
                                          {"users", ArrivalLaw::Kind::users, 2},
                                          {"bulk", ArrivalLaw::Kind::bulk, 2}}};
  const auto named = std::find_if(laws.begin(), laws.end(),
                                  [&](const Named& each) { return each.name == law->name; });
  if (named == laws.end() || law->figures.size() != named->figures) return wrong;
  out.kind = named->kind;
  const double first = law->figures.front();
  const double second_figure = law->figures.back();
  if (out.kind == ArrivalLaw::Kind::users || out.kind == ArrivalLaw::Kind::bulk) {
    if (!is_within(first, 1, count_most) || first != std::floor(first)) return wrong;
    if (!is_within(second_figure, 0, longest_s)) return wrong;
    out.count = static_cast<int>(first);
    out.pause = second_figure * second;
    return out;
  }
  if (!is_within(first, 1e-6, 1e6)) return wrong;
  out.rate = first * hertz;
  if (named->figures == 2) {
    if (!is_within(second_figure, 0.05, 20)) return wrong;
    out.spread = second_figure;
  }
  return out;
}

Result<std::vector<double>> read_hourly(std::string_view text) {
  auto figures = figures_in(text);
  double sum = 0;
  if (figures) {
    for (const double each : *figures) sum += each;
  }
  if (!figures || (figures->size() != 24 && figures->size() != 168) || !(sum > 0)) {
    return refused("--hourly", text, "24 or 168 figures of at least 0, not all 0",
                   "The rate of each hour of the day or of the week against the others.");
  }
  const auto count = static_cast<double>(figures->size());
  for (double& each : *figures) each *= count / sum;
  return *figures;
}

GeneratedRequests::GeneratedRequests(const GeneratedLoad& load)
    : load_(load),
      arrivals_(RandomStream(load.seed).fork("arrivals")),
      sizes_(RandomStream(load.seed).fork("sizes")) {
  if (load_.arrivals.kind != ArrivalLaw::Kind::users) return;
  for (int user = 0; user < load_.arrivals.count && given_ < load_.requests; ++user, ++given_) {
    TraceRequest& first = waiting_.emplace_back();
    const double think_s = load_.arrivals.pause / second;
    first.arrival =
        after(Instant(), think_s > 0 ? arrivals_.exponential(think_s) * second : Duration());
    size(first);
  }
  std::make_heap(waiting_.begin(), waiting_.end(), is_later);
}

void GeneratedRequests::size(TraceRequest& out) {
  out.prompt_tokens = load_.prompt.draw(sizes_);
  out.output_tokens = load_.reply.draw(sizes_);
}

/// The gap to the next arrival, in units of the mean gap.
///
///     poisson: exponential; gamma: shape = 1 / cv^2, scale = cv^2;
///     weibull: scale = 1 / Gamma(1 + 1 / shape)
///
/// Valid for   renewal processes: gaps that do not depend on each other
/// Leaves out  bursts that follow bursts
/// Source      BurstGPT (Wang et al., 2024) fits gaps of services by gamma, ServeGen (2025) by
/// gamma
///             and Weibull
double GeneratedRequests::gap() {
  const double spread = load_.arrivals.spread;
  if (load_.arrivals.kind == ArrivalLaw::Kind::gamma) {
    return arrivals_.gamma(1 / (spread * spread), spread * spread);
  }
  if (load_.arrivals.kind == ArrivalLaw::Kind::weibull) {
    return arrivals_.weibull(spread, 1 / std::tgamma(1 + 1 / spread));
  }
  return arrivals_.exponential(1);
}

/// Stretches time so that the rate follows the hours.
///
///     integral of the rate from the last arrival to the next = gap
///
/// Valid for   rates that are constant within an hour
/// Leaves out  daylight saving: all days have 24 hours
/// Source      Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes", 1979
bool GeneratedRequests::by_gaps(Instant& out) {
  double left = gap();
  const double rate = load_.arrivals.rate / hertz;
  const std::vector<double>& hourly = load_.arrivals.hourly;
  if (hourly.empty()) {
    if (left / rate > longest_s) return false;
    clock_ = after(clock_, left / rate * second);
  } else {
    double at = between(Instant(), clock_) / second;
    while (at < longest_s) {
      const auto index = static_cast<std::size_t>(at / hour_s);
      const double end = static_cast<double>(index + 1) * hour_s;
      const double now_rate = rate * hourly[index % hourly.size()];
      const double passes = now_rate * (end - at);
      if (passes > left) {
        at += left / now_rate;
        break;
      }
      left -= passes;
      at = end;
    }
    clock_ = std::max(clock_, after(Instant(), at * second));
  }
  out = clock_;
  return between(Instant(), clock_) / second < longest_s;
}

bool GeneratedRequests::next_arrival(Instant& out) {
  if (load_.arrivals.kind != ArrivalLaw::Kind::bulk) return by_gaps(out);
  const std::int64_t bulks = given_ / load_.arrivals.count;
  const double past_s = static_cast<double>(bulks) * (load_.arrivals.pause / second);
  out = after(Instant(), std::min(past_s, longest_s) * second);
  return past_s < longest_s;
}

bool GeneratedRequests::next(TraceRequest& out) {
  if (load_.arrivals.kind == ArrivalLaw::Kind::users) {
    if (waiting_.empty()) return false;
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    out = std::move(waiting_.back());
    waiting_.pop_back();
    return true;
  }
  out = TraceRequest{};
  if (given_ >= load_.requests || !next_arrival(out.arrival)) return false;
  ++given_;
  size(out);
  return true;
}

bool GeneratedRequests::ended(Instant now, TraceRequest& ahead, bool has_ahead) {
  if (load_.arrivals.kind != ArrivalLaw::Kind::users || given_ >= load_.requests) return false;
  ++given_;
  const double think_s = load_.arrivals.pause / second;
  TraceRequest again;
  again.arrival = after(now, think_s > 0 ? arrivals_.exponential(think_s) * second : Duration());
  size(again);
  const bool is_next = !has_ahead || again.arrival < ahead.arrival;
  if (is_next) std::swap(again, ahead);
  if (!is_next || has_ahead) {
    waiting_.push_back(std::move(again));
    std::push_heap(waiting_.begin(), waiting_.end(), is_later);
  }
  return is_next;
}

}  // namespace islet
