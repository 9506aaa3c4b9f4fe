#include "plan/share_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "perf/memory.h"
#include "plan/drafts.h"
#include "plan/machine_rules.h"
#include "plan/purchase.h"

namespace islet {
namespace {

constexpr std::array<int, 4> card_counts = {1, 2, 4, 8};
constexpr std::array<int, 4> tensor_degrees = {1, 2, 4, 8};
/// Combinations of model choices looked at for one site; the first ones as written.
constexpr std::size_t combinations_max = 32;

/// Every way to choose one model for each workload of `members`.
std::vector<ModelShare> model_combinations(const Site& site, const Catalog& catalog,
                                           const std::vector<int>& members) {
  std::vector<ModelShare> shares = {{members, {}, {}}};
  for (const int member : members) {
    std::vector<ModelShare> longer;
    for (const ModelShare& share : shares) {
      for (const std::string& name : site.workloads[static_cast<std::size_t>(member)].models) {
        const ModelChoice* choice = find_choice(catalog, name);
        if (choice == nullptr || longer.size() >= combinations_max) continue;
        if (!is_allowed_model(site, catalog, *choice)) continue;
        longer.push_back(share);
        longer.back().choices.push_back(choice);
      }
    }
    shares = std::move(longer);
  }
  return shares;
}

/// Places every workload of `share` on group 0 of a new design; none if one cannot run there, or
/// if no language model is split over `split` cards, which another design has.
std::optional<ComputeDesign> placed(const Catalog& catalog, const ModelShare& share,
                                    const ComputeGroup& group, int split,
                                    ComputeCandidates& tally) {
  ComputeDesign design;
  design.groups = {group};
  bool is_split_so = split == 1;
  for (std::size_t index = 0; index < share.workloads.size(); ++index) {
    const ModelChoice& choice = *share.choices[index];
    const Model* model = find_model(catalog, choice.model);
    if (model == nullptr) return std::nullopt;
    Refusal why_not{"memory", "does not fit"};
    const int least = model->shape ? split : 1;
    const auto tensor = tensor_degree(*model, group, choice, least, why_not);
    if (!tensor) {
      tally.ruled_out.add(group.accelerator->name, why_not.rule, choice.name + ": " + why_not.why);
      tally.too_weak += why_not.rule == "memory" ? 1 : 0;
      return std::nullopt;
    }
    is_split_so |= model->shape && *tensor == split;
    design.placements.push_back(
        {share.workloads[index], 0, &choice, model, *tensor, group.cards() / *tensor,
         index < share.engines.size() ? share.engines[index] : std::string(),
         index < share.drafts.size() ? share.drafts[index] : nullptr});
  }
  if (!is_split_so) {
    ++tally.too_weak;  // they need more cards than that
    return std::nullopt;
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

/// How many of the ways of a share are without drafts; they go first.
std::size_t undrafted(std::span<const ModelShare> ways) {
  return static_cast<std::size_t>(std::count_if(
      ways.begin(), ways.end(), [](const ModelShare& way) { return way.drafts.empty(); }));
}

/// Whether drafts save so much of the machines' energy that they could be worth it.
bool spares(const ComputeCandidate& drafted, const ComputeCandidate& plain) {
  return drafted.mean_power < (1 - least_saving) * plain.mean_power;
}

/// Splits only tell language models apart.
bool is_split_up(const Catalog& catalog, const ModelShare& share) {
  return std::any_of(share.choices.begin(), share.choices.end(), [&](const ModelChoice* choice) {
    const Model* model = find_model(catalog, choice->model);
    return model != nullptr && model->shape;
  });
}

}  // namespace

bool is_allowed_model(const Site& site, const Catalog& catalog, const ModelChoice& choice) {
  const Model* model = find_model(catalog, choice.model);
  return model == nullptr || site.models.allows(model->licence);
}

std::optional<int> tensor_degree(const Model& model, const ComputeGroup& group,
                                 const ModelChoice& choice, int least, Refusal& why_not) {
  for (const int tensor : tensor_degrees) {
    if (tensor < least) continue;
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

std::optional<Objection> work_objection(const Site& site, std::span<const WorkloadDemand> demands,
                                        const ComputeCandidate& candidate,
                                        const DeploymentMakers& makers) {
  std::string why = memory_shortcoming(candidate.design, candidate.outcome);
  if (!why.empty()) return Objection{"memory", std::move(why)};
  why = speed_shortcoming(site, candidate.design, candidate.outcome);
  if (!why.empty()) return Objection{"speed", std::move(why)};
  const int losses = site.hardware.survive_node_losses;
  if (losses <= 0) return std::nullopt;
  const ComputeDesign left = after_losses(site, candidate.design, losses);
  why = speed_shortcoming(site, left, compute_outcome(site, demands, left, makers));
  if (why.empty()) return std::nullopt;
  return Objection{"hardware.survive", std::move(why)};
}

std::vector<ComputeCandidate> ShareSearch::run(const std::vector<int>& members, int hosts_max,
                                               ComputeCandidates& tally) const {
  std::vector<ComputeCandidate> found;
  const std::vector<ModelShare> shares = model_combinations(site_, catalog_, members);
  const bool is_split = !shares.empty() && is_split_up(catalog_, shares.front());
  for (const Accelerator& device : catalog_.accelerators) {
    const auto no_device = islet::objection(site_, device);
    std::vector<std::vector<ModelShare>> all_ways;
    std::size_t ways_sum = 0;
    for (const ModelShare& share : shares) {
      all_ways.push_back(ways_of(share, device));
      ways_sum += std::max<std::size_t>(1, all_ways.back().size());
    }
    for (const Host& host : catalog_.hosts) {
      if (islet::objection(device, host)) continue;  // no such design
      const std::size_t each = sizes_of(host, hosts_max, is_split).size() * caps_of(device).size();
      const auto designs = static_cast<std::int64_t>(each * std::max<std::size_t>(ways_sum, 1));
      tally.covered += static_cast<double>(designs);
      const auto no_host = no_device ? std::nullopt : islet::objection(site_, host);
      if (no_device) tally.ruled_out.add(device.name, no_device->rule, no_device->why, designs);
      if (no_host) tally.ruled_out.add(host.name, no_host->rule, no_host->why, designs);
      if (no_device || no_host) continue;
      for (const std::vector<ModelShare>& ways : all_ways) {
        if (ways.empty()) {
          tally.ruled_out.add(device.name, "models.engines", "runs under none of those wanted",
                              static_cast<std::int64_t>(each));
          continue;
        }
        smallest({&device, &host, 1, 1, site_.hardware.spares, Power()}, ways, hosts_max,
                 {found, tally});
      }
    }
  }
  return found;
}

std::vector<Power> ShareSearch::caps_of(const Accelerator& device) const {
  std::vector<Power> caps = power_caps(site_, device);
  if (!looks_around_) caps.resize(1);
  return caps;
}

std::vector<ModelShare> ShareSearch::ways_of(const ModelShare& share,
                                             const Accelerator& device) const {
  std::vector<ModelShare> ways = under_software(share, device);
  return looks_around_ ? with_drafts(site_, catalog_, std::move(ways)) : ways;
}

std::vector<MachineSize> ShareSearch::sizes_of(const Host& host, int hosts_max,
                                               bool is_split) const {
  std::vector<MachineSize> sizes;
  for (int hosts = site_.hardware.survive_node_losses + 1; hosts <= hosts_max; ++hosts) {
    for (const int cards : card_counts) {
      if (cards > host.cards_max) continue;
      for (const int split : tensor_degrees) {
        if (split > cards || cards % split != 0 || (split > 1 && !is_split)) break;
        sizes.push_back({hosts, cards, split});
      }
    }
  }
  return sizes;
}

void ShareSearch::smallest(ComputeGroup group, const std::vector<ModelShare>& ways, int hosts_max,
                           const Found& out) const {
  std::vector<MachineSize> sizes =
      sizes_of(*group.host, hosts_max, is_split_up(catalog_, ways.front()));
  std::stable_sort(sizes.begin(), sizes.end(), [&](const auto& a, const auto& b) {
    return node_price(group, a) < node_price(group, b);
  });
  std::optional<ComputeCandidate> last;
  std::span<const ModelShare> left = ways;
  const double caps = static_cast<double>(caps_of(*group.accelerator).size());
  for (std::size_t index = 0; index < sizes.size(); ++index) {
    group.hosts = sizes[index].hosts;
    group.cards_per_host = sizes[index].cards_per_host;
    std::optional<ComputeCandidate> near;
    auto found = sized_so(group, left, sizes[index].split, near, out.tally);
    if (!found) {
      if (near) last = std::move(near);
      continue;
    }
    // What does only with drafts, whose worth is assumed, does not end the search for what does
    // without.
    const std::size_t stay = has_drafts(found->design) ? undrafted(left) : 0;
    out.list.push_back(std::move(*found));
    const double rest = caps * static_cast<double>(left.size() - stay) *
                        static_cast<double>(sizes.size() - index - 1);
    out.tally.more_than_needed += rest;
    if (rest > 0) {
      out.tally.ruled_out.add("more of a kind than needed", "R018",
                              "the least sufficient count wins", static_cast<std::int64_t>(rest));
    }
    if (stay == 0) return;
    left = left.first(stay);
  }
  if (last) out.tally.nearest.push_back(std::move(*last));
}

std::optional<ComputeCandidate> ShareSearch::sized_so(const ComputeGroup& group,
                                                      std::span<const ModelShare> ways, int split,
                                                      std::optional<ComputeCandidate>& near,
                                                      ComputeCandidates& tally) const {
  const std::vector<Power> caps = caps_of(*group.accelerator);
  ComputeGroup own = group;
  own.cap = caps.front();
  std::optional<ComputeCandidate> found;
  std::vector<Judged> plain;  // in the order of the ways, where any has drafts
  const bool drafted = undrafted(ways) < ways.size();
  for (const ModelShare& way : ways) {
    const Judged* without = nullptr;
    for (std::size_t at = 0; at < plain.size() && !way.drafts.empty(); ++at) {
      if (ways[at].engines == way.engines) without = &plain[at];
    }
    const double before = tally.too_weak;
    Judged one = judged(own, way, split, without, tally);
    // What is held back further does no more.
    tally.too_weak += static_cast<double>(caps.size() - 1) * (tally.too_weak - before);
    if (one.does()) {
      ++tally.found;
      add_draw(*one.candidate);
    } else if (one.is_near && !near) {
      near = one.candidate;
    }
    if (way.drafts.empty() && drafted) plain.push_back(one);
    if (!one.does()) continue;
    if (without != nullptr && without->does() && !spares(*one.candidate, *without->candidate)) {
      tally.found += static_cast<double>(caps.size() - 1);
      continue;
    }
    ComputeCandidate& candidate = *one.candidate;
    hold_back(std::span(caps).subspan(1), way, split, candidate, tally);
    if (!found) {
      found = std::move(candidate);
      continue;
    }
    std::vector<ComputeCandidate>& variants = found->variants;
    std::move(candidate.variants.begin(), candidate.variants.end(), std::back_inserter(variants));
    candidate.variants.clear();
    variants.push_back(std::move(candidate));
  }
  if (found) {
    keep_sparing(*found);
  } else if (near) {
    add_draw(*near);
  }
  return found;
}

Money ShareSearch::node_price(ComputeGroup group, const MachineSize& size) const {
  group.hosts = size.hosts;
  group.cards_per_host = size.cards_per_host;
  group.spare_hosts = 0;
  return machines_price(site_, {{group}, {}});
}

bool ShareSearch::settled(const Judged* plain, ComputeDesign& design) const {
  const DraftTerms terms{site_, demands_, makers_};
  if (plain == nullptr) return settle_drafts(terms, design).empty();
  if (!plain->candidate || plain->rule == "memory") return false;
  const ComputeCandidate& without = *plain->candidate;
  const bool may_help = plain->does() ? may_save(without) : may_mend(site_, without);
  return may_help && settle_drafts(terms, without.outcome, design).empty();
}

ShareSearch::Judged ShareSearch::judged(const ComputeGroup& group, const ModelShare& share,
                                        int split, const Judged* plain,
                                        ComputeCandidates& tally) const {
  Judged out;
  auto design = placed(catalog_, share, group, split, tally);
  if (!design) return out;
  if (!share.drafts.empty() && !settled(plain, *design)) {
    // As good as without, whatever the boards are held to; or as weak.
    if (plain != nullptr && plain->does()) {
      tally.found += static_cast<double>(power_caps(site_, *group.accelerator).size());
    } else {
      ++tally.too_weak;
    }
    return out;
  }
  ComputeCandidate& candidate = out.candidate.emplace();
  candidate.design = std::move(*design);
  candidate.price = machines_price(site_, candidate.design);
  candidate.outcome = compute_outcome(site_, demands_, candidate.design, makers_);
  const auto no = work_objection(site_, demands_, candidate, makers_);
  if (!no) return out;
  out.rule = no->rule;
  out.why = no->why;
  tally.ruled_out.add(group.accelerator->name, no->rule, no->why);
  ++tally.too_weak;
  // What does not fit in memory, or has more to do than time, has no speed that could be told:
  // it comes near to nothing.
  const bool saturated = is_saturated(candidate.outcome);
  if (no->rule == "speed" && saturated) note_overload(candidate, tally.least_overload);
  out.is_near = no->rule != "memory" && !saturated;
  return out;
}

void ShareSearch::add_draw(ComputeCandidate& candidate) const {
  candidate.draw = compute_draw(site_, demands_, candidate.design, makers_);
  candidate.mean_power = mean_power(candidate.draw);
}

}  // namespace islet
