// Finding records by id, name or alias.
#include "catalog/catalog.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "catalog/names.h"

namespace islet {
namespace {

template <class Record>
const Record* with_id(const std::vector<Record>& list, std::string_view id) {
  const auto place = std::lower_bound(
      list.begin(), list.end(), id,
      [](const Record& record, std::string_view wanted) { return record.id < wanted; });
  return place != list.end() && place->id == id ? &*place : nullptr;
}

template <class Record>
const Record* by_any_name(const Catalog& catalog, const std::vector<Record>& list,
                          std::string_view name) {
  if (const Record* found = with_id(list, name)) return found;
  const std::string wanted = folded_name(name);
  for (const Record& record : list) {
    if (folded_name(record.id) == wanted || folded_name(record.name) == wanted) return &record;
  }
  const auto alias = std::lower_bound(
      catalog.aliases.begin(), catalog.aliases.end(), wanted,
      [](const auto& entry, const std::string& each) { return entry.first < each; });
  if (alias == catalog.aliases.end() || alias->first != wanted) return nullptr;
  return with_id(list, alias->second);
}

}  // namespace

const Accelerator* find_accelerator(const Catalog& catalog, std::string_view name) {
  return by_any_name(catalog, catalog.accelerators, name);
}

const Model* find_model(const Catalog& catalog, std::string_view name) {
  return by_any_name(catalog, catalog.models, name);
}

const ModelChoice* find_choice(const Catalog& catalog, std::string_view name) {
  const auto found = std::find_if(catalog.choices.begin(), catalog.choices.end(),
                                  [&](const ModelChoice& choice) { return choice.name == name; });
  return found == catalog.choices.end() ? nullptr : &*found;
}

const Host* find_host(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.hosts, id);
}

const UnitPrice* find_price(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.prices, id);
}

const UpsUnit* find_ups(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.upses, id);
}

const Rate* find_rate(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.rates, id);
}

const Term* find_term(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.terms, id);
}

const Accelerator* joined_accelerator(const Catalog& catalog, std::string_view origin,
                                      std::string_view name) {
  if (folded_name(name).empty()) return nullptr;
  const Accelerator* of_file = find_accelerator(catalog, fmt::format("{}:{}", origin, name));
  return of_file != nullptr ? of_file : find_accelerator(catalog, name);
}

const Model* joined_model(const Catalog& catalog, std::string_view origin, std::string_view name) {
  if (folded_name(name).empty()) return nullptr;
  const Model* of_file = find_model(catalog, fmt::format("{}:{}", origin, name));
  return of_file != nullptr ? of_file : find_model(catalog, name);
}

std::vector<std::string> names_like(const Catalog& catalog, std::string_view name) {
  std::vector<std::pair<int, std::string>> near;
  const std::string wanted = folded_name(name);
  const auto consider = [&](const std::string& candidate) {
    const int distance = edit_distance(wanted, folded_name(candidate));
    if (distance <= static_cast<int>(wanted.size()) / 2) near.emplace_back(distance, candidate);
  };
  for (const Accelerator& device : catalog.accelerators) consider(device.id);
  for (const Model& model : catalog.models) consider(model.id);
  for (const ModelChoice& choice : catalog.choices) consider(choice.name);
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (const auto& [distance, candidate] : near) {
    if (names.size() < 3) names.push_back(candidate);
  }
  return names;
}

}  // namespace islet
