// Block `money`: currency, life, discount, and what may be spent.
#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "catalog/weather.h"
#include "site/readers.h"

namespace islet {

namespace {

bool is_currency(const std::string& word) {
  return word.size() == 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void read_currency(const Block& money, Site& site) {
  MoneyTerms& out = site.money;
  out.currency = money.word("currency");
  const auto has_rate = [&] {
    return std::any_of(out.rates.begin(), out.rates.end(),
                       [&](const auto& rate) { return rate.currency == out.currency; });
  };
  if (is_currency(out.currency)) {
    if (out.currency == "USD") return;
    if (has_rate()) {
      site.unused.push_back({"money.currency", "results are in USD", money.place_of("currency")});
      return;
    }
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

void read_project(const Block& money, Site& site) {
  for (const auto& [entry, cost] : money.children("project")) {
    if (!cost.has("price") && !cost.has("share") && !cost.has("yearly")) {
      cost.reading().error(entry->key_place, "S3",
                           "`" + cost.path() + "` lacks its `price`, `share` or `yearly`",
                           "write it like `engineering: {share: 15 %}`");
      continue;
    }
    site.money.project.push_back({entry->key, cost.uncertain<Money>("price"),
                                  cost.uncertain<double>("share"),
                                  cost.uncertain<MoneyRate>("yearly")});
  }
}

}  // namespace

/// `2026-11-20`, a day that there was or will be.
static bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  std::array<int, 3> parts{};
  const std::array<std::string_view, 3> texts = {text.substr(0, 4), text.substr(5, 2),
                                                 text.substr(8, 2)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto read = std::from_chars(texts[i].begin(), texts[i].end(), parts[i]);
    if (read.ec != std::errc() || read.ptr != texts[i].end() || texts[i][0] == '-') return false;
  }
  const auto [in_year, in_month, number] = parts;
  const bool leap = in_year % 4 == 0 && (in_year % 100 != 0 || in_year % 400 == 0);
  if (in_year < 1990 || in_year > 2100 || in_month < 1 || in_month > months_per_year) return false;
  return number >= 1 && number <= days_in_month(in_month - 1) + (leap && in_month == 2 ? 1 : 0);
}

static std::string read_rate_day(const Block& rate) {
  if (!rate.has("on")) {
    rate.reading().warning(rate.place(), "V16", "`" + rate.path() + "` does not say of which day",
                           "write `{worth: 1.08 USD, on: 2026-11-20}`");
    return {};
  }
  std::string date = rate.text("on");
  if (is_date(date)) return date;
  rate.error("on", "V3",
             "`" + rate.name_of("on") + "` is `" + shown(date, 60) +
                 "`, must be a day as year, month and day",
             "write it like `2026-11-20`");
  return {};
}

void read_rates(const Block& root, Site& site) {
  const Block money = root.child("money");
  for (const auto& [entry, rate] : money.children("rates")) {
    if (!is_currency(entry->key) || entry->key == "USD") {
      root.reading().error(
          entry->key_place, "V2",
          "`money.rates` names `" + shown(entry->key, 60) + "`, must be " +
              (entry->key == "USD" ? "another currency than the one that rates are given in"
                                   : "three capital letters as in ISO 4217"),
          "write it like `EUR: 1.08 USD`");
      continue;
    }
    if (!rate.has("worth")) {
      root.reading().error(entry->key_place, "S3", "`" + rate.path() + "` lacks its `worth`",
                           "write it like `EUR: {worth: 1.08 USD, on: 2026-11-20}`");
      continue;
    }
    const auto worth = rate.figures("worth");
    const std::string date = read_rate_day(rate);
    // A rate that was read wrong is kept as 0, so that its amounts are no second fault.
    root.reading().rates.push_back(
        {entry->key, worth ? worth->typical : 0.0, date, rate.text("source"), {}});
  }
  site.money.rates = root.reading().rates;
}

void read_money(const Block& root, Site& site) {
  const Block money = root.child("money");
  MoneyTerms& out = site.money;
  read_currency(money, site);
  out.life = money.known<Duration>("life");
  out.discount = money.known<Frequency>("discount") * year;
  out.budget = money.limit<Money>("budget");
  out.visit = money.known<Money>("visit");
  out.visits_per_year = money.known<Frequency>("visits") * year;
  read_cost_of_missing(root, money, site);
  read_project(money, site);
}

}  // namespace islet
