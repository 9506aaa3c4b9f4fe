// Drills about queues and power: priority, batching, shedding.
#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "live/drill_site.h"
#include "live/live_drill.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr const char* chat_path = "/v1/chat/completions";

std::string chat(int tokens, const std::string& more = "") {
  return fmt::format(R"({{"model":"m","ignore_eos":true,"max_tokens":{},)"
                     R"("messages":[{{"role":"user","content":"hi"}}]{}}})",
                     tokens, more);
}

Error not_up() { return Error{{}, "the engine did not come up", "", "D5", ""}; }

Result<std::unique_ptr<DrillSite>> site_with(const std::string& fake, int slots) {
  Result<SiteModel> model = drill_model("m", "fake", fake);
  if (!model) return model.error();
  model->slots = slots;
  model->idle = 50.0 * watt;
  model->full = 300.0 * watt;
  ServeSettings settings;
  settings.models = {*model};
  Result<std::unique_ptr<DrillSite>> site = DrillSite::open(settings);
  if (site && !(*site)->wait_until_up(1)) return not_up();
  return site;
}

/// As many at once as there are clients; how many were answered with 200.
int answered(const std::vector<std::unique_ptr<RawClient>>& clients) {
  int count = 0;
  for (const auto& one : clients) count += status_of(one->receive_all()) == "200" ? 1 : 0;
  return count;
}

std::vector<std::unique_ptr<RawClient>> asked(const DrillSite& site, int count,
                                              const std::string& body,
                                              const std::string& headers = "") {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<RawClient>(site.port(), 60));
    clients.back()->send(DrillSite::text_of("POST", chat_path, body, headers));
  }
  return clients;
}

}  // namespace

Result<DrillFigures> drill_priority() {
  constexpr int routine = 500;
  auto site = site_with("fake?step_us=2000", 4);
  if (!site) return site.error();
  const auto clients = asked(**site, routine, chat(8));
  double waiting = 0;
  for (int i = 0; i < 500 && waiting < routine / 2.0; ++i) {
    waiting = (*site)->status_figure({"open_requests"}).value_or(0);
    wait_for(2.0 * millisecond);
  }
  const Instant start = monotonic_now();
  const std::string reply =
      (*site)->ask("POST", chat_path, chat(8, R"(,"service_tier":"priority")"));
  const double acute_s = between(start, monotonic_now()) / second;
  const double left = (*site)->status_figure({"open_requests"}).value_or(0);
  const int done = answered(clients);
  return DrillFigures{{"queued", waiting, ""},
                      {"acute_status", 0, status_of(reply)},
                      {"acute_s", acute_s, ""},
                      {"routine_left_when_acute_was_done", left, ""},
                      {"routine_done", static_cast<double>(done), ""}};
}

Result<DrillFigures> drill_batching() {
  constexpr double watts = 250;  // of a device that computes, beyond its idle draw
  constexpr int requests = 64;
  auto site = site_with("fake?step_us=3000", 8);
  if (!site) return site.error();
  DrillFigures figures;
  int late = 0;
  for (const int at_once : {1, 8}) {
    const Duration before = (*site)->standings().front().busy;
    for (int i = 0; i < requests; i += at_once) {
      late += at_once - answered(asked(**site, at_once, chat(8), "x-islet-deadline-ms: 20000\r\n"));
    }
    const Duration busy = (*site)->standings().front().busy - before;
    figures.push_back({fmt::format("joules_per_request_{}_at_once", at_once),
                       busy / second * watts / requests, ""});
  }
  figures.push_back({"joules_saved_share", 1 - figures[1].value / figures[0].value, ""});
  figures.push_back({"late", static_cast<double>(late), ""});
  return figures;
}

// Long and short texts by turns: answers of 5 and 200 ms. The jitter of RFC 3550 moves by a
// sixteenth of each change, so the first is enough. The calm model bears what any machine does to
// it.
Result<DrillFigures> drill_tails() {
  Result<SiteModel> strict = drill_model("m", "fake", "fake?step_us=5000");
  if (!strict) return strict.error();
  strict->slots = 4;
  SiteModel calm = *strict;
  calm.name = "calm";
  calm.watch = TailLimits{10.0 * second, 30.0 * second, 10.0 * second};
  strict->watch = TailLimits{10.0 * second, 100.0 * millisecond, 1.0 * millisecond};
  ServeSettings settings;
  settings.models = {*strict, calm};
  Result<std::unique_ptr<DrillSite>> site = DrillSite::open(settings);
  if (!site) return site.error();
  if (!(*site)->wait_until_up(2)) return not_up();
  int done = 0;
  for (const int tokens : {1, 40, 1, 40}) {
    std::string body = chat(tokens);
    done += answered(asked(**site, 1, body));
    body.replace(body.find("\"m\""), 3, "\"calm\"");
    done += answered(asked(**site, 1, body));
  }
  std::vector<TailStanding> tails;
  (*site)->on_loop([&](SiteServer& server) { tails = server.desk().tails().standings(); });
  if (tails.size() != 2) return Error{{}, "two models were to be watched", "", "D5", ""};
  const double shows =
      body_of((*site)->ask("GET", "/metrics")).find("islet_tail_alarms_total{model=\"m\"}") ==
              std::string::npos
          ? 0
          : 1;
  return DrillFigures{{"answered", static_cast<double>(done), ""},
                      {"windows", static_cast<double>(tails[0].report.windows), ""},
                      {"alarms", static_cast<double>(tails[0].report.alarms), ""},
                      {"misses", static_cast<double>(tails[0].report.misses), ""},
                      {"jitter_ms", tails[0].report.jitter / millisecond, ""},
                      {"calm_alarms", static_cast<double>(tails[1].report.alarms), ""},
                      {"alarm_in_metrics", shows, ""}};
}

namespace {

/// The ids of the requests that were stopped for want of power, in order.
std::vector<std::string> stopped_in(const std::string& log) {
  // The log has reasons by their numbers, last in the line.
  const std::string reason = fmt::format(" {}", static_cast<int>(Reason::power_short));
  std::vector<std::string> ids;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("d preempt ") || !line.ends_with(reason)) continue;
    ids.push_back(line.substr(10, line.find(' ', 10) - 10));
  }
  return ids;
}

}  // namespace

Result<DrillFigures> drill_shedding() {
  auto site = site_with("fake?step_us=2000", 5);
  if (!site) return site.error();
  const auto power = [&](double watts) {
    PowerReading reading;
    reading.available = watts * watt;
    reading.free = watts * watt;
    (*site)->notice(PowerRead{reading});
    wait_for(30.0 * millisecond);
  };
  power(1'000);
  // Ids count from 1 in this order: the most urgent in the middle, so that age does not decide.
  const std::vector<std::string> classes = {"low", "safety", "batch", "high", "normal"};
  std::vector<std::unique_ptr<RawClient>> clients;
  for (const std::string& one : classes) {
    clients.push_back(std::make_unique<RawClient>((*site)->port(), 60));
    clients.back()->send(DrillSite::text_of("POST", chat_path, chat(1'500, R"(,"stream":true)"),
                                            "x-islet-class: " + one + "\r\n"));
    wait_for(30.0 * millisecond);
  }
  const double running = (*site)->standings().front().running;
  for (int watts = 300; watts >= 0; watts -= 25) power(watts);
  const double left = (*site)->standings().front().running;
  clients.clear();
  (*site)->stop();
  std::string order;
  for (const std::string& id : stopped_in((*site)->file("decisions.log"))) {
    const std::size_t index = static_cast<std::size_t>(id.front() - '1');
    if (id.size() == 1 && index < classes.size()) {
      order += (order.empty() ? "" : " ") + classes[index];
    }
  }
  return DrillFigures{{"running_before", running, ""},
                      {"stopped_in_order", 0, order},
                      {"running_without_power", left, ""}};
}

}  // namespace islet
