#include "accuracy/calibration.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

constexpr double value_that_counts = 0.002;
/// Share of its family's variance that an effect keeps when rows say nothing on it.
constexpr double variance_untouched = 0.99;

constexpr std::uint64_t fnv_start = 0xcbf29ce484222325ULL;
constexpr std::uint64_t fnv_prime = 0x100000001b3ULL;

std::uint64_t hashed(std::uint64_t hash, std::string_view content) {
  for (const char letter : content) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * fnv_prime;
  }
  return hash;
}

/// Where the search for a name starts in a table of a power of two places.
std::size_t first_place(std::size_t family, std::string_view name, std::size_t places) {
  const std::uint64_t hash = hashed((fnv_start ^ family) * fnv_prime, name);
  return static_cast<std::size_t>(hash ^ (hash >> 32)) & (places - 1);
}

}  // namespace

double noise_scale(const Calibration& calibration, std::string_view group) {
  double squares = 0;
  double rows = 0;
  for (const NoiseGroup& one : calibration.noise) {
    if (one.name == group) return one.scale;
    squares += one.rows * one.scale * one.scale;
    rows += one.rows;
  }
  return rows > 0 ? std::sqrt(squares / rows) : 0;
}

Calibration calibration_of(const EffectModel& model, const ConformalFactors& ranges,
                           CalibrationOrigin origin) {
  Calibration calibration{std::move(origin.date),
                          std::move(origin.tables),
                          model.families,
                          model.noise,
                          ranges,
                          {},
                          {}};
  for (const Effect& effect : model.effects) {
    if (std::abs(effect.value) >= value_that_counts ||
        effect.variance < variance_untouched * effect.prior_variance) {
      calibration.effects.push_back(effect);
    }
  }
  return calibration;
}

std::uint64_t content_hash(std::string_view content) { return hashed(fnv_start, content); }

EffectTable::EffectTable(const Calibration& calibration) {
  std::vector<EffectFamily> families = calibration.families;
  std::sort(families.begin(), families.end());
  component_starts_.assign(component_count + 1, 0);
  for (EffectFamily& family : families) {
    ++component_starts_[static_cast<std::size_t>(family.component) + 1];
    families_.push_back({std::move(family.name), family.sd * family.sd});
  }
  for (std::size_t i = 1; i <= component_count; ++i)
    component_starts_[i] += component_starts_[i - 1];
  std::size_t places = 16;
  while (places < 2 * calibration.effects.size()) places *= 2;
  places_.assign(places, 0);
  for (const Effect& effect : calibration.effects) {
    const Family* const found = family(effect.key.component, effect.key.family);
    CHECK(found != nullptr);
    const auto index = static_cast<std::size_t>(found - families_.data());
    std::size_t place = first_place(index, effect.key.name, places);
    while (places_[place] != 0) place = (place + 1) & (places - 1);
    entries_.push_back({index, effect.key.name, {effect.value, effect.variance}});
    places_[place] = static_cast<std::uint32_t>(entries_.size());
  }
}

const EffectTable::Family* EffectTable::family(Component component, std::string_view name) const {
  const auto index = static_cast<std::size_t>(component);
  const Family* const begin = families_.data() + component_starts_[index];
  const Family* const end = families_.data() + component_starts_[index + 1];
  const Family* const found = std::lower_bound(
      begin, end, name,
      [](const Family& one, std::string_view wanted) { return one.name < wanted; });
  return found != end && found->name == name ? found : nullptr;
}

const EffectTable::Entry* EffectTable::entry(std::size_t family, std::string_view name) const {
  const std::size_t places = places_.size();
  std::size_t place = first_place(family, name, places);
  // Half of the places are empty, so the search ends.
  while (places_[place] != 0) {
    const Entry& one = entries_[places_[place] - 1];
    if (one.family == family && one.name == name) return &one;
    place = (place + 1) & (places - 1);
  }
  return nullptr;
}

EffectSum EffectTable::sum(Component component, std::span<const EffectUse> uses) const {
  EffectSum total;
  for (const EffectUse& use : uses) {
    const Family* const known_family = family(component, use.family);
    if (known_family == nullptr) continue;
    const auto index = static_cast<std::size_t>(known_family - families_.data());
    const Entry* const found = entry(index, use.name);
    const EffectSum own = found != nullptr ? found->known : EffectSum{0, known_family->variance};
    total.value += use.weight * own.value;
    total.variance += use.weight * use.weight * own.variance;
  }
  return total;
}

}  // namespace islet
