#include "cli/input.h"

#include <algorithm>
#include <utility>

#include "base/written_file.h"
#include "base/yaml.h"
#include "catalog/catalog_files.h"
#include "cli/data_folder.h"

namespace islet {

namespace {

LoadedCatalog failed(const Error& error, ExitCode code) {
  LoadedCatalog out;
  out.list = {error};
  out.code = code;
  return out;
}

/// With the code to end with: a fault below `ours` is Islet's, any other one the user's.
LoadedCatalog judged(Catalog catalog, const Faults& faults, const std::string& ours) {
  LoadedCatalog out;
  out.catalog = std::move(catalog);
  out.list = faults.sorted();
  out.seen = faults.count();
  if (!faults.has_errors()) return out;
  const bool is_ours = std::any_of(out.list.begin(), out.list.end(), [&](const Error& error) {
    return !ours.empty() && error.place.file.starts_with(ours) && error.severity == Severity::error;
  });
  out.code = is_ours ? ExitCode::data_missing : ExitCode::wrong_input;
  return out;
}

}  // namespace

LoadedCatalog load_catalog(const CatalogOptions& options) {
  const Result<std::string> own = find_own_catalog(options.folder);
  if (!own) return failed(own.error(), ExitCode::wrong_use);
  for (const std::string& file : options.evidence) {
    if (file.ends_with(".csv")) continue;
    return failed({{file},
                   "a file of measurements must be called NAME.csv",
                   "`islet measure --save NAME.csv` writes one.",
                   "D1",
                   ""},
                  ExitCode::wrong_use);
  }
  return load_catalog_with({{*own}, "", measured_files_of(options), options.texts});
}

std::vector<std::string> measured_files_of(const CatalogOptions& options) {
  const Result<std::string> own = find_own_catalog(options.folder);
  std::vector<std::string> files;
  if (own && !own->empty()) files = measured_files(*own);
  files.insert(files.end(), options.evidence.begin(), options.evidence.end());
  return files;
}

LoadedCatalog load_few_records(const CatalogOptions& options,
                               const std::vector<std::string>& names) {
  const Result<std::string> own = find_own_catalog(options.folder);
  const Result<std::string> folder = find_data_folder();
  if (own && own->empty() && folder && options.evidence.empty() && options.texts.empty()) {
    Faults faults;
    if (std::optional<Catalog> few = read_few_records(*folder, names, faults)) {
      return judged(std::move(*few), faults, *folder);
    }
  }
  return load_catalog(options);
}

LoadedCatalog load_catalog_with(const OwnRecords& own) {
  const Result<std::string> folder = find_data_folder();
  if (!folder) return failed(folder.error(), ExitCode::data_missing);
  Faults faults;
  Catalog catalog = read_catalog_with(*folder, own, faults);
  return judged(std::move(catalog), faults, *folder);
}

LoadedCatalog load_catalog_at(const std::string& own) {
  if (!is_whole_catalog(own)) return load_catalog_with({{own}, ""});
  Faults faults;
  Catalog catalog = read_catalog(own, faults);
  return judged(std::move(catalog), faults, "");
}

LoadedSite load_site(const SiteOptions& options) {
  LoadedSite out;
  const Result<std::vector<Override>> overrides = options.overrides();
  if (!overrides) {
    out.list = {overrides.error()};
    out.code = ExitCode::wrong_use;
    return out;
  }
  LoadedCatalog loaded = load_catalog(options.catalog);
  out.list = std::move(loaded.list);
  out.seen = loaded.seen;
  out.code = loaded.code;
  if (out.code != ExitCode::done) return out;
  out.catalog = std::move(loaded.catalog);
  out.measured = measured_files_of(options.catalog);

  CheckedSite checked = check_site(options.file, out.catalog, *overrides);
  out.site = std::move(checked.site);
  out.list = std::move(checked.list);
  out.seen = checked.seen;
  out.code = checked.code;
  return out;
}

CheckedSite check_site(const std::string& file, const Catalog& catalog,
                       const std::vector<Override>& overrides) {
  CheckedSite out;
  out.file = file;
  Faults faults;
  if (file == "-") {
    const Result<std::string> text = read_file("/dev/stdin", YamlLimits{}.bytes);
    if (text) {
      out.site = read_site(*text, "-", catalog, overrides, faults);
    } else {
      faults.add(text.error());
    }
  } else {
    out.site = read_site_file(file, catalog, overrides, faults);
  }
  out.list = faults.sorted();
  out.seen = faults.count();
  out.code = exit_code_for(out.list);
  return out;
}

}  // namespace islet
