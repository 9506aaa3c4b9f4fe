// What people and Prometheus are shown of meters, plant and joules.
#include <cmath>

#include <fmt/format.h>

#include "live/plant_watch.h"
#include "net/clock.h"
#include "net/json.h"

namespace islet {
namespace {

/// JSON and Prometheus know no infinity alike: null there, nothing here.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : std::string("null");
}

/// Of each meter whether it answers, who it is, and why not.
std::string links_text(const SiteMeters* meters) {
  std::string out = "[";
  if (meters == nullptr) return out + "]";
  for (const auto& [name, link] : meters->standings()) {
    fmt::format_to(std::back_inserter(out),
                   "{}{{\"meter\":{},\"answers\":{},\"peer\":{},\"last_fault\":{}}}",
                   out.size() > 1 ? "," : "", json_text(name), link.is_connected,
                   json_text(link.peer), json_text(link.last_fault));
  }
  return out + "]";
}

std::string reading_text(const PowerReading& reading) {
  return fmt::format(
      "{{\"available_w\":{},\"free_w\":{},\"charge\":{},\"fuel\":{},\"bridging\":{},"
      "\"generator_running\":{},\"counted_share\":{}}}",
      number(reading.available / watt), number(reading.free / watt), number(reading.charge),
      number(reading.fuel), reading.bridging, reading.generator_running,
      number(reading.counted_share));
}

/// Work at a fixed rate that gives way now: its step of `when_short`, and whether it is paused.
std::string held_back_text(const FixedWork& work) {
  std::string out = "[";
  for (std::size_t i = 0; i < work.settings().size(); ++i) {
    const FixedSetting& one = work.settings()[i];
    if (one == FixedSetting()) continue;
    fmt::format_to(std::back_inserter(out), "{}{{\"workload\":{},\"level\":{},\"paused\":{}}}",
                   out.size() > 1 ? "," : "", json_text(work.loads()[i].name), one.level,
                   one.is_paused);
  }
  return out + "]";
}

}  // namespace

std::string PlantWatch::status() const {
  const Instant now = desk_.now();
  std::string out = fmt::format(
      "{{\"unix_ms\":{},\"reading\":{},\"compute_w\":{},\"cap_w\":{},\"held\":{},\"longest_over_"
      "s\":{},"
      "\"generator_out\":{},\"heat_stage\":{},\"held_back\":{},\"links\":{},\"meters\":[",
      wall_now().unix_ms, reading_text(standing_.reading), number(standing_.compute / watt),
      number(standing_.cap / watt), standing_.is_held, number(standing_.longest_over / second),
      set_.is_out(), heat_.stage(), held_back_text(fixed_work_), links_text(meters_));
  bool is_first = true;
  for (const BoardLine& line : board_.lines(now)) {
    if (!std::exchange(is_first, false)) out += ',';
    fmt::format_to(std::back_inserter(out),
                   "{{\"meter\":{},\"measure\":\"{}\",\"value\":{},\"unit\":\"{}\",\"used\":{},"
                   "\"age_s\":{},\"state\":\"{}\"}}",
                   json_text(line.meter), name_of(line.what), number(line.value),
                   unit_of(line.what), number(line.safe), number(line.age / second),
                   name_of(line.state));
  }
  out += "],\"alarms\":[";
  is_first = true;
  for (const Alarm& one : alarms_.present()) {
    fmt::format_to(std::back_inserter(out), "{}{{\"alarm\":{},\"how\":{},\"for_s\":{}}}",
                   std::exchange(is_first, false) ? "" : ",", json_text(one.what),
                   json_text(one.how), number(between(one.since, now) / second));
  }
  const LedgerSums& sums = ledger_.sums();
  fmt::format_to(std::back_inserter(out),
                 "],\"energy\":{{\"requests_j\":{},\"waiting_j\":{},\"metered_j\":{},"
                 "\"expected_j\":{},\"undelivered_j\":{},\"requests\":{}}},"
                 "\"forecast\":{},\"reconciled\":[",
                 number(sums.requests / joule), number(sums.waiting / joule),
                 number(sums.metered / joule), number(sums.expected / joule),
                 number(fixed_account_.missed() / joule), sums.rows, forecast_.status(now));
  const std::size_t from = hours_.size() > 24 ? hours_.size() - 24 : 0;
  for (std::size_t i = from; i < hours_.size(); ++i) {
    fmt::format_to(std::back_inserter(out), "{}{{\"plant_j\":{},\"ledger_j\":{},\"residual\":{}}}",
                   i > from ? "," : "", number(hours_[i].plant / joule),
                   number(hours_[i].ledger / joule), number(hours_[i].residual()));
  }
  fmt::format_to(std::back_inserter(out), "],\"installed\":{{\"battery_kwh\":{},\"panels_w\":{}}}",
                 number(settings_.plant.battery.capacity / kilowatt_hour),
                 number(settings_.plant.panel_rated / watt));
  if (observer_ != nullptr) out += ",\"twin\":" + observer_->status();
  return out + "}";
}

std::string PlantWatch::metrics() const {
  const Instant now = desk_.now();
  std::string out;
  const auto gauge = [&out](const char* name, const char* kind, const char* what) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, what, name, kind);
  };
  const auto line = [&out](std::string_view name, const std::string& labels, double value) {
    if (!std::isfinite(value)) return;
    fmt::format_to(std::back_inserter(out), "{}{} {:.9g}\n", name, labels, value);
  };
  gauge("islet_meter_value", "gauge", "What a meter says, in the unit of its measure.");
  for (const BoardLine& one : board_.lines(now)) {
    line("islet_meter_value",
         fmt::format("{{meter={},measure=\"{}\",unit=\"{}\"}}", json_text(one.meter),
                     name_of(one.what), unit_of(one.what)),
         one.value);
  }
  gauge("islet_meter_alarm", "gauge", "1 while a meter is not fresh.");
  for (const BoardLine& one : board_.lines(now)) {
    line("islet_meter_alarm",
         fmt::format("{{meter={},measure=\"{}\",state=\"{}\"}}", json_text(one.meter),
                     name_of(one.what), name_of(one.state)),
         one.state == MeterState::fresh ? 0 : 1);
  }
  gauge("islet_alarms", "gauge", "Alarms of meters and plant that stand now.");
  line("islet_alarms", "", static_cast<double>(alarms_.present().size()));
  gauge("islet_alarms_raised_total", "counter", "Alarms that ever came.");
  line("islet_alarms_raised_total", "", static_cast<double>(alarms_.raised()));
  gauge("islet_available_watts", "gauge", "Power that compute may draw.");
  line("islet_available_watts", "", standing_.reading.available / watt);
  gauge("islet_compute_watts", "gauge", "Power that the machines draw.");
  line("islet_compute_watts", "", standing_.compute / watt);
  gauge("islet_battery_charge", "gauge", "Charge, share of the usable window.");
  line("islet_battery_charge", "", standing_.reading.charge);
  gauge("islet_bridging", "gauge", "1 while the site runs on its store until a source comes.");
  line("islet_bridging", "", standing_.reading.bridging ? 1 : 0);
  gauge("islet_generator_out", "gauge",
        "1 while the set was wanted, did not come, and has not run.");
  line("islet_generator_out", "", set_.is_out() ? 1 : 0);
  const LedgerSums& sums = ledger_.sums();
  gauge("islet_energy_joules_total", "counter", "Joules of requests by class, and of waiting.");
  for (int i = 0; i < work_class_count; ++i) {
    line("islet_energy_joules_total", fmt::format("{{class=\"{}\"}}", name_of(work_class_at(i))),
         sums.by_class[static_cast<std::size_t>(i)] / joule);
  }
  line("islet_energy_joules_total", "{class=\"waiting\"}", sums.waiting / joule);
  if (!hours_.empty()) {
    gauge("islet_energy_residual", "gauge", "Share of the plant's energy that the ledger misses.");
    line("islet_energy_residual", "", hours_.back().residual());
  }
  if (observer_ != nullptr) out += observer_->metrics();
  return out + forecast_.metrics(now);
}

}  // namespace islet
