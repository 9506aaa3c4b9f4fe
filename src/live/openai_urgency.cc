#include <algorithm>
#include <charconv>

#include "live/openai_request.h"
#include "live/tenant.h"

namespace islet {
namespace {

ApiFault wrong(const std::string& param, const std::string& what) {
  ApiFault fault;
  fault.message = what;
  fault.param = param;
  return fault;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto got = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = got.ec == std::errc() && got.ptr == text.data() + text.size();
  return is_all ? std::optional(value) : std::nullopt;
}

/// A deadline header in milliseconds, at most a week.
std::variant<std::optional<Duration>, ApiFault> deadline_in(const HttpRequest& head,
                                                            std::string_view name) {
  const std::string_view text = head.header(name);
  if (text.empty()) return std::optional<Duration>();
  const auto value = whole_number(text);
  if (!value || *value < 1 || *value > 604'800'000) {
    return wrong(std::string(name), std::string(name) + " must be 1 to 604800000 milliseconds");
  }
  return std::optional<Duration>(static_cast<double>(*value) * millisecond);
}

/// Lower is better, 0 is the default.
WorkClass class_of_priority(std::int64_t priority) {
  if (priority < 0) return WorkClass::high;
  return priority == 0 ? WorkClass::normal : priority <= 10 ? WorkClass::low : WorkClass::batch;
}

std::optional<ApiFault> take_tier(const JsonValue& body, Urgency& urgency) {
  const JsonValue* tier = body.find("service_tier");
  if (tier == nullptr || tier->is(JsonValue::Kind::null)) return std::nullopt;
  urgency.is_said = tier->text != "auto";
  if (tier->text == "priority") {
    urgency.work_class = WorkClass::high;
    urgency.tier = "priority";
  } else if (tier->text == "flex") {
    urgency.work_class = WorkClass::low;
    urgency.deferrable = true;
    urgency.tier = "flex";
  } else if (tier->text != "auto" && tier->text != "default" && tier->text != "scale") {
    return wrong("service_tier", "service_tier must be auto, default, flex, priority or scale");
  }
  return std::nullopt;
}

std::optional<ApiFault> take_priorities(const JsonValue& body, const HttpRequest& head,
                                        Urgency& urgency) {
  if (const JsonValue* priority = body.find("priority")) {
    const bool fits =
        priority->is_integer && priority->integer >= -1'000'000 && priority->integer <= 1'000'000;
    if (!fits) return wrong("priority", "priority must be a whole number within a million");
    urgency.work_class = class_of_priority(priority->integer);
    urgency.is_said = true;
  }
  const std::string_view header = head.header("priority");
  if (header.starts_with("u=") && header.size() >= 3 && header[2] >= '0' && header[2] <= '7') {
    const int u = header[2] - '0';
    urgency.is_said = true;
    urgency.work_class = u < 3 ? WorkClass::high : u == 3 ? WorkClass::normal : WorkClass::low;
  }
  const std::string_view named = head.header("x-islet-class");
  if (named.empty()) return std::nullopt;
  for (int i = 0; i < work_class_count; ++i) {
    if (name_of(work_class_at(i)) != named) continue;
    urgency.is_said = true;
    urgency.work_class = work_class_at(i);
    urgency.deferrable = work_class_at(i) == WorkClass::batch;
    return std::nullopt;
  }
  return wrong("x-islet-class", "x-islet-class must be safety, high, normal, low or batch");
}

}  // namespace

std::variant<Urgency, ApiFault> read_urgency(const JsonValue& body, const HttpRequest& head,
                                             WorkClass best) {
  Urgency urgency;
  if (auto fault = take_tier(body, urgency)) return *fault;
  if (auto fault = take_priorities(body, head, urgency)) return *fault;
  if (urgency.work_class < best) {
    urgency.work_class = best;
    if (urgency.tier == "priority") urgency.tier = "default";
  }
  if (const std::string_view named = head.header("x-islet-residency"); !named.empty()) {
    const std::optional<Residency> residency = residency_named(named);
    if (!residency) {
      return wrong("x-islet-residency", "x-islet-residency must be site, country or anywhere");
    }
    urgency.residency = *residency;
  }
  for (const char* name : {"x-islet-deadline-ms", "x-llm-d-slo-ttft-ms"}) {
    auto deadline = deadline_in(head, name);
    if (auto* fault = std::get_if<ApiFault>(&deadline)) return *fault;
    const bool is_whole = std::string_view(name) == "x-islet-deadline-ms";
    (is_whole ? urgency.deadline : urgency.first_token) =
        std::get<std::optional<Duration>>(deadline);
  }
  return urgency;
}

}  // namespace islet
