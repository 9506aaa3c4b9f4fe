#include "energy/policy.h"

#include <array>

#include "energy/cycle_charging.h"
#include "energy/load_following.h"
#include "energy/look_ahead.h"

namespace islet {
namespace {

/// A new policy goes into both arrays.
constexpr std::array<std::string_view, 3> names = {"load_following", "cycle_charging",
                                                   "look_ahead"};

template <class Rule>
std::unique_ptr<Policy> make(const GeneratorRule& rule) {
  return std::make_unique<Rule>(rule);
}

constexpr std::array<std::unique_ptr<Policy> (*)(const GeneratorRule&), names.size()> makers = {
    &make<LoadFollowing>, &make<CycleCharging>, &make<LookAhead>};

}  // namespace

std::span<const std::string_view> policy_names() { return names; }

std::unique_ptr<Policy> make_policy(std::string_view name, const GeneratorRule& rule) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return makers[i](rule);
  }
  return nullptr;
}

}  // namespace islet
