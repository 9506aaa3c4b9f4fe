#include "energy/sets_account.h"

#include "base/check.h"
#include "catalog/weather.h"
#include "energy/load_loss.h"

namespace islet {

/// Sets by enumeration at each tenth of their ratings, and the loss of a steady load.
///
///     choice = the sets with least shortfall, then least fuel (commit_sets)
///     lost   = 8760 h * chance that the sets that are not broken give less than the load
///
/// Valid for   sets that fail and are repaired independently; a steady load
/// Leaves out  starts, minimum runs, what a battery carries meanwhile
/// Source      set_commitment.h, load_loss.h; rates as stated there
SetsAccount sets_account(std::span<const Generator> sets, Power load) {
  CHECK(!sets.empty() && sets.size() <= committed_sets_max);
  std::vector<SetState> states;
  std::vector<RepairableSets> repairable;
  Power all;
  for (const Generator& set : sets) {
    states.push_back({.set = set, .start_fuel = Volume()});
    repairable.push_back({1, set.rated, set_time_to_failure, set.repair});
    all += set.rated;
  }
  SetsAccount account;
  constexpr int tenths = 10;
  for (int tenth = 1; tenth <= tenths; ++tenth) {
    CommittedPoint point;
    point.share = tenth / static_cast<double>(tenths);
    point.load = point.share * all;
    point.choice = commit_sets(states, point.load, Power(), hour);
    for (const Generator& set : sets) {
      const Power output = std::max(set.minimum(), point.share * set.rated);
      point.all_running += fuel_flow(set, output, true);
    }
    account.points.push_back(std::move(point));
  }
  const std::vector<Power> year_of_load(hours_per_year, load);
  // Spells are followed hour by hour through every state: for few sets.
  const std::size_t spell_max = sets.size() <= 2 ? 48 : 0;
  const LoadLoss loss = load_loss(repairable, year_of_load, spell_max);
  account.lost = loss.expected_time;
  account.unserved = loss.expected_energy;
  account.longest_spell = loss.longest_spell;
  return account;
}

}  // namespace islet
