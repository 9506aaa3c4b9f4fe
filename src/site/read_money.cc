// Block `money`: currency, life, discount, and what may be spent.
#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

bool is_currency(const std::string& word) {
  return word.size() == 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void read_currency(const Block& money, MoneyTerms& out) {
  out.currency = money.word("currency");
  const auto has_rate = [&] {
    return std::any_of(out.rates.begin(), out.rates.end(),
                       [&](const auto& rate) { return rate.first == out.currency; });
  };
  if (is_currency(out.currency)) {
    if (out.currency == "USD" || has_rate()) return;
    money.error("currency", "V11",
                "`money.currency` is `" + out.currency +
                    "`, but `money.rates` does not say what it is worth",
                "add `" + out.currency + ": 1.08 USD` (the true rate) to `money.rates`");
    return;
  }
  money.error("currency", "V2",
              "`money.currency` is `" + shown(out.currency, 60) +
                  "`, must be three capital letters as in ISO 4217",
              "write it like `USD`");
}

void read_cost_of_missing(const Block& root, const Block& money, Site& site) {
  const Block costs = money.child("cost_of_missing");
  std::vector<std::string_view> names;
  names.reserve(site.workloads.size());
  for (const Workload& workload : site.workloads) names.push_back(workload.name);
  const Block workloads = root.child("workloads");
  for (const auto& [entry, unused] : money.children("cost_of_missing")) {
    const auto cost = costs.figures(entry->key);
    if (!workloads.has(entry->key)) {
      root.reading().error(
          entry->key_place, "S1",
          "`money.cost_of_missing` names `" + shown(entry->key, 60) + "`, which is no workload",
          did_you_mean(entry->key, names));
    } else if (cost) {
      site.money.cost_of_missing.emplace_back(entry->key, MoneyRate(cost->typical));
    }
  }
}

}  // namespace

void read_rates(const Block& root, Site& site) {
  const Block money = root.child("money");
  const Block rates = money.child("rates");
  for (const auto& [entry, unused] : money.children("rates")) {
    const auto worth = rates.figures(entry->key);
    if (!is_currency(entry->key)) {
      root.reading().error(entry->key_place, "V2",
                           "`money.rates` names `" + shown(entry->key, 60) +
                               "`, must be three capital letters as in ISO 4217",
                           "write it like `EUR: 1.08 USD`");
    } else if (worth) {
      site.money.rates.emplace_back(entry->key, worth->typical);
    }
  }
  root.reading().rates = site.money.rates;
}

void read_money(const Block& root, Site& site) {
  const Block money = root.child("money");
  MoneyTerms& out = site.money;
  read_currency(money, out);
  out.life = money.known<Duration>("life");
  out.discount = money.known<Frequency>("discount") * year;
  out.budget = money.limit<Money>("budget");
  out.visit = money.known<Money>("visit");
  out.visits_per_year = money.known<Frequency>("visits") * year;
  read_cost_of_missing(root, money, site);
}

}  // namespace islet
