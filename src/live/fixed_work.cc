#include "live/fixed_work.h"

#include <algorithm>

#include "energy/shedding.h"

namespace islet {
namespace {

constexpr double last_k = 1;
constexpr double back_k = 0.5;
/// Hosts that were off start again: not for a moment's coolness.
constexpr Duration back_after = 15.0 * minute;
/// What a move saves shows in the air.
constexpr Duration settles_in = 5.0 * minute;
constexpr Duration power_back_after = 5.0 * minute;

HeatRule last_kelvin(std::size_t moves) {
  // Nothing to lower, yet hosts to turn off.
  const int stages = std::max(1, static_cast<int>(moves));
  return {stages, last_k / (stages + 1), back_k, back_after, settles_in};
}

/// Its last step does nothing any more.
bool ends_in_stop(const FixedLoad& load) {
  return !load.steps.empty() && load.steps.back().power_factor <= 0;
}

}  // namespace

FixedSetting stricter(const FixedSetting& a, const FixedSetting& b) {
  return {std::max(a.level, b.level), a.is_paused || b.is_paused};
}

FixedWork::FixedWork(std::vector<FixedLoad> loads, Temperature limit)
    : loads_(std::move(loads)),
      routine_(moves_of({Importance::low, Importance::normal})),
      acute_(moves_of({Importance::high, Importance::safety})),
      last_kelvin_(limit, last_kelvin(acute_.size())),
      settings_(loads_.size()),
      short_(loads_.size()) {}

std::vector<std::vector<FixedWork::Move>> FixedWork::moves_of(
    std::initializer_list<Importance> classes) const {
  std::vector<std::vector<Move>> out;
  for (const Importance each : classes) {
    std::vector<Move> pauses;
    for (std::size_t i = loads_.size(); i-- > 0;) {
      if (loads_[i].importance != each) continue;
      const auto steps = static_cast<int>(loads_[i].steps.size());
      for (int level = 1; level <= steps; ++level) out.push_back({{i, {level, false}}});
      if (!ends_in_stop(loads_[i])) pauses.push_back({i, {steps, true}});
    }
    if (!pauses.empty()) out.push_back(std::move(pauses));
  }
  return out;
}

void FixedWork::by_power(Instant now, const Deliverable& left) {
  std::vector<LoadView> views;
  for (const FixedLoad& load : loads_) {
    views.push_back({load.name, load.importance, load.draw, load.steps});
  }
  PlantView view;
  view.loads = views;
  std::vector<LoadSetting> cut(loads_.size());
  if (!is_enough(left, full_demand(views))) shed(view, left, cut);
  for (std::size_t i = 0; i < cut.size(); ++i) {
    constexpr double whole = 1 - 1e-9;
    const FixedSetting wanted{cut[i].level, cut[i].share < whole};
    Short& held = short_[i];
    const FixedSetting both = stricter(wanted, held.to);
    if (both == wanted || now >= after(held.needed, power_back_after)) {
      held.to = wanted;
      held.needed = now;
    } else if (both != held.to) {
      held.to = both;
    }
  }
}

bool FixedWork::follow(Instant now, int stage, std::optional<Temperature> inlet,
                       const Deliverable& left) {
  if (loads_.empty()) return false;
  by_power(now, left);
  std::vector<FixedSetting> next;
  for (const Short& held : short_) next.push_back(held.to);
  const auto take = [&next](const std::vector<std::vector<Move>>& moves, std::size_t many) {
    for (std::size_t k = 0; k < std::min(many, moves.size()); ++k) {
      for (const Move& move : moves[k]) next[move.load] = stricter(next[move.load], move.to);
    }
  };
  if (inlet) last_kelvin_.follow(now, *inlet);
  const auto of_stage = static_cast<std::size_t>(stage) * routine_.size();
  take(routine_, (of_stage + HeatStages::stages - 1) / HeatStages::stages);
  take(acute_, static_cast<std::size_t>(last_kelvin_.stage()));
  const bool rests = last_kelvin_.stage() == last_kelvin(acute_.size()).stages;
  const bool is_new = next != settings_ || rests != rests_;
  settings_ = std::move(next);
  rests_ = rests;
  return is_new;
}

}  // namespace islet
