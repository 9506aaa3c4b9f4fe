#include "energy/load_loss.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::size_t states_max = 512;

/// The chain of one group: how many of its sets work.
struct Chain {
  std::vector<double> steady;       ///< chance of 0, 1, ... working
  std::vector<double> transitions;  ///< from row to column in an hour
};

double ways(int of, int some) {
  double count = 1;
  for (int i = 0; i < some; ++i) count *= static_cast<double>(of - i) / (i + 1);
  return count;
}

double binomial(int of, int some, double chance) {
  if (some < 0 || some > of) return 0;
  return ways(of, some) * std::pow(chance, some) * std::pow(1 - chance, of - some);
}

/// Each set alone is a chain of two states, taken exactly over an hour:
///
///     ready = mttf / (mttf + mttr),  stays = ready + (1 - ready) e^-(1/mttf + 1/mttr) h
///
/// Valid for   constant rates of failure and repair
/// Leaves out  repair crews that are busy
/// Source      Billinton and Allan, "Reliability Evaluation of Engineering Systems", 1992,
///             chapter 9
Chain chain_of(const RepairableSets& sets) {
  CHECK(sets.time_to_failure > Duration() && sets.time_to_repair > Duration());
  const double ready = sets.time_to_failure / (sets.time_to_failure + sets.time_to_repair);
  const double memory = std::exp(-(hour / sets.time_to_failure + hour / sets.time_to_repair));
  const double stays = ready + (1 - ready) * memory;
  const double comes_back = ready - ready * memory;
  Chain chain;
  for (int from = 0; from <= sets.count; ++from) {
    chain.steady.push_back(binomial(sets.count, from, ready));
    for (int to = 0; to <= sets.count; ++to) {
      double chance = 0;
      for (int kept = 0; kept <= std::min(from, to); ++kept) {
        chance += binomial(from, kept, stays) * binomial(sets.count - from, to - kept, comes_back);
      }
      chain.transitions.push_back(chance);
    }
  }
  return chain;
}

/// All groups together.
struct Fleet {
  std::vector<Power> output;
  std::vector<double> steady;
  std::vector<double> transitions;
};

Fleet fleet_of(std::span<const RepairableSets> sets) {
  Fleet fleet{{Power()}, {1.0}, {1.0}};
  for (const RepairableSets& group : sets) {
    const Chain chain = chain_of(group);
    const std::size_t own = chain.steady.size();
    const std::size_t before = fleet.output.size();
    CHECK(own * before <= states_max);
    Fleet both;
    for (std::size_t a = 0; a < before; ++a) {
      for (std::size_t b = 0; b < own; ++b) {
        both.output.push_back(fleet.output[a] + static_cast<double>(b) * group.rated);
        both.steady.push_back(fleet.steady[a] * chain.steady[b]);
        for (std::size_t to_a = 0; to_a < before; ++to_a) {
          for (std::size_t to_b = 0; to_b < own; ++to_b) {
            both.transitions.push_back(fleet.transitions[a * before + to_a] *
                                       chain.transitions[b * own + to_b]);
          }
        }
      }
    }
    fleet = std::move(both);
  }
  return fleet;
}

/// Chance that no spell reaches `hours` in the series: courses are followed by state and by the
/// length of the spell that they are in.
double chance_without(const Fleet& fleet, std::span<const Power> net_load, std::size_t hours) {
  const std::size_t states = fleet.output.size();
  std::vector<double> now(states * hours, 0.0);
  std::vector<double> next(states * hours);
  for (std::size_t s = 0; s < states; ++s) now[s * hours] = fleet.steady[s];
  for (std::size_t h = 0; h < net_load.size(); ++h) {
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t s = 0; s < states; ++s) {
      const bool is_short = fleet.output[s] < net_load[h] * (1 - 1e-12);
      for (std::size_t length = 0; length < hours; ++length) {
        const double chance = now[s * hours + length];
        const std::size_t after_hour = is_short ? length + 1 : 0;
        if (chance == 0 || after_hour >= hours) continue;
        for (std::size_t to = 0; to < states; ++to) {
          next[to * hours + after_hour] += chance * fleet.transitions[s * states + to];
        }
      }
    }
    std::swap(now, next);
  }
  double kept = 0;
  for (const double chance : now) kept += chance;
  return kept;
}

}  // namespace

/// Sets in their steady state against the load of each hour, and spells by their Markov chain.
///
///     chance(h)       = sum of steady(s) over states with output(s) < net_load(h)
///     expected energy = sum of steady(s) max(0, net_load(h) - output(s))
///     P(spell >= n)   = 1 - P(no run of n short hours), followed by state and length of run
///
/// Valid for   sets that fail and are repaired independently, at constant rates; hours
/// Leaves out  the battery's help over short failures (outage_survival.h has it), failures to start
/// Source      Billinton and Allan, "Reliability Evaluation of Power Systems", 1996, chapters 2, 3
LoadLoss load_loss(std::span<const RepairableSets> sets, std::span<const Power> net_load,
                   std::size_t spell_max, double likely) {
  const Fleet fleet = fleet_of(sets);
  LoadLoss loss;
  for (const Power load : net_load) {
    double chance = 0;
    for (std::size_t s = 0; s < fleet.output.size(); ++s) {
      if (fleet.output[s] >= load * (1 - 1e-12)) continue;
      chance += fleet.steady[s];
      loss.expected_energy += fleet.steady[s] * (load - fleet.output[s]) * hour;
    }
    loss.chance.push_back(chance);
    loss.expected_time += chance * hour;
  }
  loss.spell.push_back(1);
  for (std::size_t hours = 1; hours <= spell_max; ++hours) {
    const double reached = std::max(0.0, 1 - chance_without(fleet, net_load, hours));
    loss.spell.push_back(reached);
    if (reached >= likely) loss.longest_spell = static_cast<double>(hours) * hour;
    if (reached < 1e-9) break;
  }
  loss.spell.resize(spell_max + 1, 0.0);
  return loss;
}

std::size_t longest_run(const std::vector<bool>& hours) {
  std::size_t longest = 0;
  std::size_t now = 0;
  for (const bool one : hours) {
    now = one ? now + 1 : 0;
    longest = std::max(longest, now);
  }
  return longest;
}

}  // namespace islet
