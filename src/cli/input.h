// What every command on a site reads first: the catalogue and the site file.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
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
LoadedCatalog load_catalog();

struct LoadedSite {
  Catalog catalog;
  Site site;
  std::vector<Error> list;  ///< warnings; with a code other than `done` also errors
  int seen = 0;
  ExitCode code = ExitCode::done;
};
LoadedSite load_site(const SiteOptions& options);

}  // namespace islet
