#include "knowledge/placement.h"

#include <algorithm>

#include <fmt/format.h>

#include "knowledge/latency_class.h"

namespace islet {
namespace {

/// The colocation that trading needs is no place for anything else.
constexpr const char* exchange = "exchange";

Duration ms_at(const Fact& fact, std::string_view path, bool upper) {
  const auto range = range_at(fact, path);
  if (!range) return {};
  return (upper ? range->high : range->low) * millisecond;
}

std::string objection_to(const Fact& place, const StreamNeed& need) {
  const Duration trip = ms_at(place, "round_trip_ms", true);
  const Duration jitter = ms_at(place, "jitter_ms", true);
  const Duration left = need.budget - need.compute;
  if (need.at_exchange && place.id != exchange) return "the market's feed is at the exchange";
  if (need.stays_on_site && (place.id == "metro" || place.id == "cloud")) {
    return "its data must stay on site (R165)";
  }
  if (trip > left) {
    return fmt::format("a round trip of up to {:.4g} ms does not fit into {:.4g} ms",
                       trip / millisecond, left / millisecond);
  }
  if (need.jitter > Duration() && jitter > 1.000001 * need.jitter) {
    return fmt::format("its jitter of {:.4g} ms is above the {:.4g} ms allowed",
                       jitter / millisecond, need.jitter / millisecond);
  }
  return "";
}

}  // namespace

std::vector<PlaceVerdict> places_for(const Knowledge& knowledge, const StreamNeed& need) {
  std::vector<PlaceVerdict> verdicts;
  for (const Fact* place : facts_of_kind(knowledge, "place")) {
    std::string reason = objection_to(*place, need);
    verdicts.push_back({place->id, reason.empty(), std::move(reason)});
  }
  return verdicts;
}

StreamNeed need_of(const Knowledge& knowledge, const Fact& workload) {
  StreamNeed need;
  for (const StageClass& stage : stage_classes(knowledge, workload)) {
    if (need.budget == Duration() || stage.budget < need.budget) need.budget = stage.budget;
  }
  const std::vector<std::string> needs = workload.words("needs");
  need.at_exchange = workload.word("placement").find("exchange") != std::string::npos ||
                     std::find(needs.begin(), needs.end(), "colocation") != needs.end();
  if (const auto micro = range_at(workload, "latency_us")) {
    need.budget = micro->high * microsecond;
    need.jitter = micro->low * 10 * microsecond;
  }
  if (workload.node.find("control_rate_hz") != nullptr) {
    need.jitter = ms_at(fact_named(knowledge, "process"), "jitter_ms_max", true);
  }
  return need;
}

Answer placement_answer(const Knowledge& knowledge, const StreamNeed& need,
                        const std::string& subject) {
  Answer answer;
  answer.question = "placement";
  answer.say("subject", subject);
  answer.count("budget_ms", need.budget / millisecond);
  if (need.jitter > Duration()) answer.count("jitter_ms_max", need.jitter / millisecond);
  std::string allowed;
  for (const PlaceVerdict& verdict : places_for(knowledge, need)) {
    if (verdict.place == exchange && !need.at_exchange) continue;
    if (verdict.allowed) allowed += (allowed.empty() ? "" : ", ") + verdict.place;
    answer.say(verdict.place, verdict.allowed ? "allowed" : "refused: " + verdict.reason);
  }
  answer.verdict = allowed.empty() ? "nowhere" : allowed;
  answer.rest_on({"R114", "R129", "R070", "R165"});
  return answer;
}

}  // namespace islet
