// The sites of `what_if`: the site file read anew with one value changed, for each value named.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "site/site.h"

namespace islet {

struct WhatIfSite {
  std::string key;
  std::string value;
  Site site;
};

/// One site for each value of `what_if`, in the order of the file. What was changed with `--set`
/// stays changed. The texts that `site` was read from are read again, files it extends from disk. A
/// value that the site cannot have is an error in `faults` at the value's place in the file; with
/// any, the sites must not be used.
std::vector<WhatIfSite> what_if_sites(const Site& site, const Catalog& catalog, Faults& faults);

}  // namespace islet
