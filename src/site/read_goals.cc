// Blocks `goals` and `privacy`: what is best, what must be reached, what must stay inside.
#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

constexpr std::array<std::string_view, 5> objective_names = {"lifetime cost", "purchase cost",
                                                             "energy", "fuel", "mass"};

Objective read_objective(const Block& goals) {
  std::string word = goals.text("minimise");
  std::replace(word.begin(), word.end(), '_', ' ');
  const auto found = std::find(objective_names.begin(), objective_names.end(), word);
  if (found != objective_names.end()) {
    return static_cast<Objective>(found - objective_names.begin());
  }
  const std::vector<std::string_view> names(objective_names.begin(), objective_names.end());
  goals.error("minimise", "V2",
              "`goals.minimise` is `" + shown(word, 60) + "`, must be one of " + in_words(names),
              did_you_mean(word, names));
  return Objective::lifetime_cost;
}

/// Share of the work that must be served where the file does not say.
struct ServedDefault {
  Importance importance;
  double share;
  const char* text;
};
constexpr std::array<ServedDefault, importance_count> served_defaults = {{
    {Importance::safety, 0.999, "at least 99.9 %"},
    {Importance::high, 0.99, "at least 99 %"},
    {Importance::normal, 0.97, "at least 97 %"},
    {Importance::low, 0.90, "at least 90 %"},
}};

void read_served(const Block& root, const Block& goals, Site& site) {
  const Block served = goals.child("served");
  std::vector<std::string_view> names;
  names.reserve(site.workloads.size());
  for (const Workload& workload : site.workloads) names.push_back(workload.name);
  for (const auto& [entry, unused] : goals.children("served")) {
    const auto share = served.figures(entry->key);
    const auto workload = std::find_if(site.workloads.begin(), site.workloads.end(),
                                       [&](const Workload& w) { return w.name == entry->key; });
    if (workload == site.workloads.end()) {
      // A workload that was dropped for a fault of its own is no second fault.
      const Block all = root.child("workloads");
      if (all.has(entry->key)) continue;
      root.reading().error(entry->key_place, "S1",
                           "`" + goals.path() + ".served` names `" + shown(entry->key, 60) +
                               "`, which is no workload",
                           did_you_mean(entry->key, names));
    } else if (share) {
      workload->served_goal = share->typical;
      workload->served_goal_origin = ValueOrigin::written;
    }
  }
  for (Workload& workload : site.workloads) {
    if (workload.served_goal_origin == ValueOrigin::written) continue;
    const Block written = root.child("workloads").child(workload.name);
    if (const auto share = written.figures("served")) {
      workload.served_goal = share->typical;
      workload.served_goal_origin = ValueOrigin::written;
      continue;
    }
    const ServedDefault& standard = served_defaults[static_cast<std::size_t>(workload.importance)];
    workload.served_goal = standard.share;
    goals.note_default("served." + workload.name, standard.text,
                       "its importance is " + std::string(name_of(workload.importance)));
  }
}

}  // namespace

std::string_view name_of(Objective objective) {
  return objective_names[static_cast<std::size_t>(objective)];
}

void read_goals(const Block& root, Site& site) {
  const Block goals = root.child("goals");
  Goals& out = site.goals;
  out.minimise = read_objective(goals);
  read_served(root, goals, site);
  out.ride_through = goals.limit<Duration>("ride_through");
  out.renewable = goals.limit<double>("renewable");
  if (const auto hours = goals.figures("generator_hours")) {
    const double share_or_hours = hours->typical;
    const Duration time = hours->unit == 0 ? share_or_hours * year : Duration(share_or_hours);
    out.generator_time = Limit<Duration>{time, goals.place_of("generator_hours")};
  }
  if (const auto power = goals.figures("power")) {
    out.power = Limit<Power>{Power(power->typical), goals.place_of("power")};
    out.power_quantile = power->quantile > 0 ? power->quantile : 1.0;
  }
  out.confidence = goals.known<double>("confidence");
}

void read_privacy(const Block& root, Site& site) {
  const Block privacy = root.child("privacy");
  site.privacy.leaves_site = privacy.words("leaves_site");
  site.privacy.keep = privacy.known<Duration>("keep");
}

}  // namespace islet
