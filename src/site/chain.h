// A site file with `sites`: many sites that share everything but what each entry says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"
#include "catalog/catalog.h"
#include "site/read_site.h"
#include "site/site.h"

namespace islet {

inline constexpr std::size_t chain_sites_max = 20'000;

/// One site: the common file with these values put in place, as by `--set`.
struct ChainEntry {
  std::string name;
  std::vector<Override> changes;
  Place place;                 ///< its row or its key
  std::optional<Error> fault;  ///< why the entry cannot be used; the others can
};

struct Chain {
  std::string file;
  std::string name;       ///< of the common part
  YamlDocument document;  ///< without `sites`
  std::vector<ChainEntry> entries;
};

/// The chain of `path`; none where the file has no `sites`, or with faults. `sites` is a map of
/// names, each with a map of keys and values, or the name of a CSV file beside the site file: keys
/// in the first row (`site.name` among them), a site in each other row, an empty cell where the
/// common value holds. S2, S5, S6, S7 where the list as a whole cannot be used.
std::optional<Chain> read_chain_file(const std::string& path, Faults& faults);

/// The site of one entry; `set` holds for all of them and stands behind the entry's own values.
/// Each fault names the entry; with an error among them the site must not be used.
Site site_of(const Chain& chain, const ChainEntry& entry, const Catalog& catalog,
             const std::vector<Override>& set, Faults& faults);

}  // namespace islet
