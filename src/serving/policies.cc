#include "serving/policies.h"

#include <array>

namespace islet {
namespace {

using MakeOrder = std::unique_ptr<QueueOrder> (*)();

struct Composition {
  std::string_view name;
  MakeOrder order;
  std::unique_ptr<Admission> (*admission)();
  std::unique_ptr<Deferral> (*deferral)();
  bool newest_frame_only;
  bool preempts;
  bool paces_batch;
};

std::unique_ptr<QueueOrder> ageing() { return make_ageing(); }
std::unique_ptr<QueueOrder> by_deadline() { return make_earliest_deadline(); }
std::unique_ptr<QueueOrder> acute_then_ageing() { return make_acute_first(make_ageing()); }
std::unique_ptr<QueueOrder> acute_then_fair() { return make_acute_first(make_fair_share()); }

constexpr auto goals = make_goal_admission;
constexpr auto open = make_open_admission;
constexpr auto cheapest = make_cheapest_hours;
constexpr auto at_once = make_run_at_once;

// The single rules stand alone so that each can be compared with first come, first served.
constexpr std::array compositions = {
    // clang-format off
    //          name                order              admission deferral newest, preempts, paces
    Composition{default_scheduling, acute_then_ageing, goals,    cheapest, true,  true,  true},
    Composition{"acute-fair",       acute_then_fair,   goals,    cheapest, true,  true,  true},
    Composition{"first-come",       make_first_come,   open,     at_once,  false, false, false},
    Composition{"ageing",           ageing,            open,     at_once,  false, false, false},
    Composition{"deadline",         by_deadline,       open,     at_once,  false, false, false},
    Composition{"fair-share",       make_fair_share,   open,     at_once,  false, false, false},
    Composition{"latest-only",      make_first_come,   open,     at_once,  true,  false, false},
    Composition{"goals",            make_first_come,   goals,    at_once,  false, false, false},
    Composition{"solar-peak",       make_first_come,   open,     cheapest, false, false, false},
    // clang-format on
};

constexpr auto names = [] {
  std::array<std::string_view, compositions.size()> list;
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = compositions[i].name;
  return list;
}();

}  // namespace

std::span<const std::string_view> scheduling_names() { return names; }

Policies make_policies(std::string_view name) {
  for (const Composition& one : compositions) {
    if (one.name != name) continue;
    return {one.name,     one.order(),    one.admission(), one.deferral(), one.newest_frame_only,
            one.preempts, one.paces_batch};
  }
  return {};
}

}  // namespace islet
