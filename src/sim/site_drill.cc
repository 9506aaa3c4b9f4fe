#include "sim/site_drill.h"

#include <algorithm>
#include <array>

namespace islet {
namespace {

constexpr std::array<std::string_view, 10> names = {
    "lost-arrival",     "lost-start",   "lost-result", "lost-preemption",  "lost-deadline",
    "inverted-classes", "unread-limit", "unkept-cap",  "forgotten-energy", "forgotten-camera"};

/// One chance in so many is taken.
constexpr std::int64_t one_in = 20;

}  // namespace

std::span<const std::string_view> drill_names() { return names; }

std::optional<Drill> drill_named(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Drill>(found - names.begin() + 1);
}

bool DrillMaster::strikes() { return ++chances_ % one_in == 0; }

Event DrillMaster::told(const Event& event) {
  const auto* arrival = std::get_if<RequestArrives>(&event);
  if (drill_ == Drill::lost_arrival && arrival != nullptr && strikes()) return Tick{};
  if (drill_ == Drill::lost_result && std::holds_alternative<RequestDone>(event) && strikes()) {
    return Tick{};
  }
  if (drill_ == Drill::unread_limit && std::holds_alternative<PowerRead>(event)) {
    PowerRead told = std::get<PowerRead>(event);
    told.reading.available = unlimited_power;
    return told;
  }
  if (arrival == nullptr) return event;
  RequestArrives told = *arrival;
  if (drill_ == Drill::lost_deadline) told.request.ends_at_deadline = false;
  if (drill_ == Drill::inverted_classes && is_acute(told.request.work_class)) {
    told.request.work_class = WorkClass::batch;
  }
  return told;
}

std::span<const Decision> DrillMaster::heard(std::span<const Decision> decisions) {
  left_.clear();
  for (const Decision& each : decisions) {
    const bool is_start = std::holds_alternative<Start>(each);
    if (drill_ == Drill::lost_start && is_start && strikes()) continue;
    if (drill_ == Drill::lost_preemption && std::holds_alternative<Preempt>(each)) continue;
    if (drill_ == Drill::unkept_cap && std::holds_alternative<SetCap>(each)) continue;
    left_.push_back(each);
  }
  return left_;
}

}  // namespace islet
