#include "catalog/catalog.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "base/yaml.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// Case and punctuation do not count in names.
std::string folded(std::string_view name) {
  std::string out;
  for (const char letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return out;
}

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

/// Reads the data folder kind by kind.
class CatalogReader {
 public:
  CatalogReader(Catalog& catalog, Faults& faults) : catalog_(catalog), faults_(faults) {}

  void read_sources() {
    const auto document = read_yaml_file(catalog_.folder + "/sources.yaml", faults_);
    if (!document) return;
    for (const YamlEntry& entry : document->root.entries) source_ids_.push_back(entry.key);
    std::sort(source_ids_.begin(), source_ids_.end());
    for (const YamlEntry& entry : document->root.entries) {
      RecordReader record(*document, entry.value, {source_ids_, faults_});
      Source source;
      source.id = entry.key;
      source.title = record.word("title");
      source.link = record.optional_word("link");
      source.date = record.optional_word("date");
      source.read = record.optional_word("read");
      (void)record.optional_word("commit");
      record.finish();
      catalog_.sources.push_back(std::move(source));
    }
  }

  /// One record a file; its id is the name of the file.
  template <class Record>
  void read_folder(const char* kind, std::vector<Record>& list, Record (*read)(RecordReader&)) {
    for (const std::string& file : yaml_files(catalog_.folder + "/" + kind, faults_)) {
      const auto document = read_yaml_file(file, faults_);
      if (!document) continue;
      RecordReader record(*document, document->root, {source_ids_, faults_});
      Record out = read(record);
      record.finish();
      if (fs::path(file).stem() != out.id) {
        record.fault("id", fmt::format("`id` is \"{}\", must be the name of its file", out.id), "");
      }
      list.push_back(std::move(out));
    }
    std::sort(list.begin(), list.end(),
              [](const Record& a, const Record& b) { return a.id < b.id; });
  }

  /// A list of records below `key` in one file.
  template <class Record>
  void read_list(const std::string& file, const char* key, std::vector<Record>& list,
                 Record (*read)(RecordReader&)) {
    const auto document = read_yaml_file(file, faults_);
    if (!document) return;
    RecordReader top(*document, document->root, {source_ids_, faults_});
    for (RecordReader& record : top.parts(key)) {
      list.push_back(read(record));
      record.finish();
    }
    top.finish();
  }

  void read_prices() {
    for (const std::string& file : yaml_files(catalog_.folder + "/prices", faults_)) {
      if (fs::path(file).stem() == "rates") {
        read_list(file, "rates", catalog_.rates, read_rate);
      } else {
        read_list(file, "prices", catalog_.prices, read_unit_price);
      }
    }
    refuse_repeats(catalog_.prices, "price");
    refuse_repeats(catalog_.rates, "rate");
  }

  template <class Record>
  void refuse_repeats(std::vector<Record>& list, const char* kind) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Record& a, const Record& b) { return a.id < b.id; });
    for (std::size_t index = 1; index < list.size(); ++index) {
      if (list[index].id != list[index - 1].id) continue;
      faults_.add({{catalog_.folder},
                   fmt::format("{} `{}` stands twice", kind, list[index].id),
                   "",
                   "D4",
                   ""});
    }
  }

  void read_choices() {
    read_list(catalog_.folder + "/choices.yaml", "choices", catalog_.choices, read_choice);
    for (const ModelChoice& choice : catalog_.choices) {
      if (find_model(catalog_, choice.model) == nullptr) {
        refuse_name("choices.yaml", choice.name, "model", choice.model);
      }
      if (!choice.smaller.empty() && find_choice(catalog_, choice.smaller) == nullptr) {
        refuse_name("choices.yaml", choice.name, "smaller", choice.smaller);
      }
    }
  }

  void read_aliases() {
    const std::string path = catalog_.folder + "/aliases.csv";
    std::ifstream in(path);
    std::string line;
    constexpr int lines_max = 100'000;
    for (int number = 1; number <= lines_max && std::getline(in, line); ++number) {
      if (number == 1) continue;  // the header
      const std::size_t comma = line.rfind(',');
      if (comma == std::string::npos) {
        faults_.add(
            {{path, number, 1}, "a line holds no comma, must be `alias,id`", "", "S4", line});
        continue;
      }
      std::string alias = line.substr(0, comma);
      if (alias.size() >= 2 && alias.front() == '"') alias = alias.substr(1, alias.size() - 2);
      catalog_.aliases.emplace_back(folded(alias), line.substr(comma + 1));
    }
    std::sort(catalog_.aliases.begin(), catalog_.aliases.end());
    for (std::size_t index = 1; index < catalog_.aliases.size(); ++index) {
      const auto& [alias, id] = catalog_.aliases[index];
      if (alias == catalog_.aliases[index - 1].first && id != catalog_.aliases[index - 1].second) {
        faults_.add({{path},
                     fmt::format("alias `{}` stands for both `{}` and `{}`", alias,
                                 catalog_.aliases[index - 1].second, id),
                     "",
                     "D4",
                     ""});
      }
    }
  }

 private:
  void refuse_name(const char* file, const std::string& name, const char* key,
                   const std::string& value) {
    faults_.add(
        {{catalog_.folder + "/" + file},
         fmt::format("`{}`: `{}` names \"{}\", which is not in the catalogue", name, key, value),
         "",
         "D2",
         ""});
  }

  Catalog& catalog_;
  Faults& faults_;
  std::vector<std::string> source_ids_;
};

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
  const std::string wanted = folded(name);
  for (const Record& record : list) {
    if (folded(record.id) == wanted || folded(record.name) == wanted) return &record;
  }
  const auto alias = std::lower_bound(
      catalog.aliases.begin(), catalog.aliases.end(), wanted,
      [](const auto& entry, const std::string& each) { return entry.first < each; });
  if (alias == catalog.aliases.end() || alias->first != wanted) return nullptr;
  return with_id(list, alias->second);
}

}  // namespace

Catalog read_catalog(const std::string& folder, Faults& faults) {
  Catalog catalog;
  catalog.folder = folder;
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
  reader.read_aliases();
  reader.read_choices();
  return catalog;
}

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

const Rate* find_rate(const Catalog& catalog, std::string_view id) {
  return with_id(catalog.rates, id);
}

std::vector<std::string> names_like(const Catalog& catalog, std::string_view name) {
  std::vector<std::pair<int, std::string>> near;
  const std::string wanted = folded(name);
  const auto consider = [&](const std::string& candidate) {
    const int distance = edit_distance(wanted, folded(candidate));
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
