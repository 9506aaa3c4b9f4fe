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

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// Where the user's folder is when nobody names another; empty without a home.
std::string usual_own_catalog() {
  const std::string shared = variable("XDG_DATA_HOME");
  // The XDG rules: a path that is not absolute is not to be used.
  if (!shared.empty() && shared.front() == '/') return shared + "/islet/catalog";
  const std::string home = variable("HOME");
  return home.empty() ? std::string() : home + "/.local/share/islet/catalog";
}

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

Result<std::string> find_own_catalog(const std::string& asked) {
  const std::string named = asked.empty() ? variable("ISLET_CATALOG") : asked;
  if (named == "none") return std::string();
  if (named.empty()) {
    const std::string usual = usual_own_catalog();
    return is_folder(usual) ? usual : std::string();
  }
  if (is_folder(named)) return named;
  const std::string who = asked.empty() ? "ISLET_CATALOG" : "--catalog";
  return Error{{},
               who + " is \"" + named + "\", must be a folder",
               "Name a folder of records, or `none`.",
               "D1",
               ""};
}

Result<std::string> own_catalog_to_write(const std::string& asked) {
  std::string named = asked.empty() ? variable("ISLET_CATALOG") : asked;
  if (named.empty()) named = usual_own_catalog();
  if (!named.empty() && named != "none") return named;
  return Error{{},
               "there is no folder for records of your own",
               "Name one with --catalog, or set ISLET_CATALOG.",
               "D1",
               ""};
}

}  // namespace islet
