// What every command on a site reads first: the catalogue and the site file.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/own_records.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "site/site.h"

namespace islet {

/// Either whole, or with the faults and the code to end with.
struct LoadedCatalog {
  Catalog catalog;
  std::vector<Error> list;
  int seen = 0;
  ExitCode code = ExitCode::done;
};
/// Ours and the user's. A fault of the user's ends with `wrong_input`, one of ours with
/// `data_missing`.
LoadedCatalog load_catalog(const CatalogOptions& options);

/// Files of measurements: those of the user's own catalogue, then those of --evidence.
std::vector<std::string> measured_files_of(const CatalogOptions& options);

/// The same for a command that needs only the accelerators and models that `names` mean: no more is
/// read where they stand in our own catalogue by id or alias.
LoadedCatalog load_few_records(const CatalogOptions& options,
                               const std::vector<std::string>& names);

/// The same with `own` in place of what the options say: a folder or a file of the user's, or a
/// whole catalogue, which then is read alone and is the user's.
LoadedCatalog load_catalog_at(const std::string& own);
/// The same with several places and a file left out.
LoadedCatalog load_catalog_with(const OwnRecords& own);

struct LoadedSite {
  Catalog catalog;
  std::vector<std::string> measured;  ///< files of measurements
  Site site;
  std::vector<Error> list;  ///< warnings; with a code other than `done` also errors
  int seen = 0;
  ExitCode code = ExitCode::done;
};
LoadedSite load_site(const SiteOptions& options);

/// One site file of several, against a catalogue that is there already.
struct CheckedSite {
  std::string file;
  Site site;
  std::vector<Error> list;
  int seen = 0;
  ExitCode code = ExitCode::done;
};
CheckedSite check_site(const std::string& file, const Catalog& catalog,
                       const std::vector<Override>& overrides);

}  // namespace islet
