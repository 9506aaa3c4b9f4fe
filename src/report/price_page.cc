#include "report/price_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "report/json.h"

namespace islet {
namespace {

bool mentions(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

std::vector<const UnitPrice*> wanted(const Catalog& catalog, std::string_view word) {
  std::vector<const UnitPrice*> prices;
  for (const UnitPrice& price : catalog.prices) {
    if (mentions(price.id, word) || mentions(price.name, word)) prices.push_back(&price);
  }
  return prices;
}

std::string range_text(const Figure<double>& dollars) {
  if (dollars.low == dollars.high) return "";
  return significant(dollars.low, 4) + " .. " + significant(dollars.high, 4);
}

std::vector<std::pair<const UnitPrice*, const UnitPrice*>> changed(const Catalog& ours,
                                                                   const Catalog& own) {
  std::vector<std::pair<const UnitPrice*, const UnitPrice*>> pairs;
  for (const UnitPrice& price : own.prices) {
    if (price.origin.is_own) pairs.emplace_back(find_price(ours, price.id), &price);
  }
  return pairs;
}

/// "2024, old" for a price older than twelve months on the catalogue's day.
std::string dated_text(const UnitPrice& price, const Catalog& catalog) {
  return price.date + (is_old_price(price.date, catalog.edition) ? ", old" : "");
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace

Table prices_table(const Catalog& catalog, std::string_view word) {
  Table table;
  table.columns = {{"id"},
                   {"what", Align::left, true},
                   {"USD", Align::right},
                   {"range (90 %)", Align::right},
                   {"per", Align::left, true},
                   {"date"},
                   {"grade"}};
  for (const UnitPrice* price : wanted(catalog, word)) {
    const std::string own = price->origin.is_own ? " own" : "";
    table.add({price->id, price->name, significant(price->dollars.typical, 4),
               range_text(price->dollars), price->per, dated_text(*price, catalog),
               std::string(1, letter(price->origin.grade)) + own});
  }
  return table;
}

std::string prices_json(const Catalog& catalog, std::string_view word) {
  Json prices = Json::array();
  for (const UnitPrice* price : wanted(catalog, word)) {
    const std::optional<int> months = price_months(price->date, catalog.edition);
    const Json age = months ? Json(*months) : Json();
    prices.push_back({{"id", price->id},
                      {"name", price->name},
                      {"price_usd", price->dollars.typical},
                      {"low_usd", price->dollars.low},
                      {"high_usd", price->dollars.high},
                      {"per", price->per},
                      {"currency", "USD"},
                      {"date", price->date},
                      {"age_months_min", age},
                      {"old", is_old_price(price->date, catalog.edition)},
                      {"region", price->region},
                      {"grade", std::string(1, letter(price->origin.grade))},
                      {"source", price->origin.source},
                      {"own", price->origin.is_own}});
  }
  const Json edition = catalog.edition ? Json(catalog.edition->text()) : Json();
  return enveloped("islet/prices/1", {}, true,
                   {{"edition", edition}, {"prices", std::move(prices)}});
}

Table price_changes_table(const Catalog& ours, const Catalog& own) {
  Table table;
  table.columns = {{"id", Align::left, true},
                   {"ours, USD", Align::right},
                   {"date"},
                   {"your own", Align::right},
                   {"date"},
                   {"change", Align::right},
                   {"per", Align::left, true}};
  for (const auto& [before, after] : changed(ours, own)) {
    const bool known = before != nullptr && before->dollars.typical > 0;
    table.add({after->id, known ? significant(before->dollars.typical, 4) : "",
               before == nullptr ? "" : before->date, significant(after->dollars.typical, 4),
               after->date,
               known ? fmt::format("{:+.0f} %",
                                   100 * (after->dollars.typical / before->dollars.typical - 1))
                     : "new",
               after->per});
  }
  return table;
}

std::string price_changes_json(const Catalog& ours, const Catalog& own) {
  Json changes = Json::array();
  for (const auto& [before, after] : changed(ours, own)) {
    Json row = {{"id", after->id}, {"own_usd", after->dollars.typical}, {"per", after->per}};
    row["ours_usd"] = before == nullptr ? Json() : Json(before->dollars.typical);
    row["own_date"] = after->date;
    row["ours_date"] = before == nullptr ? Json() : Json(before->date);
    changes.push_back(std::move(row));
  }
  return enveloped("islet/prices-diff/1", {}, true, {{"changes", std::move(changes)}});
}

std::string own_price_line(const UnitPrice& price, const Figure<double>& figure,
                           const std::string& note) {
  return fmt::format(
      "  - {{id: {}, name: {}, usd: {{low: {}, typical: {}, high: {}}}, per: {}, date: {}, region: "
      "{}, grade: B, source: own, note: {}}}\n",
      price.id, quoted(price.name), figure.low, figure.typical, figure.high, quoted(price.per),
      figure.date, quoted(price.region), quoted(note));
}

std::string age_text(const std::string& date, const std::optional<CalendarDay>& edition) {
  if (!edition || !is_old_price(date, edition)) return "of " + date;
  return fmt::format("of {}, {} months or more before {}: old", date,
                     price_months(date, edition).value_or(0), edition->text());
}

}  // namespace islet
