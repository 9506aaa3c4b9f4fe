#include "perf/queueing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/check.h"
#include "perf/device_time.h"

namespace islet {
namespace {

constexpr int servers_max = 4096;

/// Standard normal quantile.
///
///     t = sqrt(-2 ln min(p, 1 - p))
///     z = t - (2.515517 + 0.802853 t + 0.010328 t^2)
///             / (1 + 1.432788 t + 0.189269 t^2 + 0.001308 t^3)       to 4.5e-4, then twice
///     e = (Phi(z) - p) sqrt(2 pi) exp(z^2 / 2),  z = z - e / (1 + z e / 2)
///
/// Valid for   1e-15 < p < 1 - 1e-15: to rounding
/// Source      Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.2.23; Halley's
///             method
double normal_quantile(double p) {
  const double tail = std::min(p, 1.0 - p);
  const double t = std::sqrt(-2.0 * std::log(tail));
  const double above = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                               (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  double z = p < 0.5 ? -above : above;
  for (int i = 0; i < 2; ++i) {
    const double beyond = 0.5 * std::erfc(-z / std::numbers::sqrt2) - p;
    const double e = beyond * std::sqrt(2.0 * std::numbers::pi) * std::exp(0.5 * z * z);
    z -= e / (1.0 + 0.5 * z * e);
  }
  return z;
}

}  // namespace

Duration met_unit(const DeviceTime& taken) {
  return taken.share > 0 ? 2.0 * taken.residual / taken.share : Duration{};
}

/// Engines that share a device evenly and have work by chance.
///
///     part = min(engines, share / idle)
///
/// the second being the mean number of them that have work meanwhile.
///
/// Valid for   units that are short beside what the other works at a time
/// Leaves out  that they catch up while the other has nothing to do: above the truth by that
/// Source      Parekh and Gallager, "A generalized processor sharing approach to flow control",
///             IEEE/ACM Trans. Netw. 1(3), 1993
double even_part(const DeviceTime& taken, double idle) {
  if (taken.share <= 0) return 0;
  const double engines = std::max(1, taken.engines);
  return taken.share < engines * idle ? taken.share / idle : engines;
}

DeviceTime operator+(const DeviceTime& a, const DeviceTime& b) {
  if (a.share <= 0) return b;
  if (b.share <= 0) return a;
  return {a.share + b.share, a.residual + b.residual,      std::max(a.longest, b.longest),
          a.round + b.round, std::min(a.period, b.period), a.engines + b.engines};
}

/// Busy period of sources at fixed rates, whatever their phases.
///
///     B <= round               where round <= period
///     B <= round / (1 - share) else
///
/// In a time t they bring at most round + share t, and each source once in a period; a busy period
/// ends when what came is done.
///
/// Valid for   share < 1; else infinite
/// Leaves out  nothing: a bound
/// Source      Cruz, "A calculus for network delay", IEEE Trans. Inf. Theory 37(1), 1991
Duration longest_stretch(const DeviceTime& taken) {
  if (taken.share <= 0) return Duration{};
  if (taken.round <= taken.period) return taken.round;
  return taken.share < 1 ? taken.round / (1.0 - taken.share)
                         : Duration{std::numeric_limits<double>::infinity()};
}

/// Erlang's delay formula by the recursion of his loss formula.
///
///     B(0) = 1,  B(k) = a B(k-1) / (k + a B(k-1)),  C = B / (1 - (a / k) (1 - B))
///
/// Valid for   a < k; Poisson arrivals
/// Leaves out  nothing; exact for exponential service
/// Source      Erlang, 1917; Cooper, "Introduction to Queueing Theory", 2nd ed., 1981, section 3.5
double erlang_c(int servers, double erlangs) {
  CHECK(servers >= 1 && servers <= servers_max);
  CHECK(erlangs >= 0 && erlangs < servers);
  constexpr double nobody = 1e-20;  // it only falls with more servers
  double loss = 1.0;
  for (int k = 1; k <= servers; ++k) {
    loss = erlangs * loss / (k + erlangs * loss);
    if (loss < nobody) return 0.0;
  }
  return loss / (1.0 - erlangs / servers * (1.0 - loss));
}

Duration Waiting::quantile(double p) const {
  CHECK(p >= 0 && p < 1);
  const auto exponential = [p](double chance, Duration over_all) {
    if (chance <= 0 || 1.0 - p >= chance) return Duration{};
    return over_all / chance * std::log(chance / (1.0 - p));
  };
  return std::min(exponential(waits, mean), stretch + exponential(waits_behind, mean_behind));
}

/// Waiting of arrivals by chance at equal servers with non-preemptive priorities.
///
///     mean  = [C(k, a) / a * R + first and after residuals / k] / ((1 - s)(1 - s - r))
///     R     = r * service * (ca + cs) / 2,   s share of what goes first, r own share
///     P(wait > t) = w exp(-t w / mean),      w the chance that a server is found busy
///     or wait = stretch + wait(servers slowed by 1 - s, nobody first), whichever is less
///
/// With one server and no company this is Pollaczek-Khinchine and Kingman's bound; with many
/// servers Allen-Cunneen; with company and one server Cobham.
///
/// Valid for   utilisation to 0.9, ca and cs to about 4; tails near exponential
/// Leaves out  the exact law of the tail: above it for service times less variable than exponential
/// Source      Cobham, "Priority assignment in waiting line problems", Oper. Res. 2, 1954; Allen,
///             "Probability, Statistics, and Queueing Theory", 2nd ed., 1990; Bondi and Buzen, "The
///             response times of priority classes under preemptive resume in M/G/m queues", 1984
///             (scaling of priorities to many servers); Kingman, 1962; the stretch is the latency
///             of a rate-latency server (Le Boudec and Thiran, "Network Calculus", 2001)
Waiting waiting_time(const QueueLoad& load, const Company& company) {
  CHECK(load.servers >= 1 && load.servers <= servers_max);
  Waiting wait;
  const double first = company.first.share;
  const double own = load.utilisation();
  wait.utilisation = first + own;
  if (wait.utilisation >= share_limit) {
    wait.saturated = true;
    return wait;
  }
  const double variability = 0.5 * (load.arrival_variability + load.service_variability);
  const double shared = wait.utilisation;
  // All servers busy against one server busy: 1 for a single server.
  const double crowd = shared > 0 ? erlang_c(load.servers, shared * load.servers) / shared : 1.0;
  const Duration residual =
      (own * load.service * variability + company.first.residual) * crowd + company.after.residual;
  wait.mean = residual / load.servers / ((1.0 - first) * (1.0 - shared));
  wait.waits = std::min(1.0, shared * crowd + company.after.share);
  const Duration stretch = longest_stretch(company.first);
  if (first <= 0 || !std::isfinite(stretch / second)) return wait;
  QueueLoad slowed = load;
  slowed.service = load.service / (1.0 - first);
  DeviceTime after = company.after;
  after.residual = after.residual / (1.0 - first);
  const Waiting behind = waiting_time(slowed, {.first = {}, .after = after});
  if (behind.saturated) return wait;
  wait.stretch = stretch;
  wait.waits_behind = behind.waits;
  wait.mean_behind = behind.mean;
  return wait;
}

/// Waiting behind other sources that each send at a fixed rate: the Brownian bridge.
///
///     P(wait > x service) = exp(-2 x (x / N + 1 - u)),  x <= N - 1;  0 with chance 1 - u
///
/// Valid for   N equal sources, phases independent and uniform, fixed service, u < 1
/// Leaves out  phases that are locked: all together wait (N - 1) service, the cap here
/// Source      Roberts and Virtamo, "The superposition of periodic cell arrival streams in an ATM
///             multiplexer", IEEE Trans. Commun. 39(2), 1991; checked by simulation in the test
Duration periodic_waiting_quantile(const PeriodicLoad& load, double p) {
  CHECK(load.sources >= 1 && p >= 0 && p < 1);
  const double n = load.sources;
  const double used = load.utilisation();
  CHECK(used < 1);
  const double others = used * (n - 1) / n;
  if (1.0 - p >= others) return Duration{};
  const double slack = 1.0 - used;
  const double x = 0.5 * n * (std::sqrt(slack * slack + 2.0 * -std::log1p(-p) / n) - slack);
  return std::min(x, n - 1.0) * load.service;
}

/// An arrival finds a unit of other work begun with chance `share`; its rest is uniform up to the
/// unit's length. The second moment of the lengths is known (twice the residual) and the longest:
///
///     P(rest > x) = share (1 - x / u)             all of one length, u = 2 residual / share
///     P(rest > x) = 2 residual / L (1 - x / L)    the longest, L, and beside it short ones
///
/// and the longer quantile of the two: the first decides in the middle, the second in the tail.
///
/// Valid for   units of one or two lengths (decoding steps, and those that take a prompt in)
/// Source      residual life of renewal theory; Cooper, 1981, section 5.3
Duration blocking_quantile(const DeviceTime& begun, double p) {
  const auto uniform = [p](double chance, Duration length) {
    return chance > 1.0 - p ? length * (1.0 - (1.0 - p) / chance) : Duration{};
  };
  const double longest_met =
      begun.longest > Duration{} ? 2.0 * begun.residual / begun.longest : 0.0;
  return std::max(uniform(begun.share, met_unit(begun)), uniform(longest_met, begun.longest));
}

/// Engines that share the time evenly.
///
///     evenly:  M/G/k with service (1 + part) (`even_part`), and the rest of a unit under way;
///              the longest of both together, the queue alone and the rest alone, since one
///              exponential tail does not follow two unlike waits
///     behind:  all that is beside goes first
///     wait = the shorter of the two
///
/// Valid for   as `even_part` and `waiting_time`
/// Source      as `even_part`; the second is the conservation of work
Duration shared_waiting_quantile(const QueueLoad& load, const Company& company, double p) {
  constexpr Duration endless{std::numeric_limits<double>::infinity()};
  const Waiting behind =
      waiting_time(load, {.first = company.first + company.beside, .after = company.after});
  const Duration last = behind.saturated ? endless : behind.quantile(p);
  if (company.beside.share <= 0) return last;
  QueueLoad shared = load;
  shared.service =
      (1.0 + even_part(company.beside, 1.0 - company.first.share - load.utilisation())) *
      load.service;
  const DeviceTime begun = company.after + company.beside;
  const Waiting alone = waiting_time(shared, {.first = company.first, .after = company.after});
  if (alone.saturated) return last;
  const Waiting evenly = waiting_time(shared, {.first = company.first, .after = begun});
  return std::min(last,
                  std::max({evenly.quantile(p), alone.quantile(p), blocking_quantile(begun, p)}));
}

/// Quantile of a lognormal.
///
///     s^2 = ln(1 + v),  quantile = mean * exp(s z_p - s^2 / 2)
///
/// Valid for   lengths of prompts and replies, which are right-skewed (Azure 2023 trace)
/// Leaves out  caps on length
/// Source      Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions", 1994, chapter 14
Duration lognormal_quantile(Duration mean, double variability, double p) {
  if (variability <= 0) return mean;
  const double s2 = std::log1p(variability);
  return mean * std::exp(std::sqrt(s2) * normal_quantile(p) - 0.5 * s2);
}

}  // namespace islet
