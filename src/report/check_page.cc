#include "report/check_page.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"
#include "report/site_json.h"
#include "site/local_storage.h"

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

void add_unused(const Site& site, Document& page) {
  if (site.unused.empty()) return;
  page.heading("Read, but used by no plan yet");
  Table table;
  table.columns = {{"key", Align::left, true}, {"instead", Align::left, true}};
  for (const KeyUnused& each : site.unused) table.add({each.key, each.why});
  page.table(std::move(table));
}

void add_storage(const Site& site, Document& page) {
  const LocalStorage storage = local_storage(site);
  if (storage.items.empty()) return;
  page.heading("Kept on site", text_of_bytes(storage.total) + " (R115)");
  Table table;
  table.columns = {
      {"workload", Align::left, true}, {"disk", Align::right}, {"for", Align::left, true}};
  for (const KeptAmount& item : storage.items) {
    table.add({item.workload, text_of_bytes(item.amount), item.why});
  }
  page.table(std::move(table));
}

}  // namespace

Table defaults_table(const Site& site) {
  Table table;
  table.columns = {
      {"key", Align::left, true}, {"value", Align::left, true}, {"why", Align::left, true}};
  for (const DefaultUsed& each : site.defaults) table.add({each.key, each.value, each.why});
  return table;
}

std::vector<std::string> rate_lines(const Site& site) {
  std::vector<std::string> lines;
  for (const CurrencyRate& rate : site.money.rates) {
    std::string used;
    for (const std::string& key : rate.used_for) used += (used.empty() ? "" : ", ") + key;
    lines.push_back(fmt::format("1 {} = {:.6g} USD {} ({}), {}", rate.currency, rate.dollars,
                                rate.on.empty() ? "of a day not stated" : "of " + rate.on,
                                rate.source.empty() ? "site file" : rate.source,
                                used.empty() ? "not used" : "used for " + used));
  }
  return lines;
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
  add_storage(site, page);
  if (!site.money.rates.empty()) {
    page.heading("Rates of currencies");
    page.bullets(rate_lines(site));
  }
  add_unused(site, page);
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

bool FileVerdict::has_errors() const {
  return std::any_of(list.begin(), list.end(),
                     [](const Error& each) { return each.severity == Severity::error; });
}

static int warnings_in(const FileVerdict& verdict) {
  return static_cast<int>(
      std::count_if(verdict.list.begin(), verdict.list.end(),
                    [](const Error& each) { return each.severity == Severity::warning; }));
}

Table verdict_table(const std::vector<FileVerdict>& verdicts) {
  Table table;
  table.columns = {
      {"file", Align::left, true}, {"site", Align::left, true}, {"verdict"},
      {"errors", Align::right},    {"warnings", Align::right},  {"defaults", Align::right}};
  for (const FileVerdict& each : verdicts) {
    const int warnings = warnings_in(each);
    const bool wrong = each.has_errors();
    table.add({each.file, each.site.name,
               wrong           ? "wrong"
               : warnings == 0 ? "no faults"
                               : "no errors",
               std::to_string(static_cast<int>(each.list.size()) - warnings),
               std::to_string(warnings), wrong ? "" : std::to_string(each.site.defaults.size())});
  }
  return table;
}

Table defaults_table(const std::vector<FileVerdict>& verdicts) {
  Table table;
  table.columns = {{"file", Align::left, true},
                   {"key", Align::left, true},
                   {"value", Align::left, true},
                   {"why", Align::left, true}};
  for (const FileVerdict& verdict : verdicts) {
    if (verdict.has_errors()) continue;
    for (const DefaultUsed& each : verdict.site.defaults) {
      table.add({verdict.file, each.key, each.value, each.why});
    }
  }
  return table;
}

Document check_page(const std::vector<FileVerdict>& verdicts, bool show_defaults) {
  const auto wrong = std::count_if(verdicts.begin(), verdicts.end(),
                                   [](const FileVerdict& each) { return each.has_errors(); });
  Document page;
  page.title(fmt::format("{} site files: {}", verdicts.size(),
                         wrong == 0 ? "no errors" : fmt::format("{} with errors", wrong)),
             "");
  page.table(verdict_table(verdicts));
  if (!show_defaults) return page;
  page.heading("Defaults that stand in");
  page.table(defaults_table(verdicts));
  return page;
}

static Json site_json(const Site& site) {
  Json workloads = Json::array();
  for (const Workload& workload : site.workloads) {
    workloads.push_back({{"name", workload.name},
                         {"kind", name_of(workload.kind)},
                         {"models", workload.models},
                         {"importance", name_of(workload.importance)},
                         {"share_served_wanted", workload.served_goal}});
  }
  return {{"site", site.name},
          {"file", site.file},
          {"kind", site.kind},
          {"workloads", std::move(workloads)},
          {"storage", storage_json(site)},
          {"rates", rates_json(site)},
          {"unused", unused_json(site)},
          {"defaults", defaults_json(site)}};
}

std::string check_json(const Site& site, const std::vector<Error>& diagnostics) {
  return enveloped("islet/check/1", diagnostics, true, site_json(site));
}

std::string check_json(const std::vector<FileVerdict>& verdicts) {
  std::vector<Error> all;
  Json files = Json::array();
  bool ok = true;
  for (const FileVerdict& each : verdicts) {
    all.insert(all.end(), each.list.begin(), each.list.end());
    ok = ok && !each.has_errors();
    files.push_back({{"file", each.file},
                     {"ok", !each.has_errors()},
                     {"result", each.has_errors() ? Json() : site_json(each.site)}});
  }
  return enveloped("islet/check/1", all, ok, {{"files", std::move(files)}});
}

}  // namespace islet
