// Finds where the records of a catalogue are written: in our data folder and in the user's own.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"

namespace islet {

/// One kind of record: what it is called in files and in commands.
struct RecordKind {
  const char* name;    ///< "accelerators": a folder of ours, a key of a user's file
  bool is_one_a_file;  ///< of our own folder; others stand in lists
};

inline constexpr std::array<RecordKind, 15> record_kinds = {{{"accelerators", true},
                                                             {"models", true},
                                                             {"hosts", true},
                                                             {"pv_modules", true},
                                                             {"inverters", true},
                                                             {"ups", true},
                                                             {"charge_controllers", true},
                                                             {"batteries", true},
                                                             {"generators", true},
                                                             {"coolers", true},
                                                             {"enclosures", true},
                                                             {"prices", false},
                                                             {"rates", false},
                                                             {"terms", false},
                                                             {"choices", false}}};

/// A record as it stands in a file.
struct WrittenRecord {
  const YamlDocument* document = nullptr;
  const YamlNode* node = nullptr;
  std::string stem;     ///< what its id must be, when the file holds nothing else; else empty
  bool is_own = false;  ///< in the user's own folder
  bool yields = false;  ///< beside measurements: passed over where the id is known already
};

/// Another spelling as it stands in a file.
struct WrittenAlias {
  std::string alias;
  std::string id;
  Place place;
  Place id_place;
  std::string line_text;
};

/// A source as it stands in a file.
struct WrittenSource {
  const YamlDocument* document = nullptr;
  const YamlEntry* entry = nullptr;
};

/// What the files hold, not yet read as records; ours before the user's. Pointers live as long as
/// this does.
struct CatalogFiles {
  std::vector<std::unique_ptr<YamlDocument>> documents;
  std::map<std::string, std::vector<WrittenRecord>, std::less<>> records;  ///< by kind
  std::vector<WrittenSource> sources;
  std::vector<WrittenAlias> aliases;
};

/// Adds what a whole catalogue holds: a folder for each kind of `is_one_a_file`, `prices/`,
/// `choices.yaml`, `sources.yaml`, `aliases.csv`. What is missing is a fault.
void add_whole_folder(const std::string& folder, CatalogFiles& files, Faults& faults);

/// Adds the sources, and of the kinds that are one record a file those whose id, as `folded_name`
/// writes it, is among `folded`.
void add_few_files(const std::string& folder, const std::vector<std::string>& folded,
                   CatalogFiles& files, Faults& faults);

/// Adds what a user's folder holds: files `*.yaml` whose keys are kinds, `sources` and `aliases`,
/// and folders as in a whole catalogue. Nothing has to be there. The file `skipped` is passed over.
void add_own_folder(const std::string& folder, const std::string& skipped, CatalogFiles& files,
                    Faults& faults);

/// The same for one file of the user's.
void add_own_file(const std::string& file, CatalogFiles& files, Faults& faults);

/// The records that stand in a file of measurements.
void add_measured_file(const std::string& file, CatalogFiles& files, Faults& faults);

/// Such records, in YAML.
void add_measured_records(const std::string& text, const std::string& name, CatalogFiles& files,
                          Faults& faults);

/// Files of measurements: `*.csv` of the folder's `measured/`, by name.
std::vector<std::string> measured_files(const std::string& own_folder);

/// Whether `folder` is a whole catalogue: it has sources, aliases and choices.
bool is_whole_catalog(const std::string& folder);

}  // namespace islet
