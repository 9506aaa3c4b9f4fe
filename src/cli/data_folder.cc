#include "cli/data_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace islet {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Error no_folder(const std::string& what, const char* hint) { return {{}, what, hint, "D5", ""}; }

}  // namespace

Result<std::string> find_data_folder() {
  const char* asked = std::getenv("ISLET_DATA");
  if (asked != nullptr && *asked != '\0') {
    if (is_folder(asked)) return std::string(asked);
    return no_folder("ISLET_DATA is \"" + std::string(asked) + "\", must be a folder",
                     "Name the folder that holds sources.yaml, or unset ISLET_DATA.");
  }
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  if (!unknown) {
    const fs::path beside = program.parent_path().parent_path() / "share/islet/data";
    if (is_folder(beside)) return beside.string();
  }
  if (is_folder(ISLET_SOURCE_DATA)) return std::string(ISLET_SOURCE_DATA);
  return no_folder("the catalogue's folder is not there",
                   "Install Islet with its data, or set ISLET_DATA to the folder.");
}

std::string own_catalog_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string named = variable("ISLET_CATALOG"); !named.empty()) return named;
  if (const std::string data = variable("XDG_DATA_HOME"); !data.empty()) {
    return data + "/islet/catalog";
  }
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.local/share/islet/catalog";
}

}  // namespace islet
