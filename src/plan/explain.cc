#include "plan/explain.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "energy/ups.h"
#include "perf/drafted_step.h"
#include "perf/layout.h"
#include "perf/power.h"
#include "plan/joint_odds.h"
#include "plan/design_difference.h"
#include "plan/goal_amount.h"
#include "plan/outcome.h"
#include "site/local_storage.h"

namespace islet {
namespace {

/// The unit that a figure of that size is told in.
struct ToldUnit {
  double size = 1;  ///< in base units
  const char* name = "";

  /// For readers: "60 000 USD".
  std::string text(double in_base_units) const {
    constexpr int digits = 6;
    return significant(in_base_units / size, digits) + name;
  }
  /// For the site file: "60000 USD".
  std::string written(double in_base_units) const {
    return fmt::format("{:.6g}{}", in_base_units / size, name);
  }
};

ToldUnit unit_of(Measure measure, double in_base_units) {
  switch (measure) {
    case Measure::share:
      return {1e-2, " %"};
    case Measure::duration:
      if (in_base_units >= 7200) return {3600, " h"};
      return in_base_units >= 1 ? ToldUnit{1, " s"} : ToldUnit{1e-3, " ms"};
    case Measure::power:
      return {1, " W"};
    case Measure::money:
      return {1, " USD"};
    case Measure::mass:
      return {1e3, " kg"};
    case Measure::token_rate:
      return {1, " tokens/s"};
    case Measure::energy:
      return {3.6e6, " kWh"};
    case Measure::noise_dba:
      return {1, " dB"};
    case Measure::count:
      return {1, ""};
  }
  return {};
}

/// The last of so many digits of a number that is not 0.
double last_digit(double number, int digits) {
  return std::pow(10.0, std::floor(std::log10(std::abs(number))) + 1 - digits);
}

/// To three digits of its unit, to the side that still lets the design through; counts as they are.
double rounded_away(const Requirement& requirement, double bound) {
  if (bound == 0 || requirement.measure == Measure::count) return bound;
  const double size = unit_of(requirement.measure, bound).size;
  const bool is_share = requirement.measure == Measure::share;
  const double steps = is_share ? bound * 1e5 : bound / size / last_digit(bound / size, 3);
  const double whole = requirement.sense == Sense::at_least ? std::floor(steps) : std::ceil(steps);
  return is_share ? whole / 1e5 : whole * last_digit(bound / size, 3) * size;
}

double rounded(double number, int digits) {
  if (number == 0 || !std::isfinite(number)) return number;
  const double unit = last_digit(number, digits);
  return std::round(number / unit) * unit;
}

/// As tables tell it (of a share near 1 two digits of its rest), with more digits where it would
/// else be told on the other side of its bound.
std::string found_text(const Requirement& requirement) {
  constexpr int digits_least = 3;
  constexpr int digits_most = 6;
  const double found = requirement.found.value;
  const ToldUnit unit = unit_of(requirement.measure, found);
  const bool is_near_1 = requirement.measure == Measure::share && found > 0.99 && found < 1;
  Requirement told = requirement;
  for (int digits = digits_least; digits <= digits_most; ++digits) {
    told.found.value = is_near_1 ? 1 - rounded(1 - found, digits - 1)
                                 : rounded(found / unit.size, digits) * unit.size;
    judge(told);
    if (told.met == requirement.met) break;
  }
  return unit.text(told.found.value);
}

/// "at least 36 h"; of a quantile "p95 < 2 s".
std::string with_sense(const Requirement& requirement, const std::string& value) {
  const bool is_statistic = requirement.what.find(" p") != std::string::npos;
  if (is_statistic) {
    const std::string quantile = requirement.what.substr(requirement.what.find_last_of(' ') + 1);
    return fmt::format("{} {} {}", quantile, requirement.sense == Sense::at_most ? "<" : ">",
                       value);
  }
  return fmt::format("{} {}", requirement.sense == Sense::at_least ? "at least" : "at most", value);
}

std::string asked_text(const Requirement& requirement) {
  const double bound = requirement.bound;
  return with_sense(requirement, unit_of(requirement.measure, bound).text(bound));
}

/// Parts of the lifetime cost by name, for comparing two designs.
CostParts cost_parts(const DesignOutcome& design) {
  CostParts parts = bill_parts(design.bill);
  parts.emplace_back("replacements", design.cost.replacement.value);
  parts.emplace_back("operation", design.cost.operation.value);
  parts.emplace_back("fuel and grid", design.cost.fuel.value);
  return parts;
}

std::string dollars_text(Money money) { return significant(std::abs(money / dollar)) + " USD"; }

/// A battery is sized and paid by the kilowatt-hour; what is ordered comes in whole pieces.
void add_pieces_note(const BatteryModule& battery, Energy storage,
                     std::vector<std::string>& notes) {
  if (storage <= Energy() || battery.capacity <= Energy()) return;
  constexpr double as_good_as_whole = 0.05;
  const double pieces = std::max(1.0, std::ceil(storage / battery.capacity - as_good_as_whole));
  if (std::abs(pieces - storage / battery.capacity) < as_good_as_whole) return;
  notes.push_back(fmt::format(
      "the battery is counted by the kWh, here {:.3g} kWh; {} comes in pieces of {:.3g} kWh: order "
      "{:.0f}, or a model nearer to the size",
      storage / kilowatt_hour, battery.name, battery.capacity / kilowatt_hour, pieces));
}

/// What a set of another size than was asked for means, and one that is smaller than the load.
void add_set_notes(const Site& site, const DesignOutcome& design, std::vector<std::string>& notes) {
  if (!site.power.generator) return;
  const GeneratorSet& set = *design.design.power.generator;
  const Sizing<Power>& sizing = site.power.generator->sizing;
  const Power asked = sizing.size.low;
  const bool stands_there = sizing.cost && sizing.size.is_fixed() && asked > Power();
  constexpr double other_size = 1.25;
  if (!stands_there && asked > Power() &&
      (set.rated > other_size * asked || other_size * set.rated < asked)) {
    notes.push_back(fmt::format(
        "`power.generator.size` asks for {:.3g} kW; the nearest set of the catalogue is {:.3g} kW, "
        "and the plan counts with that: state `cost` if your own stands there already",
        asked / kilowatt, set.rated / kilowatt));
  }
  const Power rated = stands_there ? asked : set.rated;
  const Power peak = design.energy.peak_power.value;
  if (rated < peak) {
    notes.push_back(fmt::format(
        "the generator of {:.3g} kW is smaller than the highest draw of {:.3g} kW: it cannot carry "
        "the site alone, and with an empty battery work is shed",
        rated / kilowatt, peak / kilowatt));
  }
}

}  // namespace

std::string bound_text(const Requirement& requirement, double bound) {
  const double away = rounded_away(requirement, bound);
  return with_sense(requirement, unit_of(requirement.measure, away).written(away));
}

CostParts bill_parts(const std::vector<BillItem>& bill) {
  CostParts parts;
  for (const BillItem& item : bill) {
    const auto same = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& part) { return part.first == item.part; });
    if (same == parts.end()) {
      parts.emplace_back(item.part, item.cost.value);
    } else {
      same->second += item.cost.value;
    }
  }
  return parts;
}

std::string dearer_parts(const CostParts& one, const CostParts& other, Money least) {
  CostParts gaps;
  for (const auto& [name, cost] : other) {
    const auto same =
        std::find_if(one.begin(), one.end(), [&](const auto& part) { return part.first == name; });
    gaps.emplace_back(name, cost - (same == one.end() ? Money() : same->second));
  }
  std::stable_sort(gaps.begin(), gaps.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t index = 0; index < std::min<std::size_t>(2, gaps.size()); ++index) {
    if (gaps[index].second < least) continue;
    text += fmt::format("{}{} +{}", text.empty() ? "" : ", ", gaps[index].first,
                        dollars_text(gaps[index].second));
  }
  return text;
}

std::string lost_by(const std::vector<DesignOutcome>& earlier, const DesignOutcome& other,
                    Objective minimised) {
  constexpr Money least_told = 50 * dollar;
  const DesignOutcome& first = earlier.front();
  const Money more = other.cost.lifetime.value - first.cost.lifetime.value;
  std::string text;
  for (std::size_t index = 0; index < earlier.size() && text.empty(); ++index) {
    const std::string otherwise = difference_between(earlier[index].design, other.design);
    if (otherwise.empty()) continue;
    text = fmt::format("{}{} {}: ", index == 0 ? "the same" : fmt::format("as {}", index + 1),
                       otherwise.starts_with("in ") ? "" : " with", otherwise);
  }
  const auto because = [](const std::string& parts) { return parts.empty() ? "" : ": " + parts; };
  const bool by_purchase = minimised == Objective::purchase_cost;
  if (minimised != Objective::lifetime_cost) {
    text += more_of_goal_text(minimised, first.minimised.value, other.minimised.value);
    if (by_purchase) {
      text += because(dearer_parts(bill_parts(first.bill), bill_parts(other.bill), least_told));
    }
    text += "; ";
  }
  text += fmt::format("{} {} over the life", dollars_text(more), more >= Money() ? "more" : "less");
  if (!by_purchase) {
    text += because(dearer_parts(cost_parts(first), cost_parts(other), least_told));
  }
  const bool is_cheaper = other.minimised.value < first.minimised.value;
  if (is_cheaper && is_surer(first, other)) {
    text = fmt::format("less sure, all requirements hold in {:.3g} % of the draws; {}",
                       100 * *other.joint_odds, text);
  }
  if (other.simulated_short.empty()) return text;
  return fmt::format("request by request it falls short: {}; {}",
                     fmt::join(other.simulated_short, "; "), text);
}

std::string wanted_and_found(const Requirement& requirement) {
  return fmt::format("{} {}: wanted {}, found {}", requirement.subject, requirement.what,
                     asked_text(requirement), found_text(requirement));
}

std::string tightest_text(const DesignOutcome& design) {
  const Requirement* tightest = nullptr;
  for (const Requirement& each : design.requirements) {
    if (tightest == nullptr || each.slack < tightest->slack) tightest = &each;
  }
  if (tightest == nullptr) return "nothing was asked of the site but its work";
  return wanted_and_found(*tightest);
}

std::vector<std::string> binding_of(const std::vector<FoundDesign>& near) {
  std::vector<std::pair<std::string, int>> misses;
  for (const FoundDesign& design : near) {
    for (const Requirement& each : design.sized.requirements) {
      if (each.met) continue;
      // The bound of a quantile names it again.
      const std::size_t quantile = each.what.find(" p");
      const std::string name =
          fmt::format("{} {} {}", each.subject, each.what.substr(0, quantile), asked_text(each));
      const auto same = std::find_if(misses.begin(), misses.end(),
                                     [&](const auto& miss) { return miss.first == name; });
      if (same == misses.end()) {
        misses.emplace_back(name, 1);
      } else {
        ++same->second;
      }
    }
  }
  std::stable_sort(misses.begin(), misses.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> names;
  for (const auto& [name, count] : misses) {
    names.push_back(near.size() == 1 ? name + " (missed by the nearest design)"
                                     : fmt::format("{} (missed by {} of the {} nearest designs)",
                                                   name, count, near.size()));
  }
  return names;
}

std::vector<Relaxation> relaxations_of(const std::vector<FoundDesign>& near) {
  std::vector<Relaxation> out;
  for (const FoundDesign& design : near) {
    const Requirement* missed = nullptr;
    int misses = 0;
    for (const Requirement& each : design.sized.requirements) {
      if (each.met) continue;
      missed = &each;
      ++misses;
    }
    if (misses != 1) continue;
    const bool known = std::any_of(out.begin(), out.end(), [&](const Relaxation& relaxation) {
      return relaxation.key == missed->key;
    });
    if (known) continue;  // nearer designs come first
    out.push_back({missed->key, asked_text(*missed), bound_text(*missed, missed->found.value),
                   title_of(design.sized.design), design.sized.lifetime});
  }
  return out;
}

std::vector<std::string> rules_of(const Site& site, const Design& design) {
  std::vector<std::string> rules = {"R001", "R018", "R117"};
  const auto add = [&](const char* rule) { rules.emplace_back(rule); };
  bool single = true;
  for (const Placement& placement : design.compute.placements) single &= placement.tensor == 1;
  add(single ? "R016" : "R021");
  bool has_card = false;
  for (const ComputeGroup& group : design.compute.groups) {
    has_card |= group.accelerator->form == FormFactor::pcie_dual_slot ||
                group.accelerator->form == FormFactor::pcie_single_slot ||
                group.accelerator->form == FormFactor::pcie_low_profile_single;
  }
  if (has_card) add("R100");
  if (design.power.ups != nullptr) add("R105");
  add("R099");
  if (!site.where.vibration.empty()) add("R111");
  if (site.power.bus > Voltage()) add("R112");
  if (local_storage(site).total > Bytes()) add("R115");
  std::sort(rules.begin(), rules.end());
  return rules;
}

/// What a plan takes for granted of drafts.
void add_draft_notes(const Site& site, const ComputeDesign& design,
                     std::vector<std::string>& notes) {
  const Estimate<double> acceptance = assumed_acceptance();
  for (const Placement& placement : design.placements) {
    if (placement.draft == nullptr) continue;
    const auto workload = static_cast<std::size_t>(placement.workload);
    notes.push_back(fmt::format(
        "{}: replies are drafted by {}, {} tokens at a time; that {:.0f} % of drafted tokens are "
        "taken is assumed ({:.0f} to {:.0f} %): measure it (islet explain drafts)",
        site.workloads[workload].name, placement.draft->name, placement.draft_length,
        100 * acceptance.value, 100 * acceptance.low, 100 * acceptance.high));
  }
}

/// What a plan takes for granted of a UPS.
void add_ups_note(const PowerDesign& power, std::vector<std::string>& notes) {
  if (power.ups == nullptr) return;
  const Ups ups = ups_of(*power.ups, power.upses);
  notes.push_back(fmt::format(
      "UPS: carries the machines and other safety loads, {:.3g} kW for {:.2g} minutes before its "
      "batteries are replaced ({:.3g} years, 30 % of its price); it takes {:.3g} % of what the "
      "loads draw, is full when power goes, and cooling rests meanwhile",
      ups.rated / kilowatt, ups.at_rated / minute, power.ups->battery_life / year,
      100 * (1 / power.ups_efficiency - 1)));
}

std::vector<std::string> notes_of(const Site& site, const DesignOutcome& design) {
  std::vector<std::string> notes;
  add_ups_note(design.design.power, notes);
  for (const Placement& placement : design.design.compute.placements) {
    const ComputeGroup& group =
        design.design.compute.groups[static_cast<std::size_t>(placement.group)];
    const ComputePath path =
        compute_path(*group.accelerator, placement.choice->weights, placement.model->kind);
    if (!path.note.empty()) notes.push_back(placement.choice->name + ": " + path.note);
    if (placement.model->licence.find("AGPL") != std::string::npos) {
      notes.push_back(fmt::format("{} is under {}: check that this suits you",
                                  placement.model->name, placement.model->licence));
    }
  }
  add_draft_notes(site, design.design.compute, notes);
  for (const ComputeGroup& group : design.design.compute.groups) {
    if (group.cap > Power()) {
      notes.push_back(fmt::format(
          "set the power limit of each {} to {:.0f} W of its {:.0f} W, by the maker's tool: "
          "prompts run at {:.0f} % of their speed, decoding at {:.0f} %, as measured on one kind "
          "of card",
          group.accelerator->name, group.cap / watt, group.accelerator->board_power.typical / watt,
          100 * capped_speed(group.accelerator->board_power.typical, group.cap, false),
          100 * capped_speed(group.accelerator->board_power.typical, group.cap, true)));
    }
    if (group.accelerator->device_class == DeviceClass::workstation_gpu) {
      notes.push_back(group.accelerator->name +
                      " is a workstation or consumer card: mind ECC and support (R152)");
    }
  }
  const BatteryModule* battery = design.design.power.battery;
  if (battery != nullptr && battery->heater > Power() && design.coldest_air < celsius(-19)) {
    notes.push_back("the battery is taken to stand in an insulated box that stays above -19 C");
  }
  if (battery != nullptr) add_pieces_note(*battery, design.design.power.storage, notes);
  if (design.design.power.generator != nullptr) add_set_notes(site, design, notes);
  const LocalStorage storage = local_storage(site);
  if (storage.total > Bytes()) {
    notes.push_back(fmt::format(
        "{} of data must be held on site (R115); the bill has no disks for it beyond those of the "
        "machines",
        text_of_bytes(storage.total)));
  }
  for (const std::string& approval : site.hardware.approvals) {
    notes.push_back(fmt::format(
        "{}: no record in the catalogue holds a certificate; machines built for vibration were "
        "taken, ask the maker for the paper",
        approval));
  }
  std::sort(notes.begin(), notes.end());
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  return notes;
}

}  // namespace islet
