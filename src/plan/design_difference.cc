#include "plan/design_difference.h"

#include <algorithm>

#include <fmt/format.h>

namespace islet {
namespace {

/// Whether the same cards stand in both, whatever holds them.
bool are_same_cards(const ComputeDesign& one, const ComputeDesign& other) {
  return std::equal(one.groups.begin(), one.groups.end(), other.groups.begin(), other.groups.end(),
                    [](const ComputeGroup& a, const ComputeGroup& b) {
                      return a.accelerator == b.accelerator && a.cards() == b.cards();
                    });
}

/// Where that workload runs; nullptr where nowhere.
const Placement* placement_of(const ComputeDesign& design, int workload) {
  const auto found = std::find_if(design.placements.begin(), design.placements.end(),
                                  [&](const Placement& each) { return each.workload == workload; });
  return found == design.placements.end() ? nullptr : &*found;
}

class Differences {
 public:
  void add(const std::string& before, const std::string& after, const char* lead = "") {
    if (before == after) return;
    const std::string part = fmt::format("{}{} instead of {}", lead, after, before);
    if (text_.find(part) != std::string::npos) return;  // of a workload beside it
    text_ += (text_.empty() ? "" : ", ") + part;
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string counted(int count, const std::string& name) {
  return count == 1 ? name : fmt::format("{} x {}", count, name);
}

void add_compute(const ComputeDesign& one, const ComputeDesign& other, Differences& out) {
  for (const Placement& before : one.placements) {
    const Placement* after = placement_of(other, before.workload);
    if (after == nullptr) continue;
    if (before.choice != nullptr && after->choice != nullptr) {
      out.add(before.choice->name, after->choice->name);
    }
    if (!before.engine.empty() && !after->engine.empty()) out.add(before.engine, after->engine);
    out.add(draft_text(before), draft_text(*after));
    if (before.tensor != after->tensor) {
      out.add(counted(before.tensor, "card"), counted(after->tensor, "card"),
              "a model split over ");
    }
  }
  for (std::size_t index = 0; index < one.groups.size(); ++index) {
    const ComputeGroup& before = one.groups[index];
    const ComputeGroup& after = other.groups[index];
    if (before.cap != after.cap) out.add(cap_text(before), cap_text(after), "boards at ");
    out.add(counted(before.hosts, before.host->name), counted(after.hosts, after.host->name),
            "in ");
  }
}

}  // namespace

std::string cap_text(const ComputeGroup& group) {
  const Power own = group.accelerator->board_power.typical;
  return fmt::format("{:.3g} W", (group.cap > Power() ? group.cap : own) / watt);
}

std::string draft_text(const Placement& placement) {
  if (placement.draft == nullptr) return "no drafts";
  return fmt::format("drafts of {} by {}", placement.draft_length, placement.draft->name);
}

std::string ups_text(const PowerDesign& power) {
  return power.ups == nullptr ? "no UPS" : counted(power.upses, power.ups->name);
}

std::string difference_between(const Design& one, const Design& other) {
  if (!are_same_cards(one.compute, other.compute)) return {};
  Differences out;
  add_compute(one.compute, other.compute, out);
  const PowerDesign& before = one.power;
  const PowerDesign& after = other.power;
  if (before.cooler != nullptr && after.cooler != nullptr) {
    out.add(counted(before.coolers, before.cooler->name),
            counted(after.coolers, after.cooler->name));
  }
  if (before.inverter != nullptr && after.inverter != nullptr) {
    out.add(counted(before.inverters, before.inverter->name),
            counted(after.inverters, after.inverter->name));
  }
  if (before.ups != after.ups) out.add(ups_text(before), ups_text(after));
  return out.take();
}

}  // namespace islet
