#include "report/check_page.h"

#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"

namespace islet {
namespace {

/// "5 kWh to 60 kWh", in the unit of the larger size.
template <class Q>
std::string size_text(const SizeChoice<Q>& choice, ShownUnit unit) {
  const auto text = [&](Q size) {
    return number_text(size.in_base_units() / unit.size) + " " + unit.name;
  };
  if (!choice.options.empty()) {
    std::string list;
    for (const Q size : choice.options) list += (list.empty() ? "" : " or ") + text(size);
    return list;
  }
  return choice.is_fixed() ? text(choice.low) : text(choice.low) + " to " + text(choice.high);
}

std::string models_of(const Workload& workload) {
  std::string text;
  for (const std::string& model : workload.models) text += (text.empty() ? "" : " or ") + model;
  return text;
}

Table workload_table(const Site& site) {
  Table table;
  table.columns = {{"workload", Align::left, true},
                   {"kind"},
                   {"model", Align::left, true},
                   {"importance"},
                   {"served at least", Align::right}};
  for (const Workload& workload : site.workloads) {
    table.add({workload.name, std::string(name_of(workload.kind)), models_of(workload),
               std::string(name_of(workload.importance)), share_text(workload.served_goal)});
  }
  return table;
}

Table power_table(const Site& site) {
  Table table;
  table.columns = {{"power"}, {"size"}};
  const Supply& power = site.power;
  if (power.solar) table.add({"solar", size_text(power.solar->sizing.size, {1e3, "kWp"})});
  if (power.battery) table.add({"battery", size_text(power.battery->sizing.size, {3.6e6, "kWh"})});
  if (power.generator) {
    table.add({"generator", size_text(power.generator->sizing.size, {1e3, "kW"})});
  }
  if (power.grid) {
    table.add({power.grid->is_feed ? "feed" : "grid", "up to " + text_of(power.grid->limit)});
  }
  for (const OtherLoad& load : power.other_loads) {
    table.add({load.name, text_of(load.power.typical) + " drawn"});
  }
  return table;
}

}  // namespace

Table defaults_table(const Site& site) {
  Table table;
  table.columns = {
      {"key", Align::left, true}, {"value", Align::left, true}, {"why", Align::left, true}};
  for (const DefaultUsed& each : site.defaults) table.add({each.key, each.value, each.why});
  return table;
}

Document check_page(const Site& site, int warnings, bool show_defaults) {
  Document page;
  const std::string name = site.name.empty() ? site.file : site.name;
  const std::string verdict =
      warnings == 0 ? "no faults"
                    : fmt::format("no errors, {} warning{}", warnings, warnings == 1 ? "" : "s");
  page.title(name + ": " + verdict, site.file);
  page.heading("Work");
  page.table(workload_table(site));
  page.heading("Power");
  page.table(power_table(site));
  if (show_defaults) {
    page.heading("Defaults that stand in", fmt::format("{} of them", site.defaults.size()));
    page.table(defaults_table(site));
  } else if (!site.defaults.empty()) {
    page.paragraph("");
    page.paragraph(fmt::format("{} values were left to their defaults; --show-defaults lists them.",
                               site.defaults.size()));
  }
  return page;
}

std::string check_json(const Site& site, const std::vector<Error>& diagnostics) {
  Json workloads = Json::array();
  for (const Workload& workload : site.workloads) {
    workloads.push_back({{"name", workload.name},
                         {"kind", name_of(workload.kind)},
                         {"models", workload.models},
                         {"importance", name_of(workload.importance)},
                         {"share_served_wanted", workload.served_goal}});
  }
  Json defaults = Json::array();
  for (const DefaultUsed& each : site.defaults) {
    defaults.push_back({{"key", each.key}, {"value", each.value}, {"why", each.why}});
  }
  return enveloped("islet/check/1", diagnostics, true,
                   {{"site", site.name},
                    {"file", site.file},
                    {"kind", site.kind},
                    {"workloads", std::move(workloads)},
                    {"defaults", std::move(defaults)}});
}

}  // namespace islet
