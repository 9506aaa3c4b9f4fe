#include "sim/site_timeline.h"

#include <iterator>

#include <fmt/format.h>

namespace islet {

std::string site_timeline_csv(const SiteOutcome& outcome) {
  std::string text =
      "t_s,charge,panels_w,generator_w,grid_w,machines_w,others_w,unserved_w,may_draw_w,in_house\n";
  for (const SiteMoment& each : outcome.moments) {
    fmt::format_to(std::back_inserter(text),
                   "{:.0f},{:.5f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{}\n",
                   between(Instant(), each.at) / second, each.charge, each.panels / watt,
                   each.generator / watt, each.grid / watt, each.machines / watt,
                   each.others / watt, each.unserved / watt, each.may_draw / watt, each.in_house);
  }
  return text;
}

std::string site_timeline_json(const SiteOutcome& outcome, const SiteRun& run) {
  std::string text = "{\"traceEvents\":[";
  const char* before = "\n";
  const auto at_us = [](Instant at) { return between(Instant(), at) / microsecond; };
  for (const SiteMoment& each : outcome.moments) {
    fmt::format_to(std::back_inserter(text),
                   "{}{{\"name\":\"power W\",\"ph\":\"C\",\"pid\":1,\"ts\":{:.0f},\"args\":{{"
                   "\"panels\":{:.3f},\"generator\":{:.3f},\"machines\":{:.3f}}}}},\n"
                   "{{\"name\":\"charge\",\"ph\":\"C\",\"pid\":1,\"ts\":{:.0f},\"args\":{{"
                   "\"share\":{:.5f}}}}},\n"
                   "{{\"name\":\"requests\",\"ph\":\"C\",\"pid\":1,\"ts\":{:.0f},\"args\":{{"
                   "\"in house\":{}}}}}",
                   before, at_us(each.at), each.panels / watt, each.generator / watt,
                   each.machines / watt, at_us(each.at), each.charge, at_us(each.at),
                   each.in_house);
    before = ",\n";
  }
  for (const LadderMove& each : outcome.ladder) {
    fmt::format_to(std::back_inserter(text),
                   "{}{{\"name\":\"{} on step {}\",\"ph\":\"i\",\"pid\":1,\"s\":\"g\","
                   "\"ts\":{:.0f}}}",
                   before, run.workloads[each.workload].spec.name, each.level, at_us(each.at));
    before = ",\n";
  }
  return text + "\n]}\n";
}

}  // namespace islet
