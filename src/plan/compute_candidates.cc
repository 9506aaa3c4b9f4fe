#include "plan/compute_candidates.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "plan/drafts.h"
#include "plan/machine_rules.h"
#include "plan/purchase.h"
#include "plan/share_search.h"
#include "plan/unbeaten.h"

namespace islet {
namespace {

/// Largest number of like nodes tried, whatever the site allows.
constexpr int nodes_max = 16;

bool needs_machine(const Workload& workload) { return workload.kind != WorkloadKind::transfer; }

/// Notes the models that their licence rules out.
void rule_out_licences(const Site& site, const Catalog& catalog, RuleOuts& ruled_out) {
  for (const Workload& workload : site.workloads) {
    for (const std::string& name : workload.models) {
      const ModelChoice* choice = find_choice(catalog, name);
      if (choice == nullptr || is_allowed_model(site, catalog, *choice)) continue;
      const Model* model = find_model(catalog, choice->model);
      std::string wanted;
      for (const std::string& each : site.models.licences) {
        wanted += (wanted.empty() ? "" : ", ") + each;
      }
      ruled_out.add(name, "models.licences",
                    fmt::format("the licence of {} is {}, not one of {}", model->name,
                                model->licence, wanted));
    }
  }
}

/// The least mean power that these machines do the work with.
Power least_power(const ComputeCandidate& candidate) {
  Power least = candidate.mean_power;
  for (const ComputeCandidate& each : candidate.variants) least = std::min(least, each.mean_power);
  return least;
}

/// Keeps candidates that fewer than `dominators` others beat in both price and power, whatever
/// they are held to.
void keep_front(std::vector<ComputeCandidate>& list, int dominators) {
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return a.price != b.price ? a.price < b.price : a.mean_power < b.mean_power;
  });
  std::vector<ComputeCandidate> kept;
  for (ComputeCandidate& candidate : list) {
    const bool is_drafted = has_drafts(candidate.design);
    const auto beaten_by = std::count_if(kept.begin(), kept.end(), [&](const auto& other) {
      // What rests on drafts beats only its like. No dearer, by the order.
      return (is_drafted || !has_drafts(other.design)) &&
             other.mean_power <= least_power(candidate);
    });
    if (beaten_by < dominators) kept.push_back(std::move(candidate));
  }
  list = std::move(kept);
}

/// Itself and its variants.
double designs_in(const ComputeCandidate& candidate) {
  return 1 + static_cast<double>(candidate.variants.size());
}

/// Both groups in one design.
ComputeCandidate together(const Site& site, const ComputeCandidate& first,
                          const ComputeCandidate& other) {
  ComputeCandidate pair = first;
  pair.variants.clear();
  pair.design.groups.push_back(other.design.groups.front());
  for (Placement placement : other.design.placements) {
    placement.group = 1;
    pair.design.placements.push_back(placement);
  }
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(pair.outcome.services, other.outcome.services);
  append(pair.outcome.memory, other.outcome.memory);
  append(pair.draw.idle, other.draw.idle);
  append(pair.draw.work, other.draw.work);
  append(pair.draw.most, other.draw.most);
  pair.draw.full += other.draw.full;
  pair.draw.range_factor = std::max(pair.draw.range_factor, other.draw.range_factor);
  pair.draw.grade = weaker(pair.draw.grade, other.draw.grade);
  pair.price = machines_price(site, pair.design);
  pair.mean_power += other.mean_power;
  return pair;
}

/// What is known of pairs from what is known of both sides: a pair is too weak where a side is, and
/// more than needed where a side is and both do the work. `found` of both sides stays.
void add_pairs(const ComputeCandidates& one, const ComputeCandidates& other,
               ComputeCandidates& out) {
  const auto enough = [](const ComputeCandidates& side) {
    return side.found + side.more_than_needed;
  };
  const auto judged = [&](const ComputeCandidates& side) { return enough(side) + side.too_weak; };
  out.covered += one.covered * other.covered;
  out.too_weak += judged(one) * judged(other) - enough(one) * enough(other);
  out.more_than_needed += enough(one) * enough(other) - one.found * other.found;
}

bool is_language(const Workload& workload) {
  return workload.kind == WorkloadKind::chat || workload.kind == WorkloadKind::batch;
}

/// Both groups in one design, with every pair of what both may be held to.
ComputeCandidate all_together(const Site& site, const ComputeCandidate& first,
                              const ComputeCandidate& other) {
  ComputeCandidate pair = together(site, first, other);
  for (const ComputeCandidate& held : other.variants) {
    pair.variants.push_back(together(site, first, held));
  }
  for (const ComputeCandidate& held : first.variants) {
    pair.variants.push_back(together(site, held, other));
    for (const ComputeCandidate& each : other.variants) {
      pair.variants.push_back(together(site, held, each));
    }
  }
  keep_sparing(pair);
  return pair;
}

}  // namespace

void keep_sparing(ComputeCandidate& own) {
  std::vector<ComputeCandidate>& variants = own.variants;
  constexpr double like = 1 + 1e-6;
  const auto as_sparing = [](const ComputeCandidate& one, const ComputeCandidate& other) {
    return one.mean_power <= like * other.mean_power && one.draw.full <= like * other.draw.full;
  };
  // Of two that are alike the first stays, which is held back less.
  const auto by_index = [&](std::size_t one, std::size_t other) {
    return as_sparing(variants[one], variants[other]);
  };
  std::vector<bool> stays;
  for (std::size_t index = 0; index < variants.size(); ++index) {
    stays.push_back(!as_sparing(own, variants[index]) &&
                    !is_beaten(index, variants.size(), by_index));
  }
  std::size_t at = 0;
  std::erase_if(variants, [&](const ComputeCandidate&) { return !stays[at++]; });
}

ComputeCandidate candidate_of(const Site& site, std::span<const WorkloadDemand> demands,
                              const ComputeDesign& design, const DeploymentMakers& makers) {
  ComputeCandidate out;
  out.design = design;
  out.outcome = compute_outcome(site, demands, design, makers);
  out.draw = compute_draw(site, demands, design, makers);
  out.price = machines_price(site, design);
  out.mean_power = mean_power(out.draw);
  return out;
}

ComputeCandidates compute_candidates(const Site& site, const Catalog& catalog,
                                     std::span<const WorkloadDemand> demands,
                                     const DeploymentMakers& makers, bool looks_around) {
  ComputeCandidates out;
  rule_out_licences(site, catalog, out.ruled_out);
  const ShareSearch search(site, catalog, demands, makers, looks_around);
  std::vector<int> everything;
  std::vector<int> language;
  std::vector<int> others;
  for (std::size_t index = 0; index < site.workloads.size(); ++index) {
    const Workload& workload = site.workloads[index];
    if (!needs_machine(workload)) continue;
    everything.push_back(static_cast<int>(index));
    (is_language(workload) ? language : others).push_back(static_cast<int>(index));
  }
  const int hosts_max = std::min(site.hardware.nodes_max, nodes_max);
  std::vector<ComputeCandidate> found = search.run(everything, hosts_max, out);
  double enough = out.found;
  const int hosts_least = site.hardware.survive_node_losses + 1;
  if (!language.empty() && !others.empty() && hosts_max >= 2 * hosts_least) {
    // What a part alone lacks is no news about the whole.
    ComputeCandidates of_language;
    ComputeCandidates of_others;
    auto for_language = search.run(language, hosts_max - hosts_least, of_language);
    auto for_others = search.run(others, hosts_max - hosts_least, of_others);
    add_pairs(of_language, of_others, out);
    enough += of_language.found * of_others.found;
    keep_front(for_language, 2);
    keep_front(for_others, 2);
    for (const ComputeCandidate& one : for_others) {
      for (const ComputeCandidate& other : for_language) {
        found.push_back(all_together(site, one, other));
      }
    }
  }
  for (ComputeCandidate& candidate : found) {
    if (const auto no = objection(site, candidate.design)) {
      enough -= designs_in(candidate);
      out.ruled_out.add(no->rule == "hardware.nodes" ? "several machines" : "whole design",
                        no->rule, no->why);
      continue;
    }
    out.list.push_back(std::move(candidate));
  }
  keep_front(out.list, 3);
  out.beaten = enough;
  for (const ComputeCandidate& each : out.list) out.beaten -= designs_in(each);
  return out;
}

}  // namespace islet
