#include "catalog/catalog_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/written_file.h"
#include "catalog/names.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

/// A user's folder with more files than this is no folder of records.
constexpr std::size_t own_files_max = 10'000;
constexpr std::size_t measured_bytes_max = std::size_t{4} << 20;

/// The `*.yaml` files of a folder, by name.
std::vector<std::string> yaml_files(const std::string& folder, Faults& faults) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    if (files.size() > own_files_max) break;
  }
  if (failed) {
    faults.add({{folder},
                fmt::format("cannot read the folder: {}", failed.message()),
                "Reinstall Islet, or point ISLET_DATA at its data folder.",
                "D1",
                ""});
  } else if (files.size() > own_files_max) {
    faults.add({{folder},
                fmt::format("the folder holds more than {} files", own_files_max),
                "Check that this is the folder you mean.",
                "D8",
                ""});
    files.clear();
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// What lines that begin with "#|" hold; all other lines are empty, so that places stay right but
/// for the mark.
std::string records_in_comments(const std::string& text) {
  std::string records;
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '#' || text[at] == '\n')) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (line.starts_with("#| ")) records += line.substr(3);
    records += '\n';
    at = end + 1;
  }
  return records;
}

/// Takes files and what stands in them, one after the other.
class Collector {
 public:
  Collector(CatalogFiles& files, Faults& faults, bool is_own, bool yields = false)
      : files_(files), faults_(faults), is_own_(is_own), yields_(yields) {}

  void take_sources(const std::string& file) {
    if (const YamlDocument* document = kept(file)) take_sources(*document, document->root);
  }

  /// One record a file, whose id is the name of the file.
  void take_folder(const std::string& folder, const char* kind) {
    for (const std::string& file : yaml_files(folder, faults_)) {
      const YamlDocument* document = kept(file);
      if (document == nullptr) continue;
      add(kind, {document, &document->root, fs::path(file).stem().string(), is_own_});
    }
  }

  /// The same of some files only.
  void take_some(const std::string& folder, const char* kind,
                 const std::vector<std::string>& folded) {
    for (const std::string& file : yaml_files(folder, faults_)) {
      std::string stem = fs::path(file).stem().string();
      if (std::find(folded.begin(), folded.end(), folded_name(stem)) == folded.end()) continue;
      const YamlDocument* document = kept(file);
      if (document != nullptr) add(kind, {document, &document->root, std::move(stem), is_own_});
    }
  }

  void take_lists(const std::string& folder) {
    for (const std::string& file : yaml_files(folder, faults_)) take_list_file(file);
  }

  /// A file whose keys are kinds, with one record or a list of them below each.
  void take_list_file(const std::string& file) { take_list(kept(file)); }
  void take_list_text(const std::string& text, const std::string& name) {
    take_list(kept(read_yaml(text, name, faults_)));
  }

 private:
  void take_list(const YamlDocument* document) {
    if (document == nullptr) return;
    if (!document->root.is_map()) {
      fault(*document, document->root.place, "S2", "the file must be a map of kinds of records",
            "Write for example `accelerators:` with a list of records below it.");
      return;
    }
    for (const YamlEntry& entry : document->root.entries) take_entry(*document, entry);
  }

  const YamlDocument* kept(const std::string& file) { return kept(read_yaml_file(file, faults_)); }

  const YamlDocument* kept(std::optional<YamlDocument> document) {
    if (!document) return nullptr;
    files_.documents.push_back(std::make_unique<YamlDocument>(std::move(*document)));
    return files_.documents.back().get();
  }

  void add(const char* kind, WrittenRecord record) {
    files_.records[kind].push_back(std::move(record));
  }

  void fault(const YamlDocument& document, const Place& place, const char* code, std::string what,
             std::string hint) {
    faults_.add(document.error_at(place, code, std::move(what), std::move(hint)));
  }

  void take_sources(const YamlDocument& document, const YamlNode& node) {
    for (const YamlEntry& entry : node.entries) files_.sources.push_back({&document, &entry});
  }

  void take_aliases(const YamlDocument& document, const YamlNode& node) {
    if (!node.is_map()) {
      fault(document, node.place, "S2", "`aliases` must be a map of alias to id",
            "Write for example `aliases: {My card: l4}`.");
    }
    for (const YamlEntry& entry : node.entries) {
      const std::string line = document.line(entry.key_place.line);
      files_.aliases.push_back({entry.key, entry.value.is_scalar() ? entry.value.text : "",
                                entry.key_place, entry.value.place, line});
    }
  }

  void take_entry(const YamlDocument& document, const YamlEntry& entry) {
    if (entry.key == "sources") return take_sources(document, entry.value);
    if (entry.key == "aliases") return take_aliases(document, entry.value);
    const auto kind = std::find_if(record_kinds.begin(), record_kinds.end(),
                                   [&](const RecordKind& each) { return each.name == entry.key; });
    if (kind == record_kinds.end()) return refuse_key(document, entry);
    if (entry.value.is_list()) {
      for (const YamlNode& item : entry.value.items)
        add(kind->name, {&document, &item, "", is_own_, yields_});
    } else {
      add(kind->name, {&document, &entry.value, "", is_own_, yields_});
    }
  }

  void refuse_key(const YamlDocument& document, const YamlEntry& entry) {
    if (entry.key == "id") {
      fault(document, entry.key_place, "S2", "the record does not say of which kind it is",
            "Put it below its kind, as in `accelerators: [{id: ...}]`.");
      return;
    }
    std::vector<std::string> known = {"sources", "aliases"};
    std::string list;
    for (const RecordKind& kind : record_kinds) known.emplace_back(kind.name);
    for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
    // A bare record has many keys that are no kind; its `id` says it all.
    if (document.root.find("id") != nullptr) return;
    const auto near = closest(entry.key, known);
    fault(document, entry.key_place, "S1", fmt::format("unknown kind of record `{}`", entry.key),
          near ? fmt::format("Did you mean `{}`?", *near) : "The kinds are " + list + ".");
  }

  CatalogFiles& files_;
  Faults& faults_;
  bool is_own_;
  bool yields_;
};

}  // namespace

void add_whole_folder(const std::string& folder, CatalogFiles& files, Faults& faults) {
  Collector collector(files, faults, false);
  collector.take_sources(folder + "/sources.yaml");
  for (const RecordKind& kind : record_kinds) {
    if (kind.is_one_a_file) collector.take_folder(folder + "/" + kind.name, kind.name);
  }
  collector.take_lists(folder + "/prices");
  collector.take_list_file(folder + "/choices.yaml");
  add_alias_table(folder + "/aliases.csv", files.aliases, faults);
}

void add_few_files(const std::string& folder, const std::vector<std::string>& folded,
                   CatalogFiles& files, Faults& faults) {
  Collector collector(files, faults, false);
  collector.take_sources(folder + "/sources.yaml");
  for (const char* kind : {"accelerators", "models"}) {
    collector.take_some(folder + "/" + kind, kind, folded);
  }
}

void add_own_file(const std::string& file, CatalogFiles& files, Faults& faults) {
  Collector(files, faults, true).take_list_file(file);
}

void add_measured_file(const std::string& file, CatalogFiles& files, Faults& faults) {
  const Result<std::string> text = read_file(file, measured_bytes_max);
  if (!text) {
    faults.add(text.error());
    return;
  }
  add_measured_records(records_in_comments(*text), file, files, faults);
}

void add_measured_records(const std::string& text, const std::string& name, CatalogFiles& files,
                          Faults& faults) {
  const bool is_blank = text.find_first_not_of(" \n") == std::string::npos;
  if (!is_blank) Collector(files, faults, true, true).take_list_text(text, name);
}

std::vector<std::string> measured_files(const std::string& own_folder) {
  std::vector<std::string> files;
  std::error_code unknown;
  fs::directory_iterator entry(own_folder + "/measured", unknown);
  for (; !unknown && entry != fs::directory_iterator() && files.size() < own_files_max;
       entry.increment(unknown)) {
    if (entry->path().extension() == ".csv") files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void add_own_folder(const std::string& folder, const std::string& skipped, CatalogFiles& files,
                    Faults& faults) {
  Collector collector(files, faults, true);
  for (const std::string& file : yaml_files(folder, faults)) {
    if (file == skipped) continue;
    if (fs::path(file).filename() == "sources.yaml") {
      collector.take_sources(file);
    } else {
      collector.take_list_file(file);
    }
  }
  for (const RecordKind& kind : record_kinds) {
    const std::string below = folder + "/" + kind.name;
    if (kind.is_one_a_file && is_there(below)) collector.take_folder(below, kind.name);
  }
  if (is_there(folder + "/prices")) collector.take_lists(folder + "/prices");
  const std::string aliases = folder + "/aliases.csv";
  if (is_there(aliases)) add_alias_table(aliases, files.aliases, faults);
}

bool is_whole_catalog(const std::string& folder) {
  return is_there(folder + "/sources.yaml") && is_there(folder + "/aliases.csv") &&
         is_there(folder + "/choices.yaml");
}

}  // namespace islet
