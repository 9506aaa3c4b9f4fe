// Reads the data folder: which file holds which kind of record, and what binds records together.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "base/yaml.h"
#include "catalog/names.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// The `*.yaml` files of a folder, by name.
std::vector<std::string> yaml_files(const std::string& folder, Faults& faults) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (failed) {
    faults.add({{folder},
                fmt::format("cannot read the folder: {}", failed.message()),
                "Reinstall Islet, or point ISLET_DATA at its data folder.",
                "D1",
                ""});
  }
  std::sort(files.begin(), files.end());
  return files;
}

Source read_source(RecordReader& record) {
  Source source;
  source.title = record.word("title");
  source.link = record.optional_word("link");
  source.date = record.optional_word("date");
  source.read = record.optional_word("read");
  source.commit = record.optional_word("commit");
  record.finish();
  return source;
}

/// Reads kind by kind; sources first, because every record names some.
class CatalogReader {
 public:
  CatalogReader(Catalog& catalog, Faults& faults) : catalog_(catalog), faults_(faults) {
    folders_ = {catalog.folder};
    if (!catalog.own_folder.empty() && fs::is_directory(catalog.own_folder)) {
      folders_.push_back(catalog.own_folder);
    }
  }

  void read_sources() {
    // A user's own figures need no source but the user.
    catalog_.sources.push_back({.id = "own",
                                .title = "your own catalogue folder",
                                .link = {},
                                .date = {},
                                .read = {},
                                .commit = {}});
    source_ids_.emplace_back("own");
    for (const std::string& folder : folders_) {
      const std::string file = folder + "/sources.yaml";
      if (folder == catalog_.folder || fs::exists(file)) read_source_file(file);
    }
  }

  /// One record a file; its id is the name of the file, so that no id stands twice.
  template <class Record>
  void read_folder(const char* kind, std::vector<Record>& list, Record (*read)(RecordReader&)) {
    for (const std::string& file : files_of(kind)) {
      const auto document = read_yaml_file(file, faults_);
      if (!document) continue;
      RecordReader record(*document, document->root, {source_ids_, faults_});
      Record out = read(record);
      record.finish();
      const std::string stem = fs::path(file).stem().string();
      if (!out.id.empty() && stem != out.id) {
        record.fault("id", fmt::format("`id` is \"{}\", must be the name of its file", out.id),
                     fmt::format("Write `id: {}`, or rename the file.", stem));
      }
      put(list, std::move(out), file);
    }
    sort_by_id(list);
  }

  void read_prices() {
    Places prices;
    for (const std::string& file : files_of("prices")) {
      const std::string stem = fs::path(file).stem().string();
      if (stem == "rates") {
        Places places;
        read_list(file, "rates", catalog_.rates, read_rate, places);
      } else if (stem == "terms") {
        Places places;
        read_list(file, "terms", catalog_.terms, read_term, places);
      } else {
        read_list(file, "prices", catalog_.prices, read_unit_price, prices);
      }
    }
    sort_by_id(catalog_.prices);
    sort_by_id(catalog_.rates);
    sort_by_id(catalog_.terms);
  }

  /// A choice names a model and the next smaller choice; both must exist, and the ladder must end.
  void read_choices() {
    const auto document = read_yaml_file(catalog_.folder + "/choices.yaml", faults_);
    if (!document) return;
    RecordReader top(*document, document->root, {source_ids_, faults_});
    std::vector<RecordReader> records = top.parts("choices");
    top.finish();
    Places places;
    for (RecordReader& record : records) {
      catalog_.choices.push_back(read_choice(record));
      record.finish();
      refuse_repeat(record, "name", catalog_.choices.back().name, places);
    }
    for (std::size_t index = 0; index < records.size(); ++index) {
      check_choice(records[index], catalog_.choices[index]);
    }
  }

 private:
  using Places = std::map<std::string, Place, std::less<>>;  ///< where each id stands

  void read_source_file(const std::string& file) {
    const auto document = read_yaml_file(file, faults_);
    if (!document) return;
    for (const YamlEntry& entry : document->root.entries) source_ids_.push_back(entry.key);
    std::sort(source_ids_.begin(), source_ids_.end());
    for (const YamlEntry& entry : document->root.entries) {
      RecordReader record(*document, entry.value, {source_ids_, faults_});
      Source source = read_source(record);
      source.id = entry.key;
      catalog_.sources.push_back(std::move(source));
    }
  }

  bool is_own(const std::string& file) const {
    return folders_.size() > 1 && file.starts_with(folders_[1] + "/");
  }

  /// Our files of a kind, then the user's.
  std::vector<std::string> files_of(const char* kind) {
    std::vector<std::string> files;
    for (const std::string& folder : folders_) {
      const std::string below = folder + "/" + kind;
      if (folder != catalog_.folder && !fs::is_directory(below)) continue;
      const std::vector<std::string> more = yaml_files(below, faults_);
      files.insert(files.end(), more.begin(), more.end());
    }
    return files;
  }

  /// A user's record stands in place of ours of the same id.
  template <class Record>
  void put(std::vector<Record>& list, Record record, const std::string& file) {
    if (is_own(file)) {
      catalog_.own_records.push_back({record.id, file});
      std::erase_if(list, [&](const Record& each) { return each.id == record.id; });
    }
    list.push_back(std::move(record));
  }

  template <class Record>
  static void sort_by_id(std::vector<Record>& list) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Record& a, const Record& b) { return a.id < b.id; });
  }

  /// A list of records below `key` in one file.
  template <class Record>
  void read_list(const std::string& file, const char* key, std::vector<Record>& list,
                 Record (*read)(RecordReader&), Places& places) {
    const auto document = read_yaml_file(file, faults_);
    if (!document) return;
    RecordReader top(*document, document->root, {source_ids_, faults_});
    Places own_places;
    for (RecordReader& record : top.parts(key)) {
      Record out = read(record);
      record.finish();
      refuse_repeat(record, "id", out.id, is_own(file) ? own_places : places);
      put(list, std::move(out), file);
    }
    top.finish();
  }

  static void refuse_repeat(RecordReader& record, const char* key, const std::string& id,
                            Places& places) {
    const auto [place, is_new] = places.emplace(id, record.place_of(key));
    if (is_new || id.empty()) return;
    record.fault(
        key,
        fmt::format("`{}` is \"{}\", which stands at {} already", key, id, place->second.text()),
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
  Faults& faults_;
  std::vector<std::string> folders_;  ///< ours, then the user's own where there is one
  std::vector<std::string> source_ids_;
};

}  // namespace

Catalog read_catalog(const std::string& folder, Faults& faults) {
  return read_catalog(folder, "", faults);
}

Catalog read_catalog(const std::string& folder, const std::string& own_folder, Faults& faults) {
  Catalog catalog;
  catalog.folder = folder;
  catalog.own_folder = own_folder;
  CatalogReader reader(catalog, faults);
  reader.read_sources();
  reader.read_folder("accelerators", catalog.accelerators, read_accelerator);
  reader.read_folder("models", catalog.models, read_model);
  reader.read_folder("hosts", catalog.hosts, read_host);
  reader.read_folder("pv_modules", catalog.pv_modules, read_pv_module);
  reader.read_folder("inverters", catalog.inverters, read_inverter);
  reader.read_folder("charge_controllers", catalog.charge_controllers, read_charge_controller);
  reader.read_folder("batteries", catalog.batteries, read_battery);
  reader.read_folder("generators", catalog.generators, read_generator);
  reader.read_folder("coolers", catalog.coolers, read_cooler);
  reader.read_folder("enclosures", catalog.enclosures, read_enclosure);
  reader.read_prices();
  read_aliases(catalog, faults);
  reader.read_choices();
  return catalog;
}

}  // namespace islet
