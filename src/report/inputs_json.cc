#include "report/inputs_json.h"

#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/text.h"

namespace islet {
namespace {

std::string text_of(const ShortageStep& step) {
  switch (step.action) {
    case ShortageAction::rate:
      return fmt::format("rate {} a second", significant(step.rate * second, 3));
    case ShortageAction::model:
      return "model " + step.model;
    case ShortageAction::stop:
      return "stop";
    case ShortageAction::wait:
      return "wait";
  }
  return "";
}

}  // namespace

Json inputs_json(const Site& site, const CatalogOrigin& catalog) {
  Json files = Json::array();
  for (const SiteText& each : site.texts) {
    files.push_back({{"file", each.file}, {"sha256", sha256(each.text)}, {"text", each.text}});
  }
  Json given = Json::array();
  for (const GivenValue& each : site.given) {
    given.push_back({{"key", each.key},
                     {"value", each.value},
                     {"file", each.place.file},
                     {"line", each.place.line}});
  }
  return {{"files", std::move(files)},
          {"given", std::move(given)},
          {"catalogue",
           {{"edition", catalog.edition},
            {"sha256", catalog.sha256},
            {"own_sha256", catalog.own_sha256}}}};
}

Json asked_json(const Site& site) {
  Json out = Json::array();
  for (const Workload& workload : site.workloads) {
    Json steps = Json::array();
    for (const ShortageStep& step : workload.when_short) {
      steps.push_back({{"below_charge", step.below}, {"do", text_of(step)}});
    }
    out.push_back({{"name", workload.name},
                   {"kind", name_of(workload.kind)},
                   {"importance", name_of(workload.importance)},
                   {"models", workload.models},
                   {"served_goal", workload.served_goal},
                   {"never_stop", workload.never_stop},
                   {"when_short", std::move(steps)}});
  }
  return out;
}

Json links_json(const Site& site) {
  Json out = Json::array();
  for (const Link& link : site.links) {
    out.push_back({{"name", link.name},
                   {"down_mbit_per_s", link.down / megabit_per_second},
                   {"up_mbit_per_s", link.up / megabit_per_second},
                   {"delay_ms", 1e3 * (link.delay.typical / second)},
                   {"available_share", link.available},
                   {"power_w", link.power / watt},
                   {"subscription_usd_per_year", link.subscription * year / dollar},
                   {"data_usd_per_gb", link.data_price * gigabyte / dollar}});
  }
  return out;
}

Json rules_json(const std::vector<RuleFired>& rules) {
  Json out = Json::array();
  for (const RuleFired& each : rules) {
    out.push_back({{"id", each.id}, {"statement", each.statement}, {"uses", each.uses}});
  }
  return out;
}

Json sources_json(const std::vector<Source>& sources) {
  Json out = Json::array();
  for (const Source& each : sources) {
    out.push_back(
        {{"id", each.id}, {"title", each.title}, {"link", each.link}, {"date", each.date}});
  }
  return out;
}

}  // namespace islet
