// Goal: waits are exact where a law is known and lie above simulation elsewhere.
#include "perf/queueing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace islet {
namespace {

/// Phases in 0 to 1 from SplitMix64 (Steele, Lea, Flood, 2014).
double next_phase(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

TEST(ErlangC, IsAsTabulated) {
  EXPECT_DOUBLE_EQ(erlang_c(1, 0.7), 0.7);
  EXPECT_NEAR(erlang_c(2, 1.0), 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(erlang_c(10, 7.0), 0.2217, 5e-4);  // Cooper, 1981, table of Erlang's delay formula
}

TEST(Waiting, OfOneServerIsPollaczekKhinchine) {
  const Waiting exponential = waiting_time({0.5 * hertz, 1 * second, 1, 1, 1}, {});
  EXPECT_NEAR(exponential.mean / second, 1.0, 1e-12);
  // M/M/1 is exact to the tail: P(W > t) = 0.5 exp(-0.5 t).
  EXPECT_NEAR(exponential.quantile(0.99) / second, 2 * std::log(50.0), 1e-9);
  EXPECT_EQ(exponential.quantile(0.5), Duration{});
  const Waiting fixed = waiting_time({0.5 * hertz, 1 * second, 1, 0, 1}, {});
  EXPECT_NEAR(fixed.mean / second, 0.5, 1e-12);
}

TEST(Waiting, OfManyServersIsErlangs) {
  const Waiting wait = waiting_time({7 * hertz, 1 * second, 1, 1, 10}, {});
  EXPECT_NEAR(wait.mean / second, erlang_c(10, 7.0) / 3.0, 1e-9);
  EXPECT_NEAR(wait.waits, erlang_c(10, 7.0), 1e-12);
}

TEST(Waiting, WithPrioritiesIsCobhams) {
  // Two classes with fixed service of 1 s at 0.3/s and 0.4/s: residual 0.35 s.
  const DeviceTime high{0.3, 0.15 * second, 1 * second};
  const DeviceTime low{0.4, 0.20 * second, 1 * second};
  const Waiting first =
      waiting_time({0.3 * hertz, 1 * second, 1, 0, 1}, {.first = {}, .after = low});
  const Waiting second_class =
      waiting_time({0.4 * hertz, 1 * second, 1, 0, 1}, {.first = high, .after = {}});
  EXPECT_NEAR(first.mean / second, 0.35 / 0.7, 1e-12);
  EXPECT_NEAR(second_class.mean / second, 0.35 / (0.7 * 0.3), 1e-12);
}

TEST(Waiting, BeyondTheLimitIsSaturated) {
  const Waiting wait = waiting_time({0.95 * hertz, 1 * second, 1, 0, 1}, {});
  EXPECT_TRUE(wait.saturated);
  EXPECT_DOUBLE_EQ(wait.utilisation, 0.95);
  EXPECT_TRUE(
      waiting_time({0.5 * hertz, 1 * second, 1, 0, 1}, {.first = {.share = 0.5}}).saturated);
}

/// Waits of N periodic sources with fixed service over many draws of their phases, by Lindley's
/// recursion over two periods (the second is steady).
std::vector<double> simulated_periodic_waits(int sources, double used, int draws) {
  std::uint64_t state = 20261121;
  const double service = used / sources;
  std::vector<double> waits;
  for (int draw = 0; draw < draws; ++draw) {
    std::vector<double> arrivals(static_cast<std::size_t>(sources));
    for (double& arrival : arrivals) arrival = next_phase(state);
    std::sort(arrivals.begin(), arrivals.end());
    double wait = 0;
    double last = arrivals[0];
    for (int k = 1; k < 2 * sources; ++k) {
      const double now =
          arrivals[static_cast<std::size_t>(k % sources)] + (k < sources ? 0.0 : 1.0);
      wait = std::max(0.0, wait + service - (now - last));
      last = now;
      if (k >= sources) waits.push_back(wait / service);
    }
  }
  std::sort(waits.begin(), waits.end());
  return waits;
}

TEST(PeriodicWaiting, LiesAboveSimulationAndNotFarAbove) {
  for (const int sources : {2, 4, 12, 40}) {
    for (const double used : {0.2, 0.5, 0.8, 0.89}) {
      const std::vector<double> waits = simulated_periodic_waits(sources, used, 20000);
      const PeriodicLoad load{sources, 1 * hertz, used / sources * second};
      for (const double p : {0.5, 0.95, 0.99}) {
        const double simulated =
            waits[static_cast<std::size_t>(p * static_cast<double>(waits.size()))];
        const double bound = periodic_waiting_quantile(load, p) / load.service;
        EXPECT_GE(bound, simulated - 0.05) << sources << " sources at " << used << ", p " << p;
        EXPECT_LE(bound, simulated + 2.0) << sources << " sources at " << used << ", p " << p;
      }
    }
  }
}

TEST(PeriodicWaiting, IsNeverMoreThanAllAtOnce) {
  const PeriodicLoad load{3, 10 * hertz, 29 * millisecond};
  EXPECT_LE(periodic_waiting_quantile(load, 0.9999), 2 * load.service);
  EXPECT_EQ(periodic_waiting_quantile({1, 10 * hertz, 90 * millisecond}, 0.99), Duration{});
}

/// Waits of rare work by chance behind cameras at a fixed rate, units of each one after another.
std::vector<double> waits_behind(int cameras, double rate, double used, double service) {
  std::uint64_t state = 11;
  std::vector<double> waits;
  const double each = used / (cameras * rate);
  for (int draw = 0; draw < 300; ++draw) {
    std::vector<double> phases;
    for (int i = 0; i < cameras; ++i) phases.push_back(next_phase(state) / rate);
    std::sort(phases.begin(), phases.end());
    double free = 0;
    std::size_t next = 0;
    double own = next_phase(state) * 20 / rate;
    for (int seen = 0; seen < 20;) {
      const double camera =
          phases[next % phases.size()] + static_cast<double>(next / phases.size()) / rate;
      if (camera <= std::max(free, own)) {
        free = std::max(free, camera) + each;
        ++next;
        continue;
      }
      waits.push_back(std::max(0.0, free - own));
      free = std::max(free, own) + service;
      own = std::max(own, free) - std::log(1 - next_phase(state)) * 50 / rate;
      ++seen;
    }
  }
  std::sort(waits.begin(), waits.end());
  return waits;
}

TEST(Waiting, BehindCamerasIsNoLongerThanTheirRound) {
  for (const double used : {0.3, 0.6, 0.88}) {
    const double each = used / 120;
    DeviceTime cameras{used, 0.5 * used * each * second, each * second};
    cameras.round = 12 * each * second;
    cameras.period = 0.1 * second;
    EXPECT_EQ(longest_stretch(cameras), cameras.round);
    const QueueLoad rare{0.01 * hertz, 5 * millisecond};
    const double told = waiting_time(rare, {.first = cameras}).quantile(0.99) / second;
    const std::vector<double> found = waits_behind(12, 10, used, 0.005);
    EXPECT_GE(told, 0.99 * found[found.size() * 99 / 100]) << used;
    EXPECT_LE(told, 3 * found[found.size() * 99 / 100]) << used;
    EXPECT_LE(found.back(), (cameras.round / second) * (1 + 1e-9)) << used;
    cameras.round = Duration(std::numeric_limits<double>::infinity());  // as if by chance
    EXPECT_GE(waiting_time(rare, {.first = cameras}).quantile(0.99) / second, told);
  }
}

TEST(Waiting, TwoRatesTogetherHoldADeviceLonger) {
  DeviceTime fast{0.3, {}, {}, 30 * millisecond, 100 * millisecond};
  const DeviceTime slow{0.2, {}, {}, 200 * millisecond, 1 * second};
  EXPECT_EQ(longest_stretch(fast + slow), 230 * millisecond / 0.5);
  EXPECT_EQ(longest_stretch(fast + DeviceTime{}), 30 * millisecond);
  EXPECT_FALSE(std::isfinite(longest_stretch(fast + DeviceTime{0.1, {}, {}}) / second));
}

/// Work by chance in units of one length, a share of one server.
DeviceTime by_chance(double share, Duration unit) {
  DeviceTime taken;
  taken.share = share;
  taken.residual = 0.5 * share * unit;
  taken.longest = unit;
  return taken;
}

TEST(Blocking, IsTheRestOfAUnit) {
  const DeviceTime units = by_chance(0.5, 100 * millisecond);
  EXPECT_EQ(blocking_quantile(units, 0.5), Duration{});
  EXPECT_NEAR(blocking_quantile(units, 0.99) / millisecond, 98, 1e-9);
  EXPECT_EQ(blocking_quantile({}, 0.99), Duration{});
}

TEST(Blocking, OfShortAndLongUnitsIsLongAtTheTailOnly) {
  const DeviceTime steps = by_chance(0.5, 20 * millisecond) + by_chance(0.1, 250 * millisecond);
  // Exactly: 0.1 (1 - x / 250 ms) = 0.01.
  EXPECT_NEAR(blocking_quantile(steps, 0.99) / millisecond, 225, 10);
  EXPECT_LT(blocking_quantile(steps, 0.5), 20 * millisecond);
}

/// Waits for a server that gives both kinds the same time while both have work, in whole units;
/// both come by chance.
std::vector<double> waits_shared_evenly(double rate, double service, double share, double unit) {
  std::uint64_t state = 7;
  const auto gap = [&](double arrivals) { return -std::log(1 - next_phase(state)) / arrivals; };
  const double other_rate = share / unit;
  double own = gap(rate);
  double other = gap(other_rate);
  double now = 0;
  double own_taken = 0;
  double other_taken = 0;
  double reached = 0;
  bool had_own = false;  // had work when a unit ended
  bool had_other = false;
  std::vector<double> waits;
  while (waits.size() < 40'000) {
    now = std::max(now, std::min(own, other));
    if (own <= now && !had_own) own_taken = std::max(own_taken, reached);
    if (other <= now && !had_other) other_taken = std::max(other_taken, reached);
    had_own = own <= now;
    had_other = other <= now;
    const bool takes_own = had_own && (!had_other || own_taken <= other_taken);
    reached = takes_own ? own_taken : other_taken;
    (takes_own ? own_taken : other_taken) += takes_own ? service : unit;
    if (takes_own) waits.push_back(now - own);
    now += takes_own ? service : unit;
    (takes_own ? own : other) += takes_own ? gap(rate) : gap(other_rate);
  }
  std::sort(waits.begin(), waits.end());
  return waits;
}

TEST(SharedWaiting, OfEnginesThatShareEvenlyIsAsSimulated) {
  struct Case {
    double rate, service, share, unit;
  };
  for (const Case& each :
       {Case{0.02, 0.005, 0.6, 0.02}, Case{10, 0.02, 0.5, 0.02}, Case{0.05, 2, 0.3, 0.02},
        Case{2, 0.05, 0.16, 2.8}, Case{0.3, 1, 0.3, 1}, Case{20, 0.005, 0.7, 0.1}}) {
    const Company company{.beside = by_chance(each.share, each.unit * second)};
    const QueueLoad load{each.rate * hertz, each.service * second};
    const std::vector<double> found =
        waits_shared_evenly(each.rate, each.service, each.share, each.unit);
    for (const double p : {0.95, 0.99}) {
      const double told = shared_waiting_quantile(load, company, p) / second;
      const double simulated = found[static_cast<std::size_t>(p * 40'000)];
      EXPECT_GT(told, 0.6 * simulated) << each.rate << " at " << p;
      EXPECT_LT(told, 2.3 * simulated) << each.rate << " at " << p;
    }
  }
}

TEST(SharedWaiting, IsNoLongerThanWhereAllOthersGoFirst) {
  const QueueLoad load{0.02 * hertz, 5 * millisecond};
  for (const double share : {0.1, 0.5, 0.8, 0.95}) {
    const DeviceTime steps = by_chance(share, 20 * millisecond);
    const Duration evenly = shared_waiting_quantile(load, {.beside = steps}, 0.99);
    EXPECT_LE(evenly, shared_waiting_quantile(load, {.first = steps}, 0.99)) << share;
    EXPECT_TRUE(std::isfinite(evenly / second)) << share;
  }
  const DeviceTime full = by_chance(0.95, 20 * millisecond);
  EXPECT_FALSE(std::isfinite(shared_waiting_quantile(load, {.first = full}, 0.99) / second));
}

TEST(Lognormal, HasItsMeanAndMedian) {
  EXPECT_EQ(lognormal_quantile(2 * second, 0, 0.99), 2 * second);
  EXPECT_NEAR(lognormal_quantile(2 * second, 0.25, 0.5) / second, 2 / std::sqrt(1.25), 1e-9);
  EXPECT_NEAR(lognormal_quantile(1 * second, std::expm1(1.0), 0.975) / second,
              std::exp(1.959964 - 0.5), 1e-5);
}

TEST(Lognormal, HasTheNormalQuantileFarIntoBothTails) {
  for (const double p : {1e-12, 1e-6, 0.01, 0.3, 0.5, 0.95, 0.99, 1 - 1e-9}) {
    // With s = 1: z = ln(quantile / mean) + 1 / 2.
    const double z = std::log(lognormal_quantile(1 * second, std::expm1(1.0), p) / second) + 0.5;
    EXPECT_NEAR(0.5 * std::erfc(-z / std::sqrt(2.0)), p, 1e-15 + 1e-13 * p) << p;
  }
}

}  // namespace
}  // namespace islet
