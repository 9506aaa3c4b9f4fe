// How the same machines may be run: under which software, held to which power limits.
#include <algorithm>
#include <utility>

#include "perf/power_cap.h"
#include "plan/share_search.h"
#include "plan/unbeaten.h"

namespace islet {

std::vector<Power> power_caps(const Site& site, const Accelerator& device) {
  std::vector<Power> caps;
  if (!takes_power_cap(device)) return {Power()};
  for (const double share : site.hardware.power_caps) {
    caps.push_back(share < 1 ? share * device.board_power.typical : Power());
  }
  return caps;
}

std::vector<ModelShare> ShareSearch::under_software(const ModelShare& share,
                                                    const Accelerator& device) const {
  const std::vector<std::string>& wish = site_.models.engines;
  std::vector<std::vector<std::string>> lists;
  std::vector<std::string> tried;  // one after the other, all models that can under each
  for (const ModelChoice* choice : share.choices) {
    const Model* model = find_model(catalog_, choice->model);
    if (model == nullptr) return {};
    std::vector<std::string> list = makers_.engines(*model, device, choice->weights);
    if (!wish.empty()) {
      std::erase_if(list, [&](const std::string& engine) {
        return !engine.empty() && std::find(wish.begin(), wish.end(), engine) == wish.end();
      });
    }
    if (list.empty()) return {};
    // Nets run under what is usual for them, unless the site names software.
    if (!model->shape && wish.empty()) list.resize(1);
    for (const std::string& engine : list) {
      if (std::find(tried.begin(), tried.end(), engine) == tried.end()) tried.push_back(engine);
    }
    lists.push_back(std::move(list));
  }
  std::vector<ModelShare> ways;
  for (const std::string& engine : tried) {
    ModelShare way = share;
    for (const std::vector<std::string>& list : lists) {
      const bool runs = std::find(list.begin(), list.end(), engine) != list.end();
      way.engines.push_back(runs ? engine : list.front());
    }
    const bool seen = std::any_of(ways.begin(), ways.end(), [&](const ModelShare& other) {
      return other.engines == way.engines;
    });
    if (!seen) ways.push_back(std::move(way));
  }
  return ways;
}

void ShareSearch::hold_back(std::span<const Power> caps, const ModelShare& share, int split,
                            ComputeCandidate& own, ComputeCandidates& tally) const {
  ComputeGroup group = own.design.groups.front();
  ComputeCandidates apart;  // that they are too slow is no news about the machines
  std::vector<ComputeCandidate> held;
  std::vector<std::vector<Power>> samples = {
      caps.empty() ? std::vector<Power>() : draw_samples(site_, demands_, own.design, makers_)};
  for (std::size_t index = 0; index < caps.size(); ++index) {
    group.cap = caps[index];
    Judged each = judged(group, share, split, nullptr, apart);
    if (!each.does()) {
      tally.too_weak += static_cast<double>(caps.size() - index);
      break;
    }
    ++tally.found;
    samples.push_back(draw_samples(site_, demands_, each.candidate->design, makers_));
    held.push_back(std::move(*each.candidate));
  }
  const auto nowhere_above = [&](std::size_t one, std::size_t other) {
    return std::equal(samples[one].begin(), samples[one].end(), samples[other].begin(),
                      [](Power a, Power b) { return a <= b * (1 + 1e-9); });
  };
  for (std::size_t index = 0; index < held.size(); ++index) {
    if (is_beaten(index + 1, samples.size(), nowhere_above)) continue;
    add_draw(held[index]);
    own.variants.push_back(std::move(held[index]));
  }
}

}  // namespace islet
