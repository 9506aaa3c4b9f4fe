#include "report/site_json.h"

#include <utility>

#include "site/local_storage.h"

namespace islet {

Json defaults_json(const Site& site) {
  Json out = Json::array();
  for (const DefaultUsed& each : site.defaults) {
    out.push_back({{"key", each.key}, {"value", each.value}, {"why", each.why}});
  }
  return out;
}

Json unused_json(const Site& site) {
  Json out = Json::array();
  for (const KeyUnused& each : site.unused) out.push_back({{"key", each.key}, {"why", each.why}});
  return out;
}

Json rates_json(const Site& site) {
  Json out = Json::array();
  for (const CurrencyRate& rate : site.money.rates) {
    out.push_back({{"currency", rate.currency},
                   {"usd", rate.dollars},
                   {"on", rate.on},
                   {"source", rate.source},
                   {"used_for", rate.used_for}});
  }
  return out;
}

Json storage_json(const Site& site) {
  const LocalStorage storage = local_storage(site);
  Json items = Json::array();
  for (const KeptAmount& item : storage.items) {
    items.push_back(
        {{"workload", item.workload}, {"gb", item.amount / gigabyte}, {"why", item.why}});
  }
  return {{"total_gb", storage.total / gigabyte},
          {"longest_gap_h", storage.gap ? Json(*storage.gap / hour) : Json()},
          {"items", std::move(items)}};
}

}  // namespace islet
