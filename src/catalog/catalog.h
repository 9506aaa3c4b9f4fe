// Everything Islet knows about machines, models, gear and prices, read from the data folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/accelerator.h"
#include "catalog/calendar_day.h"
#include "catalog/gear.h"
#include "catalog/model.h"
#include "catalog/price.h"

namespace islet {

/// One origin of figures: data/sources.yaml.
struct Source {
  std::string id;
  std::string title;
  std::string link;
  std::string date;
  std::string read;    ///< day it was read
  std::string commit;  ///< of a repository
};

/// A record of ours in whose place the user's own of the same id stands.
struct Replacement {
  std::string kind;  ///< "accelerators"
  std::string id;
  Place ours;
  Place own;
};

/// The records, each list ordered by id. Ids and aliases are unique within a list.
struct Catalog {
  std::string folder;      ///< ours
  std::string own_folder;  ///< the user's; empty when there is none
  /// The day ours was put together, from edition.yaml; the age of prices counts from it.
  std::optional<CalendarDay> edition;
  std::vector<Source> sources;
  std::vector<Accelerator> accelerators;
  std::vector<Model> models;
  std::vector<ModelChoice> choices;
  std::vector<Host> hosts;
  std::vector<PvModule> pv_modules;
  std::vector<Inverter> inverters;
  std::vector<UpsUnit> upses;
  std::vector<ChargeController> charge_controllers;
  std::vector<BatteryModule> batteries;
  std::vector<GeneratorSet> generators;
  std::vector<CoolingUnit> coolers;
  std::vector<Enclosure> enclosures;
  std::vector<UnitPrice> prices;
  std::vector<Rate> rates;
  std::vector<Term> terms;
  /// Other spellings: (alias, id of an accelerator or model), ordered by alias.
  std::vector<std::pair<std::string, std::string>> aliases;
  std::vector<Replacement> replaced;
};

/// Reads every record under `folder`. All faults, each with its place, go to `faults`; with any
/// error the result must not be used.
Catalog read_catalog(const std::string& folder, Faults& faults);

/// The same with the user's own records laid over ours: one with the id of ours takes its place.
/// `own` is a folder, or a single file of one, or empty.
Catalog read_catalog(const std::string& folder, const std::string& own, Faults& faults);

/// The record with that id, or with that alias or name (case and punctuation do not count);
/// nullptr when there is none.
const Accelerator* find_accelerator(const Catalog& catalog, std::string_view name);
const Model* find_model(const Catalog& catalog, std::string_view name);
const ModelChoice* find_choice(const Catalog& catalog, std::string_view name);
const Host* find_host(const Catalog& catalog, std::string_view id);
const UpsUnit* find_ups(const Catalog& catalog, std::string_view id);
const UnitPrice* find_price(const Catalog& catalog, std::string_view id);
const Rate* find_rate(const Catalog& catalog, std::string_view id);
const Term* find_term(const Catalog& catalog, std::string_view id);

/// The record that a row of published measurements means. `origin` names the collection it comes
/// from: "hailo" and "yolov8m" is `hailo:yolov8m` where such a name or alias exists, else
/// `yolov8m`. nullptr when there is none, and for an empty name.
const Accelerator* joined_accelerator(const Catalog& catalog, std::string_view origin,
                                      std::string_view name);
const Model* joined_model(const Catalog& catalog, std::string_view origin, std::string_view name);

/// The nearest known names to one that was not found, best first, at most three.
std::vector<std::string> names_like(const Catalog& catalog, std::string_view name);

}  // namespace islet
