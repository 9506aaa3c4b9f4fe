// Drills about what is expected: the cheapest slot of a window, engines for a peak; and the log of
// it all, decided again.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "live/drill_site.h"
#include "live/live_drill.h"
#include "net/clock.h"
#include "serving/policies.h"

namespace islet {
namespace {

constexpr const char* chat_path = "/v1/chat/completions";

std::string chat(int tokens) {
  return fmt::format(R"({{"model":"m","ignore_eos":true,"max_tokens":{},)"
                     R"("messages":[{{"role":"user","content":"hi"}}]}})",
                     tokens);
}

Error not_up() { return Error{{}, "the engine did not come up", "", "D5", ""}; }

/// Moments on the desk's clock of the log's lines that begin so, in seconds.
std::vector<double> moments_of(const std::string& log, const std::string& decision) {
  std::vector<double> found;
  double now_s = 0;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind;
    std::int64_t nanoseconds = 0;
    if (line.starts_with("e ") && words >> kind >> nanoseconds) {
      now_s = static_cast<double>(nanoseconds) * 1e-9;
    }
    if (line.starts_with(decision)) found.push_back(now_s);
  }
  return found;
}

double desk_seconds(DrillSite& site) { return between(Instant(), site.now()) / second; }

/// Power at no cost never, to be bought at those prices.
Forecast priced(double from_s, const std::vector<std::pair<double, double>>& lengths_and_prices) {
  Forecast slots;
  for (const auto& [length_s, price] : lengths_and_prices) {
    ForecastSlot slot;
    slot.from = after(Instant(), from_s * second);
    slot.length = length_s * second;
    slot.bought = 10'000.0 * watt;
    slot.price = price;
    slots.push_back(slot);
    from_s += length_s;
  }
  return slots;
}

bool wait_for_up(DrillSite& site, std::size_t wanted) {
  for (int i = 0; i < 3'000; ++i) {
    std::size_t up = 0;
    for (const EngineStanding& one : site.standings()) up += one.is_up ? 1 : 0;
    if (up == wanted) return true;
    wait_for(10.0 * millisecond);
  }
  return false;
}

}  // namespace

/// A deadline of two hours, hours that cost three times as much around two seconds that do not.
Result<DrillFigures> drill_window() {
  Result<SiteModel> model = drill_model("m", "fake", "fake?step_us=2000");
  if (!model) return model.error();
  ServeSettings settings;
  settings.models = {*model};
  auto site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(1)) return not_up();
  const double begin_s = desk_seconds(**site);
  constexpr double cheap_after_s = 2;
  constexpr double cheap_for_s = 20;
  PowerReading reading;
  reading.available = 10'000.0 * watt;
  reading.free = Power();
  (*site)->notice(PowerRead{reading});
  (*site)->notice(ForecastMade{
      priced(begin_s, {{cheap_after_s, 3.0}, {cheap_for_s, 1.0}, {3.0 * 3'600, 3.0}})});
  const std::string reply = (*site)->ask(
      "POST", chat_path, chat(8), "x-islet-class: batch\r\nx-islet-deadline-ms: 7200000\r\n");
  const double ended_s = desk_seconds(**site);
  (*site)->stop();
  const std::vector<double> starts = moments_of((*site)->file("decisions.log"), "d start ");
  const double started_s = starts.empty() ? 0 : starts.front() - begin_s;
  const bool in_cheapest =
      !starts.empty() && started_s >= cheap_after_s && started_s <= cheap_after_s + cheap_for_s;
  return DrillFigures{{"status", 0, status_of(reply)},
                      {"started_after_s", started_s, ""},
                      {"in_cheapest_slot", 0, in_cheapest ? "yes" : "no"},
                      {"left_before_due_s", 7'200 - (ended_s - begin_s), ""}};
}

/// The scheduler turns an engine on a minute and its start before the peak that was told.
Result<DrillFigures> drill_elastic() {
  constexpr double lead_s = 61;
  constexpr double peak_after_s = lead_s + 2;
  Result<SiteModel> always = drill_model("m", "fake", "fake?step_us=2000");
  if (!always) return always.error();
  always->slots = 2;
  always->idle = 20.0 * watt;
  SiteModel peak = *always;
  peak.file = "fake?step_us=2000&load_ms=200";
  peak.switches = true;
  peak.start_time = 1.0 * second;
  ServeSettings settings;
  settings.models = {*always, peak};
  SiteParts parts;
  parts.scheduler.idle_off = 1.0 * second;
  auto site = DrillSite::open(settings, std::move(parts));
  if (!site) return site.error();
  if (!(*site)->wait_until_up(2)) return not_up();
  if (!wait_for_up(**site, 1)) return Error{{}, "an idle engine was not turned off", "", "D5", ""};
  const double begin_s = desk_seconds(**site);
  ForecastSlot slot;
  slot.from = after(Instant(), (begin_s + peak_after_s) * second);
  slot.length = 1.0 * hour;
  slot.engines = 2;
  (*site)->notice(ForecastMade{{slot}});
  const bool is_up = wait_for_up(**site, 2);
  const double up_s = desk_seconds(**site) - begin_s;
  // The peak comes: eight at once on four places.
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<RawClient>((*site)->port(), 60));
    clients.back()->send(
        DrillSite::text_of("POST", chat_path, chat(8), "x-islet-deadline-ms: 20000\r\n"));
  }
  int in_time = 0;
  for (const auto& one : clients) in_time += status_of(one->receive_all()) == "200" ? 1 : 0;
  (*site)->stop();
  const std::vector<double> switched = moments_of((*site)->file("decisions.log"), "d switch ");
  const double off_s = switched.size() > 1 ? switched[1] - switched[0] : 0;
  return DrillFigures{{"off_while_idle", 0, switched.empty() ? "no" : "yes"},
                      {"idle_joules_saved", off_s * peak.idle / watt, ""},
                      {"up_before_peak_s", is_up ? peak_after_s - up_s : -1, ""},
                      {"in_time_at_peak", static_cast<double>(in_time), ""}};
}

Result<DrillFigures> drill_replay() {
  Result<SiteModel> model = drill_model("m", "fake", "fake?step_us=500");
  if (!model) return model.error();
  model->slots = 2;
  ServeSettings settings;
  settings.models = {*model};
  auto site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(1)) return not_up();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 60; ++i) {
    const char* named = i % 10 == 0 ? "safety" : i % 3 == 0 ? "batch" : "normal";
    clients.push_back(std::make_unique<RawClient>((*site)->port(), 60));
    clients.back()->send(DrillSite::text_of("POST", chat_path, chat(6),
                                            fmt::format("x-islet-class: {}\r\n", named)));
  }
  for (const auto& one : clients) one->receive_all();
  (*site)->stop();
  const std::string log = (*site)->file("decisions.log");
  const Result<ReplayOutcome> outcome = replay(log, SchedulerSettings(), {});
  if (!outcome) return outcome.error();
  return DrillFigures{{"events", static_cast<double>(outcome->events), ""},
                      {"log_bytes", static_cast<double>(log.size()), ""},
                      {"same", 0, outcome->is_same ? "yes" : "no"},
                      {"first_that_differs", static_cast<double>(outcome->line), ""}};
}

}  // namespace islet
