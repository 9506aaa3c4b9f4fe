// Sections 5 and 6 of the report: the work and the machines that do it.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/report_cases.h"
#include "report/report_parts.h"
#include "report/simulated_table.h"

namespace islet {
namespace {

std::vector<const WorkloadOutcome*> computing(const DesignOutcome& design) {
  std::vector<const WorkloadOutcome*> out;
  for (const WorkloadOutcome& each : design.workloads) {
    if (each.group >= 0) out.push_back(&each);
  }
  return out;
}

bool has_batch(const DesignOutcome& outcome) {
  return std::any_of(outcome.workloads.begin(), outcome.workloads.end(),
                     [](const WorkloadOutcome& each) { return each.kind == WorkloadKind::batch; });
}

/// P50, P95 and P99 of each workload with the range of P99, on a logarithmic axis of seconds.
Chart latency_chart(const std::vector<const WorkloadOutcome*>& list,
                    const std::vector<Requirement>& requirements) {
  constexpr double left = 190;
  constexpr double width = 520;
  constexpr double row = 34;
  double least = 1e9;
  double most = 1e-9;
  for (const WorkloadOutcome* each : list) {
    least = std::min({least, each->p50.value / second, each->p99.low / second});
    most = std::max(most, each->p99.high / second);
  }
  const double from = std::floor(std::log10(std::clamp(least, 1e-6, 1e6)));
  const double decades = std::max(1.0, std::ceil(std::log10(std::clamp(most, 1e-6, 1e7))) - from);
  const auto x = [&](double seconds) {
    return left +
           width * std::clamp((std::log10(std::max(seconds, 1e-9)) - from) / decades, 0., 1.);
  };
  const double bottom = 30 + row * static_cast<double>(list.size());
  Chart chart(740, bottom + 34, "Time from arrival to result",
              "For each workload the 50th, 95th and 99th percentile at the busiest hour, the 90 % "
              "range of the last, and the limit where one is set.");
  for (int decade = 0; decade <= static_cast<int>(decades); ++decade) {
    const double at = std::pow(10.0, from + decade);
    chart.line({x(at), 24}, {x(at), bottom}, "rule");
    chart.text({x(at), 16}, Anchor::middle, at < 1 ? text_of(at * second) : number_text(at) + " s",
               "label faint");
  }
  double y = 30 + row / 2;
  for (const WorkloadOutcome* each : list) {
    chart.text({left - 12, y + 4}, Anchor::end, fitted(each->name, left - 20));
    chart.box({x(each->p99.low / second), y - 7},
              x(each->p99.high / second) - x(each->p99.low / second), 14, "battery soft",
              "range of P99: " + range_of(each->p99));
    chart.line({x(each->p50.value / second), y}, {x(each->p99.value / second), y}, "whisker");
    chart.dot({x(each->p50.value / second), y}, 3.5, "loss");
    chart.dot({x(each->p95.value / second), y}, 3.5, "load");
    chart.dot({x(each->p99.value / second), y}, 5, "battery");
    for (const Requirement& limit : requirements) {
      if (limit.subject != each->name || !limit.what.starts_with("latency")) continue;
      chart.line({x(limit.bound), y - 13}, {x(limit.bound), y + 13}, "limit");
    }
    y += row;
  }
  add_key(chart, {left, bottom + 22},
          {{"loss", "P50"}, {"load", "P95"}, {"battery", "P99 and its range"}});
  chart.text({left + 330, bottom + 22}, Anchor::start, "bold line: limit", "label faint");
  return chart;
}

Table time_rows(const std::vector<const WorkloadOutcome*>& list) {
  Table table;
  table.columns = {{"workload"},
                   {"runs as"},
                   {"P50", Align::right},
                   {"P95", Align::right},
                   {"P99", Align::right},
                   {"90 % range", Align::right},
                   {"first token P99", Align::right},
                   {"tokens/s each", Align::right},
                   {"grade"}};
  for (const WorkloadOutcome* each : list) {
    const bool speaks = each->first_token_p99.value > Duration();
    table.add({each->name, runs_as(*each), text_of(each->p50.value), text_of(each->p95.value),
               text_of(each->p99.value), range_of(each->p99),
               speaks ? text_of(each->first_token_p99.value) : "",
               speaks ? number_text(each->user_speed.value / (token / second)) : "",
               grade_text(each->p99.grade)});
  }
  return table;
}

/// Seven days by 24 hours, darker where more is asked for.
Chart week_chart(const std::string& name, const WeekShape& shape) {
  constexpr double left = 60;
  constexpr double cell_width = 27;
  constexpr double cell_height = 17;
  constexpr std::array<const char*, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<const char*, 6> kinds = {"h0", "h1", "h2", "h3", "h4", "h5"};
  const double most = *std::max_element(shape.rate.begin(), shape.rate.end()) * hour;
  Chart chart(left + 24 * cell_width + 10, 30 + 7 * cell_height + 8, "The week of " + name,
              "Rows are days, columns hours of the day in local standard time; a darker cell means "
              "more work arrives in that hour.");
  for (int clock = 0; clock < 24; clock += 3) {
    chart.text({left + cell_width * (clock + 0.5), 20}, Anchor::middle, fmt::format("{:02}", clock),
               "label faint");
  }
  for (std::size_t day_at = 0; day_at < days.size(); ++day_at) {
    const double y = 28 + cell_height * static_cast<double>(day_at);
    chart.text({left - 8, y + 13}, Anchor::end, days[day_at], "label faint");
    for (std::size_t clock = 0; clock < 24;) {
      // Equal hours side by side are one box.
      const double rate = shape.rate[24 * day_at + clock] * hour;
      std::size_t end = clock + 1;
      while (end < 24 && shape.rate[24 * day_at + end] * hour == rate) ++end;
      const double level = most > 0 ? rate / most : 0;
      const auto kind = static_cast<std::size_t>(std::lround(level * 5));
      chart.box({left + cell_width * static_cast<double>(clock), y},
                cell_width * static_cast<double>(end - clock) - 1, cell_height - 1,
                rate > 0 ? kinds[std::max<std::size_t>(kind, 1)] : kinds[0],
                number_text(rate) + " an hour");
      clock = end;
    }
  }
  return chart;
}

void add_weeks(const DesignRecord& design, Html& html) {
  if (!design.outcome.trace) return;
  constexpr std::size_t weeks_max = 12;
  std::size_t shown = 0;
  for (const WeekShape& shape : design.outcome.trace->weeks) {
    const auto index = static_cast<std::size_t>(shape.workload);
    if (index >= design.outcome.workloads.size() || shown++ == weeks_max) continue;
    const std::string& name = design.outcome.workloads[index].name;
    const auto most = std::max_element(shape.rate.begin(), shape.rate.end());
    const auto least = std::min_element(shape.rate.begin(), shape.rate.end());
    const std::string peak = number_text(*most * hour);
    if (*most == *least) {
      add_paragraph(html, fmt::format("{} arrives evenly, {} an hour.", name, peak));
      continue;
    }
    const std::string finding = fmt::format("{} peaks at {} an hour, from {:02}:00", name, peak,
                                            (most - shape.rate.begin()) % 24);
    add_figure({finding, "Arrivals an hour over the week; darker is more.", {}},
               week_chart(name, shape), html);
  }
}

/// Memory of one device of each group.
Chart memory_chart(const DesignRecord& design) {
  constexpr double left = 235;
  constexpr double width = 430;
  constexpr double row = 36;
  const DesignOutcome& outcome = design.outcome;
  const double bottom = 16 + row * static_cast<double>(design.groups.size());
  Chart chart(740, bottom + 30, "Memory of one device",
              "Weights, cache and work space as shares of the memory that can be used.");
  for (std::size_t index = 0; index < design.groups.size(); ++index) {
    const double y = 16 + row * (static_cast<double>(index) + 0.5);
    const GroupMemory& memory = outcome.memory[index];
    chart.text({left - 12, y + 4}, Anchor::end,
               fitted(design.groups[index].accelerator_name, left - 20));
    if (memory.usable <= Bytes()) {
      chart.text({left, y + 4}, Anchor::start, "streams its weights from the host's memory");
      continue;
    }
    chart.box({left, y - 10}, width, 20, "ground");
    double x = left;
    const auto add = [&](Bytes part, const char* kind, const char* name) {
      const double wide = width * (part / memory.usable);
      chart.box({x, y - 10}, wide, 20, kind, std::string(name) + " " + text_of(part));
      x += wide;
    };
    add(memory.weights, "battery", "weights");
    add(memory.cache, "sun", "cache");
    add(memory.work_space, "loss", "work space");
    const Bytes used = memory.weights + memory.cache + memory.work_space;
    chart.text({left + width + 8, y + 4}, Anchor::start, share_text(used / memory.usable));
  }
  add_key(chart, {left, bottom + 18},
          {{"battery", "weights"}, {"sun", "cache"}, {"loss", "work space"}, {"ground", "free"}});
  return chart;
}

Table machine_rows(const DesignRecord& design) {
  Table table;
  table.columns = {{"device"},
                   {"in"},
                   {"hosts", Align::right},
                   {"cards each", Align::right},
                   {"spare hosts", Align::right},
                   {"memory used", Align::right},
                   {"of", Align::right}};
  for (std::size_t index = 0; index < design.groups.size(); ++index) {
    const GroupRecord& group = design.groups[index];
    const GroupMemory& memory = design.outcome.memory[index];
    const bool has_memory = memory.usable > Bytes();
    const std::string held =
        group.cap > Power() ? fmt::format(", held to {:.3g} W", group.cap / watt) : "";
    table.add({group.accelerator_name + held, group.host_name, std::to_string(group.hosts),
               std::to_string(group.cards_per_host), std::to_string(group.spare_hosts),
               has_memory ? text_of(memory.weights + memory.cache + memory.work_space) : "",
               has_memory ? text_of(memory.usable) : ""});
  }
  return table;
}

/// Consumers stacked over the hours of a mean day.
Chart day_chart(const std::vector<LoadShape>& loads) {
  constexpr std::array<const char*, 8> kinds = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"};
  std::array<double, 24> sums{};
  for (const LoadShape& load : loads) {
    for (std::size_t clock = 0; clock < 24; ++clock)
      sums[clock] += load.demand_by_hour[clock] / watt;
  }
  const double key_rows = std::ceil(static_cast<double>(loads.size()) / 2.0);
  Chart chart(740, 250 + 18 * key_rows, "Draw over a mean day",
              "Mean draw asked for by each consumer in each hour of the day, stacked, without "
              "cooling.");
  PlotArea area{58, 34, 670, 180, 1};
  const std::vector<double> marks = marks_up_to(*std::max_element(sums.begin(), sums.end()));
  area.most = marks.back();
  chart.text({4, 16}, Anchor::start, "W, mean of the hour", "label faint");
  for (const double mark : marks) {
    chart.line({area.left, area.y(mark)}, {area.left + area.width, area.y(mark)}, "rule");
    chart.text({area.left - 6, area.y(mark) + 4}, Anchor::end, number_text(mark), "label faint");
  }
  std::array<double, 24> under{};
  for (std::size_t index = 0; index < loads.size(); ++index) {
    std::vector<SvgPoint> upper;
    std::vector<SvgPoint> lower;
    for (std::size_t clock = 0; clock < 24; ++clock) {
      const double over = under[clock] + loads[index].demand_by_hour[clock] / watt;
      for (const std::size_t edge : {clock, clock + 1}) {
        upper.push_back({area.x(static_cast<double>(edge) / 24), area.y(over)});
        lower.push_back({area.x(static_cast<double>(edge) / 24), area.y(under[clock])});
      }
      under[clock] = over;
    }
    const char* kind = kinds[index % kinds.size()];
    chart.band(upper, lower, kind, loads[index].name);
    const std::size_t key_row = index / 2;
    const SvgPoint at{area.left + 340 * static_cast<double>(index % 2),
                      area.top + area.height + 42 + 18 * static_cast<double>(key_row)};
    chart.box({at.x, at.y - 9}, 12, 10, kind);
    chart.text({at.x + 17, at.y}, Anchor::start, fitted(loads[index].name, 310));
  }
  for (int clock = 0; clock <= 24; clock += 3) {
    chart.text({area.x(clock / 24.0), area.top + area.height + 18},
               clock == 24 ? Anchor::end : Anchor::middle, fmt::format("{:02}:00", clock),
               "label faint");
  }
  return chart;
}

Table day_rows(const std::vector<LoadShape>& loads) {
  Table table;
  table.columns = {{"consumer"},
                   {"importance"},
                   {"mean W", Align::right},
                   {"highest hour W", Align::right},
                   {"kWh a year", Align::right}};
  for (const LoadShape& load : loads) {
    Power sum_of_day;
    for (const Power each : load.demand_by_hour) sum_of_day += each / 24;
    const Power most = *std::max_element(load.demand_by_hour.begin(), load.demand_by_hour.end());
    table.add({load.name, std::string(name_of(load.importance)), number_text(sum_of_day / watt),
               number_text(most / watt), number_text(load.served / kilowatt_hour)});
  }
  return table;
}

}  // namespace

void add_work(const PlanRecord&, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  const auto list = computing(outcome);
  if (!list.empty()) {
    const auto slowest = *std::max_element(list.begin(), list.end(),
                                           [](const WorkloadOutcome* a, const WorkloadOutcome* b) {
                                             return a->p99.value < b->p99.value;
                                           });
    add_figure({fmt::format("{} is slowest: 99 of 100 results within {}", slowest->name,
                            text_of(slowest->p99)),
                std::string("From arrival to result at the busiest hour, logarithmic") +
                    (has_batch(outcome) ? "; of batch work from when its turn comes." : "."),
                {}},
               latency_chart(list, outcome.requirements), html);
    html.add(html_of(time_rows(list), "Times by workload, at the busiest hour"));
  }
  Table served;
  served.columns = {{"workload"},
                    {"kind"},
                    {"importance"},
                    {"asked a year", Align::right},
                    {"served", Align::right},
                    {"90 % range", Align::right},
                    {"at a lower step", Align::right},
                    {"longest gap", Align::right},
                    {"grade"}};
  for (const WorkloadOutcome& each : outcome.workloads) {
    served.add({each.name, std::string(name_of(each.kind)), std::string(name_of(each.importance)),
                each.units_per_year > 0 ? count_text(each.units_per_year) : "",
                share_text(each.served.value), range_of(each.served), share_text(each.degraded),
                text_of(each.longest_gap), grade_text(each.served.grade)});
  }
  html.add(html_of(served, "Work asked for and served in a year"));
  add_weeks(design, html);
  if (outcome.simulated.empty()) {
    add_absent(html, "This plan was not simulated request by request: --effort normal does so.");
    return;
  }
  const Table simulated = simulated_table(outcome.simulated);
  if (simulated.rows.empty()) {
    add_absent(html, nothing_simulated);
    return;
  }
  html.add(html_of(
      simulated,
      std::string("Simulated request by request, the plant in the loop; shares of "
                  "what was asked, times without what had to wait out a loss of "
                  "power") +
          (has_batch(outcome) ? "; batch work is put off while that suits the plant, at most "
                                "to its deadline, and its times count from arrival"
                              : "")));
  for (const std::string& each : outcome.simulated_short) {
    add_paragraph(html, "Falls short request by request: " + each + ".");
  }
}

void add_machine(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (design.groups.empty() || outcome.memory.size() != design.groups.size()) {
    add_absent(html, "No machine computes in this design.");
    return;
  }
  double fullest = 0;
  std::string name;
  for (std::size_t index = 0; index < design.groups.size(); ++index) {
    const GroupMemory& memory = outcome.memory[index];
    if (memory.usable <= Bytes()) continue;
    const double used = (memory.weights + memory.cache + memory.work_space) / memory.usable;
    if (used > fullest) {
      fullest = used;
      name = design.groups[index].accelerator_name;
    }
  }
  add_figure({fullest > 0 ? fmt::format("{} is the fullest: {} of its memory is used", name,
                                        share_text(fullest))
                          : "The devices stream their weights from the host's memory",
              "Weights, cache and work space of one device, as shares of what can be used.",
              {}},
             memory_chart(design), html);
  html.add(html_of(machine_rows(design), "Machines"));
  add_owned(plan, html);
  Table busy;
  busy.columns = {{"workload"}, {"busy at the busiest hour", Align::right}};
  for (const WorkloadOutcome* each : computing(outcome)) {
    busy.add({each->name, each->busy_share > 0 && each->busy_share < 0.001
                              ? "< 0.1 %"
                              : share_text(each->busy_share)});
  }
  html.add(html_of(busy, "Share of its devices' time that each workload takes"));
  Table power = estimate_table("draw of the whole site", "value");
  power.add(estimate_row("mean", outcome.energy.mean_power));
  power.add(estimate_row("every machine at work", outcome.energy.p99_power));
  power.add(estimate_row("highest hour", outcome.energy.peak_power));
  html.add(html_of(power, "Power"));
  if (outcome.trace && !outcome.trace->year.loads.empty()) {
    const std::vector<LoadShape>& loads = outcome.trace->year.loads;
    const auto most = std::max_element(
        loads.begin(), loads.end(),
        [](const LoadShape& a, const LoadShape& b) { return a.served < b.served; });
    Energy total;
    for (const LoadShape& load : loads) total += load.served;
    add_figure(
        {total > Energy() ? fmt::format("{} takes {} of the energy", most->name,
                                        share_text(std::round(100 * (most->served / total)) / 100))
                          : "Nothing draws in this year",
         "Mean draw by hour of the day, in local standard time, cooling left out.",
         day_rows(loads)},
        day_chart(loads), html);
  }
  add_paragraph(
      html,
      "Draw is taken at the planned load, between idle and full load of each device; what "
      "the inlet's temperature leaves of it is section 11's.");
}

}  // namespace islet
