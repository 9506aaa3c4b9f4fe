#include "plan/compute_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "perf/memory.h"
#include "plan/machine_rules.h"
#include "plan/purchase.h"

namespace islet {
namespace {

constexpr std::array<int, 4> card_counts = {1, 2, 4, 8};
constexpr std::array<int, 4> tensor_degrees = {1, 2, 4, 8};
/// Combinations of model choices looked at for one site; the first ones as written.
constexpr std::size_t combinations_max = 32;
/// Largest number of like nodes tried, whatever the site allows.
constexpr int nodes_max = 16;

/// Workloads that go together, with the model chosen for each.
struct Share {
  std::vector<int> workloads;
  std::vector<const ModelChoice*> choices;
};

bool needs_machine(const Workload& workload) { return workload.kind != WorkloadKind::transfer; }

/// Whether the site allows the model that `choice` stands for.
bool is_allowed(const Site& site, const Catalog& catalog, const ModelChoice& choice) {
  const Model* model = find_model(catalog, choice.model);
  return model == nullptr || site.models.allows(model->licence);
}

/// Notes the models that their licence rules out.
void rule_out_licences(const Site& site, const Catalog& catalog, RuleOuts& ruled_out) {
  for (const Workload& workload : site.workloads) {
    for (const std::string& name : workload.models) {
      const ModelChoice* choice = find_choice(catalog, name);
      if (choice == nullptr || is_allowed(site, catalog, *choice)) continue;
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

/// Every way to choose one model for each workload of `members`.
std::vector<Share> model_combinations(const Site& site, const Catalog& catalog,
                                      const std::vector<int>& members) {
  std::vector<Share> shares = {{members, {}}};
  for (const int member : members) {
    std::vector<Share> longer;
    for (const Share& share : shares) {
      for (const std::string& name : site.workloads[static_cast<std::size_t>(member)].models) {
        const ModelChoice* choice = find_choice(catalog, name);
        if (choice == nullptr || longer.size() >= combinations_max) continue;
        if (!is_allowed(site, catalog, *choice)) continue;
        longer.push_back(share);
        longer.back().choices.push_back(choice);
      }
    }
    shares = std::move(longer);
  }
  return shares;
}

/// Places every workload of `share` on group 0 of a new design; none if one cannot run there.
std::optional<ComputeDesign> placed(const Catalog& catalog, const Share& share,
                                    const ComputeGroup& group, RuleOuts& ruled_out) {
  ComputeDesign design;
  design.groups = {group};
  for (std::size_t index = 0; index < share.workloads.size(); ++index) {
    const ModelChoice& choice = *share.choices[index];
    const Model* model = find_model(catalog, choice.model);
    if (model == nullptr) return std::nullopt;
    Refusal why_not{"memory", "does not fit"};
    const auto tensor = tensor_degree(*model, group, choice, why_not);
    if (!tensor) {
      ruled_out.add(group.accelerator->name, why_not.rule, choice.name + ": " + why_not.why);
      return std::nullopt;
    }
    design.placements.push_back(
        {share.workloads[index], 0, &choice, model, *tensor, group.cards() / *tensor});
  }
  return design;
}

/// The design with `losses` hosts of each group gone and only safety and high work left.
ComputeDesign after_losses(const Site& site, const ComputeDesign& design, int losses) {
  ComputeDesign left = design;
  for (ComputeGroup& group : left.groups) group.hosts -= losses;
  std::erase_if(left.placements, [&](const Placement& placement) {
    return site.workloads[static_cast<std::size_t>(placement.workload)].importance >
           Importance::high;
  });
  for (Placement& placement : left.placements) {
    const ComputeGroup& group = left.groups[static_cast<std::size_t>(placement.group)];
    placement.replicas = group.cards() / placement.tensor;
  }
  return left;
}

/// First reason why the design does not do; empty when it does.
std::string speed_shortcoming(const Site& site, const ComputeDesign& design,
                              const ComputeOutcome& outcome) {
  for (std::size_t index = 0; index < design.placements.size(); ++index) {
    const auto workload = static_cast<std::size_t>(design.placements[index].workload);
    auto why = shortcoming(site.workloads[workload], outcome.services[index]);
    if (!why.empty()) return why;
  }
  return {};
}

bool is_saturated(const ComputeOutcome& outcome) {
  return std::any_of(outcome.services.begin(), outcome.services.end(),
                     [](const PlacedService& service) { return service.saturated; });
}

/// Keeps the overload of a saturated design if it is the least so far. A workload that others leave
/// no time at all tells nothing.
void note_overload(const ComputeCandidate& candidate, std::optional<Overload>& least) {
  const ComputeGroup& group = candidate.design.groups.front();
  double worst = 1;
  int workload = -1;
  for (std::size_t index = 0; index < candidate.outcome.services.size(); ++index) {
    const double overload = candidate.outcome.services[index].overload;
    if (!std::isfinite(overload) || overload < worst) continue;
    worst = overload;
    workload = candidate.design.placements[index].workload;
  }
  if (workload < 0 || (least && least->carried >= 1 / worst)) return;
  least =
      Overload{fmt::format("{} x {}", group.cards(), group.accelerator->name), workload, 1 / worst};
}

/// Of what has to be bought.
Money price_of(const Site& site, const ComputeDesign& design) {
  Money price;
  const std::vector<GroupPurchase> purchases = purchases_of(site, design);
  for (std::size_t index = 0; index < purchases.size(); ++index) {
    const ComputeGroup& group = design.groups[index];
    price += purchases[index].hosts_bought * group.host->price.typical +
             purchases[index].cards_bought * card_price(*group.accelerator).typical;
  }
  return price;
}

Power mean_power(const ComputeDraw& draw) {
  Power mean = std::accumulate(draw.idle.begin(), draw.idle.end(), Power());
  for (const auto& work : draw.work) {
    mean += std::accumulate(work.begin(), work.end(), Power()) / hours_per_week;
  }
  return mean;
}

/// Keeps candidates that fewer than `dominators` others beat in both price and power.
void keep_front(std::vector<ComputeCandidate>& list, int dominators) {
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return a.price != b.price ? a.price < b.price : a.mean_power < b.mean_power;
  });
  std::vector<ComputeCandidate> kept;
  for (ComputeCandidate& candidate : list) {
    const auto beaten_by = std::count_if(kept.begin(), kept.end(), [&](const auto& other) {
      return other.mean_power <= candidate.mean_power;  // and no dearer, by the order
    });
    if (beaten_by < dominators) kept.push_back(std::move(candidate));
  }
  list = std::move(kept);
}

/// The search over machines for one share of the workloads.
class ShareSearch {
 public:
  ShareSearch(const Site& site, const Catalog& catalog, std::span<const WorkloadDemand> demands,
              const DeploymentMakers& makers)
      : site_(site), catalog_(catalog), demands_(demands), makers_(makers) {}

  /// Smallest sufficient number of each kind of machine, at most `hosts_max` hosts.
  std::vector<ComputeCandidate> run(const std::vector<int>& members, int hosts_max,
                                    ComputeCandidates& tally) const {
    std::vector<ComputeCandidate> found;
    const std::vector<Share> shares = model_combinations(site_, catalog_, members);
    for (const Accelerator& device : catalog_.accelerators) {
      const auto no_device = islet::objection(site_, device);
      for (const Host& host : catalog_.hosts) {
        if (islet::objection(device, host)) continue;  // no such design
        const auto designs = static_cast<std::int64_t>(sizes_of(host, hosts_max).size() *
                                                       std::max<std::size_t>(shares.size(), 1));
        tally.covered += designs;
        const auto no_host = no_device ? std::nullopt : islet::objection(site_, host);
        if (no_device) tally.ruled_out.add(device.name, no_device->rule, no_device->why, designs);
        if (no_host) tally.ruled_out.add(host.name, no_host->rule, no_host->why, designs);
        if (no_device || no_host) continue;
        for (const Share& share : shares) {
          smallest({&device, &host, 1, 1, site_.hardware.spares}, share, hosts_max, found, tally);
        }
      }
    }
    return found;
  }

 private:
  /// Hosts, and cards a host.
  std::vector<std::pair<int, int>> sizes_of(const Host& host, int hosts_max) const {
    std::vector<std::pair<int, int>> sizes;
    for (int hosts = site_.hardware.survive_node_losses + 1; hosts <= hosts_max; ++hosts) {
      for (const int cards : card_counts) {
        if (cards <= host.cards_max) sizes.emplace_back(hosts, cards);
      }
    }
    return sizes;
  }

  /// Tries rising counts of cards and hosts and keeps the first that does.
  void smallest(ComputeGroup group, const Share& share, int hosts_max,
                std::vector<ComputeCandidate>& found, ComputeCandidates& tally) const {
    std::vector<std::pair<int, int>> sizes = sizes_of(*group.host, hosts_max);
    std::stable_sort(sizes.begin(), sizes.end(), [&](const auto& a, const auto& b) {
      return node_price(group, a) < node_price(group, b);
    });
    std::optional<ComputeCandidate> last;
    std::string why;
    for (std::size_t index = 0; index < sizes.size(); ++index) {
      std::tie(group.hosts, group.cards_per_host) = sizes[index];
      auto candidate = judged(group, share, why, tally);
      if (!candidate) continue;
      if (!why.empty()) {
        last = std::move(candidate);
        continue;
      }
      found.push_back(std::move(*candidate));
      const auto rest = static_cast<std::int64_t>(sizes.size() - index - 1);
      if (rest > 0) {
        tally.ruled_out.add("more of a kind than needed", "R018", "the least sufficient count wins",
                            rest);
      }
      return;
    }
    if (last) tally.nearest.push_back(std::move(*last));
  }

  Money node_price(ComputeGroup group, const std::pair<int, int>& size) const {
    std::tie(group.hosts, group.cards_per_host) = size;
    group.spare_hosts = 0;
    return price_of(site_, {{group}, {}});
  }

  /// The design with its outcome; `why` tells what it falls short of. None when it is no design,
  /// does not fit in memory, or has more to do than time.
  std::optional<ComputeCandidate> judged(const ComputeGroup& group, const Share& share,
                                         std::string& why, ComputeCandidates& tally) const {
    auto design = placed(catalog_, share, group, tally.ruled_out);
    if (!design) return std::nullopt;
    ComputeCandidate candidate;
    candidate.design = std::move(*design);
    candidate.price = price_of(site_, candidate.design);
    candidate.outcome = compute_outcome(site_, demands_, candidate.design, makers_);
    std::string rule = "memory";
    why = memory_shortcoming(candidate.design, candidate.outcome);
    if (why.empty()) {
      rule = "speed";
      why = speed_shortcoming(site_, candidate.design, candidate.outcome);
    }
    const int losses = site_.hardware.survive_node_losses;
    if (why.empty() && losses > 0) {
      rule = "hardware.survive";
      const ComputeDesign left = after_losses(site_, candidate.design, losses);
      why = speed_shortcoming(site_, left, compute_outcome(site_, demands_, left, makers_));
    }
    if (!why.empty()) tally.ruled_out.add(group.accelerator->name, rule, why);
    // What does not fit in memory, or has more to do than time, has no speed that could be told:
    // it comes near to nothing.
    if (rule == "speed" && is_saturated(candidate.outcome)) {
      note_overload(candidate, tally.least_overload);
    }
    if (!why.empty() && (rule == "memory" || is_saturated(candidate.outcome))) return std::nullopt;
    candidate.draw = compute_draw(site_, demands_, candidate.design, makers_);
    candidate.mean_power = mean_power(candidate.draw);
    return candidate;
  }

  const Site& site_;
  const Catalog& catalog_;
  std::span<const WorkloadDemand> demands_;
  const DeploymentMakers& makers_;
};

/// Both groups in one design.
ComputeCandidate together(const Site& site, const ComputeCandidate& first,
                          const ComputeCandidate& other) {
  ComputeCandidate pair = first;
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
  pair.draw.full += other.draw.full;
  pair.draw.range_factor = std::max(pair.draw.range_factor, other.draw.range_factor);
  pair.draw.grade = weaker(pair.draw.grade, other.draw.grade);
  pair.price = price_of(site, pair.design);
  pair.mean_power += other.mean_power;
  return pair;
}

bool is_language(const Workload& workload) {
  return workload.kind == WorkloadKind::chat || workload.kind == WorkloadKind::batch;
}

}  // namespace

std::optional<int> tensor_degree(const Model& model, const ComputeGroup& group,
                                 const ModelChoice& choice, Refusal& why_not) {
  for (const int tensor : tensor_degrees) {
    if (tensor > group.cards_per_host || group.cards_per_host % tensor != 0) break;
    const Layout layout{tensor, 1, choice.weights, Precision::fp16};
    if (const auto refused = refusal(model, *group.accelerator, layout)) {
      why_not = *refused;
      continue;
    }
    const bool keeps_weights = group.accelerator->memory > Bytes();
    const Holding holding{1, 512 * token};
    if (keeps_weights && !fits(model, *group.accelerator, layout, holding)) {
      why_not = memory_refusal(model, *group.accelerator, layout, holding)
                    .value_or(Refusal{"memory", "does not fit"});
      continue;
    }
    return tensor;
  }
  return std::nullopt;
}

ComputeCandidate candidate_of(const Site& site, std::span<const WorkloadDemand> demands,
                              const ComputeDesign& design, const DeploymentMakers& makers) {
  ComputeCandidate out;
  out.design = design;
  out.outcome = compute_outcome(site, demands, design, makers);
  out.draw = compute_draw(site, demands, design, makers);
  out.price = price_of(site, design);
  out.mean_power = mean_power(out.draw);
  return out;
}

ComputeCandidates compute_candidates(const Site& site, const Catalog& catalog,
                                     std::span<const WorkloadDemand> demands,
                                     const DeploymentMakers& makers) {
  ComputeCandidates out;
  rule_out_licences(site, catalog, out.ruled_out);
  const ShareSearch search(site, catalog, demands, makers);
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
  const int hosts_least = site.hardware.survive_node_losses + 1;
  if (!language.empty() && !others.empty() && hosts_max >= 2 * hosts_least) {
    // What a part alone lacks is no news about the whole.
    ComputeCandidates of_language;
    ComputeCandidates of_others;
    auto for_language = search.run(language, hosts_max - hosts_least, of_language);
    auto for_others = search.run(others, hosts_max - hosts_least, of_others);
    out.covered += of_language.covered * of_others.covered;
    out.beaten += static_cast<std::int64_t>(for_language.size() * for_others.size());
    keep_front(for_language, 2);
    keep_front(for_others, 2);
    out.beaten -= static_cast<std::int64_t>(for_language.size() * for_others.size());
    for (const ComputeCandidate& one : for_others) {
      for (const ComputeCandidate& other : for_language) {
        found.push_back(together(site, one, other));
      }
    }
  }
  for (ComputeCandidate& candidate : found) {
    if (const auto no = objection(site, candidate.design)) {
      out.ruled_out.add(no->rule == "hardware.nodes" ? "several machines" : "whole design",
                        no->rule, no->why);
      continue;
    }
    out.list.push_back(std::move(candidate));
  }
  out.beaten += static_cast<std::int64_t>(out.list.size());
  keep_front(out.list, 3);
  out.beaten -= static_cast<std::int64_t>(out.list.size());
  return out;
}

}  // namespace islet
