#include "cli/input.h"

#include <utility>

#include "base/written_file.h"
#include "base/yaml.h"
#include "cli/data_folder.h"

namespace islet {

LoadedCatalog load_catalog() {
  LoadedCatalog out;
  const Result<std::string> folder = find_data_folder();
  if (!folder) {
    out.list = {folder.error()};
    out.code = ExitCode::data_missing;
    return out;
  }
  Faults faults;
  out.catalog = read_catalog(*folder, own_catalog_folder(), faults);
  out.list = faults.sorted();
  out.seen = faults.count();
  if (faults.has_errors()) out.code = ExitCode::data_missing;
  return out;
}

LoadedSite load_site(const SiteOptions& options) {
  LoadedSite out;
  const Result<std::vector<Override>> overrides = options.overrides();
  if (!overrides) {
    out.list = {overrides.error()};
    out.code = ExitCode::wrong_use;
    return out;
  }
  LoadedCatalog loaded = load_catalog();
  out.list = std::move(loaded.list);
  out.seen = loaded.seen;
  out.code = loaded.code;
  if (out.code != ExitCode::done) return out;
  out.catalog = std::move(loaded.catalog);

  Faults faults;
  if (options.file == "-") {
    const Result<std::string> text = read_file("/dev/stdin", YamlLimits{}.bytes);
    if (text) {
      out.site = read_site(*text, "-", out.catalog, *overrides, faults);
    } else {
      faults.add(text.error());
    }
  } else {
    out.site = read_site_file(options.file, out.catalog, *overrides, faults);
  }
  out.list = faults.sorted();
  out.seen = faults.count();
  out.code = exit_code_for(out.list);
  return out;
}

}  // namespace islet
