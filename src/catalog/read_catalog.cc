// Reads the records of the catalogue kind by kind, and what binds records together.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "catalog/catalog_files.h"
#include "catalog/names.h"
#include "catalog/own_records.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// edition.yaml of our folder; a catalogue without one has no day, and no price of it an age.
void read_edition(Catalog& catalog, Faults& faults) {
  const std::string file = catalog.folder + "/edition.yaml";
  std::error_code unknown;
  if (!fs::exists(file, unknown)) return;
  const auto document = read_yaml_file(file, faults);
  if (!document) return;
  const std::vector<std::string> no_sources;
  RecordReader record(*document, document->root, {no_sources, faults});
  const std::string date = record.word("date");
  record.finish();
  catalog.edition = last_day_of(date);
  if (date.empty() || (catalog.edition && catalog.edition->text() == date)) return;
  record.fault("date", fmt::format("`date` is \"{}\", must be a day such as 2026-11-21", date), "",
               "V6");
}

/// What a record is known by: an id, or the name that a site file uses.
template <class Record>
const std::string& key_of(const Record& record) {
  return record.id;
}
const std::string& key_of(const ModelChoice& choice) { return choice.name; }

/// Reads kind by kind; sources first, because every record names some.
class CatalogReader {
 public:
  CatalogReader(Catalog& catalog, const CatalogFiles& files, Faults& faults)
      : catalog_(catalog), files_(files), faults_(faults) {}

  void read_sources() {
    // A user's own figures need no source but the user.
    catalog_.sources.push_back({.id = "own",
                                .title = "your own catalogue",
                                .link = {},
                                .date = {},
                                .read = {},
                                .commit = {}});
    source_ids_.emplace_back("own");
    for (const WrittenSource& each : files_.sources) source_ids_.push_back(each.entry->key);
    std::sort(source_ids_.begin(), source_ids_.end());
    Places places;
    const RecordForm<Source> form = source_form();
    for (const WrittenSource& each : files_.sources) {
      RecordReader record(*each.document, each.entry->value, {source_ids_, faults_});
      Source source = form.read(record);
      record.finish();
      source.id = each.entry->key;
      const auto [before, is_new] = places.emplace(source.id, each.entry->key_place);
      if (!is_new) refuse_repeat(*each.document, each.entry->key_place, source.id, before->second);
      catalog_.sources.push_back(std::move(source));
    }
  }

  /// A later record with the id of an earlier one takes its place when it is the user's and that
  /// is ours; else it is a fault.
  template <class Record>
  void read_kind(const char* kind, std::vector<Record>& list, const RecordForm<Record>& form) {
    const auto written = files_.records.find(kind);
    if (written == files_.records.end()) return;
    std::map<std::string, std::size_t, std::less<>> stands;
    for (const WrittenRecord& each : written->second) {
      RecordReader record(*each.document, *each.node, {source_ids_, faults_});
      Record out = form.read(record);
      record.finish();
      out.origin.is_own = each.is_own;
      check_stem(record, each, key_of(out));
      const auto [before, is_new] = stands.emplace(key_of(out), list.size());
      if (is_new || key_of(out).empty()) {
        list.push_back(std::move(out));
      } else if (each.yields) {
        continue;
      } else if (each.is_own && !list[before->second].origin.is_own) {
        catalog_.replaced.push_back(
            {kind, key_of(out), list[before->second].origin.place, out.origin.place});
        list[before->second] = std::move(out);
      } else {
        refuse_second(record, list[before->second]);
      }
    }
    // Choices keep the order of their file: large before small.
    if constexpr (!std::is_same_v<Record, ModelChoice>) {
      std::stable_sort(list.begin(), list.end(),
                       [](const Record& a, const Record& b) { return a.id < b.id; });
    }
  }

  /// A choice names a model and the next smaller choice; both must exist, and the ladder must end.
  void check_choices() {
    const auto written = files_.records.find("choices");
    if (written == files_.records.end()) return;
    const RecordForm<ModelChoice> form = choice_form();
    for (const WrittenRecord& each : written->second) {
      if (!each.node->is_map()) continue;
      Faults known;  // of reading it once more
      RecordReader record(*each.document, *each.node, {source_ids_, known});
      const ModelChoice choice = form.read(record);
      RecordReader again(*each.document, *each.node, {source_ids_, faults_});
      check_choice(again, choice);
    }
  }

 private:
  using Places = std::map<std::string, Place, std::less<>>;  ///< where each id stands

  static void check_stem(RecordReader& record, const WrittenRecord& written,
                         const std::string& id) {
    if (written.stem.empty() || id.empty() || written.stem == id) return;
    record.fault("id", fmt::format("`id` is \"{}\", must be the name of its file", id),
                 fmt::format("Write `id: {}`, or rename the file.", written.stem));
  }

  void refuse_repeat(const YamlDocument& document, const Place& place, const std::string& id,
                     const Place& before) {
    faults_.add(document.error_at(
        place, "D4", fmt::format("source \"{}\" stands at {} already", id, before.text()),
        "Give it a name of its own."));
  }

  template <class Record>
  static void refuse_second(RecordReader& record, const Record& before) {
    const char* key = std::is_same_v<Record, ModelChoice> ? "name" : "id";
    record.fault(key,
                 fmt::format("`{}` is \"{}\", which stands at {} already", key, key_of(before),
                             before.origin.place.text()),
                 "Give it a name of its own.", "D4");
  }

  void check_choice(RecordReader& record, const ModelChoice& choice) {
    if (!choice.model.empty() && find_model(catalog_, choice.model) == nullptr) {
      std::vector<std::string> ids;
      for (const Model& model : catalog_.models) ids.push_back(model.id);
      refuse_name(record, "model", choice.model, ids);
    }
    const ModelChoice* step = &choice;
    std::size_t steps = 0;
    while (step != nullptr && !step->smaller.empty() && steps <= catalog_.choices.size()) {
      step = find_choice(catalog_, step->smaller);
      ++steps;
    }
    if (steps > catalog_.choices.size()) {
      record.fault("smaller", fmt::format("the steps down from `{}` go in a ring", choice.name),
                   "Leave out `smaller` at the smallest.", "D5");
    }
    if (!choice.smaller.empty() && find_choice(catalog_, choice.smaller) == nullptr) {
      std::vector<std::string> names;
      for (const ModelChoice& other : catalog_.choices) names.push_back(other.name);
      refuse_name(record, "smaller", choice.smaller, names);
    }
  }

  static void refuse_name(RecordReader& record, const char* key, const std::string& value,
                          const std::vector<std::string>& known) {
    const auto near = closest(value, known);
    record.fault(key, fmt::format("`{}` is \"{}\", which is not in the catalogue", key, value),
                 near ? fmt::format("Did you mean `{}`?", *near) : "", "D2");
  }

  Catalog& catalog_;
  const CatalogFiles& files_;
  Faults& faults_;
  std::vector<std::string> source_ids_;
};

void read_gear(CatalogReader& reader, Catalog& catalog) {
  reader.read_kind("hosts", catalog.hosts, host_form());
  reader.read_kind("pv_modules", catalog.pv_modules, pv_module_form());
  reader.read_kind("inverters", catalog.inverters, inverter_form());
  reader.read_kind("ups", catalog.upses, ups_form());
  reader.read_kind("charge_controllers", catalog.charge_controllers, charge_controller_form());
  reader.read_kind("batteries", catalog.batteries, battery_form());
  reader.read_kind("generators", catalog.generators, generator_form());
  reader.read_kind("coolers", catalog.coolers, cooler_form());
  reader.read_kind("enclosures", catalog.enclosures, enclosure_form());
}

/// Records beside measurements come last: they give way to all others.
void add_own(const OwnRecords& own, Catalog& catalog, CatalogFiles& files, Faults& faults) {
  for (const std::string& path : own.paths) {
    if (path.empty()) continue;
    if (catalog.own_folder.empty()) catalog.own_folder = path;
    std::error_code unknown;
    if (fs::is_directory(path, unknown)) {
      add_own_folder(path, own.skipped, files, faults);
    } else {
      add_own_file(path, files, faults);
    }
  }
  for (const std::string& file : own.measured) add_measured_file(file, files, faults);
  for (const std::string& text : own.texts) {
    add_measured_records(text, "this machine", files, faults);
  }
}

}  // namespace

Catalog read_catalog_with(const std::string& folder, const OwnRecords& own, Faults& faults) {
  Catalog catalog;
  catalog.folder = folder;
  CatalogFiles files;
  add_whole_folder(folder, files, faults);
  add_own(own, catalog, files, faults);
  read_edition(catalog, faults);
  CatalogReader reader(catalog, files, faults);
  reader.read_sources();
  reader.read_kind("accelerators", catalog.accelerators, accelerator_form());
  reader.read_kind("models", catalog.models, model_form());
  read_gear(reader, catalog);
  reader.read_kind("prices", catalog.prices, unit_price_form());
  reader.read_kind("rates", catalog.rates, rate_form());
  reader.read_kind("terms", catalog.terms, term_form());
  reader.read_kind("choices", catalog.choices, choice_form());
  bind_aliases(catalog, files.aliases, faults);
  reader.check_choices();
  return catalog;
}

std::optional<Catalog> read_few_records(const std::string& folder,
                                        const std::vector<std::string>& names, Faults& faults) {
  std::vector<WrittenAlias> aliases;
  add_alias_table(folder + "/aliases.csv", aliases, faults);
  Catalog catalog;
  catalog.folder = folder;
  std::vector<std::string> wanted;
  for (const std::string& name : names) {
    const std::string folded = folded_name(name);
    wanted.push_back(folded);
    for (const WrittenAlias& alias : aliases) {
      if (folded_name(alias.alias) != folded) continue;
      catalog.aliases.emplace_back(folded, alias.id);
      wanted.push_back(folded_name(alias.id));
    }
  }
  std::sort(catalog.aliases.begin(), catalog.aliases.end());
  CatalogFiles files;
  add_few_files(folder, wanted, files, faults);
  CatalogReader reader(catalog, files, faults);
  reader.read_sources();
  reader.read_kind("accelerators", catalog.accelerators, accelerator_form());
  reader.read_kind("models", catalog.models, model_form());
  const bool has_all = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return find_accelerator(catalog, name) != nullptr || find_model(catalog, name) != nullptr;
  });
  if (!has_all || faults.has_errors()) return std::nullopt;
  return catalog;
}

Catalog read_catalog(const std::string& folder, const std::string& own, Faults& faults) {
  return read_catalog_with(folder, {{own}, ""}, faults);
}

Catalog read_catalog(const std::string& folder, Faults& faults) {
  return read_catalog(folder, "", faults);
}

Catalog read_catalog_at(const std::string& path, const std::string& ours, Faults& faults) {
  return is_whole_catalog(path) ? read_catalog(path, faults) : read_catalog(ours, path, faults);
}

}  // namespace islet
