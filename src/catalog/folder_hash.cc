#include "catalog/folder_hash.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/sha256.h"
#include "base/written_file.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 20'000;
constexpr std::size_t file_bytes_max = std::size_t{64} << 20;
constexpr std::array<const char*, 3> endings = {".yaml", ".csv", ".json"};

Error unread(const std::string& folder, const std::string& why) {
  return {Place{folder}, "the records cannot be listed: " + why,
          "Check that the folder is there and may be read.", "D1", ""};
}

}  // namespace

Result<std::string> folder_sha256(const std::string& folder) {
  std::error_code code;
  std::vector<std::string> names;
  fs::recursive_directory_iterator each(folder, code);
  if (code) return unread(folder, code.message());
  while (each != fs::recursive_directory_iterator()) {
    const std::string ending = each->path().extension().string();
    const bool is_record = std::find(endings.begin(), endings.end(), ending) != endings.end();
    if (is_record && each->is_regular_file(code)) {
      names.push_back(each->path().lexically_relative(folder).generic_string());
    }
    if (names.size() > files_max) return unread(folder, "there are too many files");
    each.increment(code);
    if (code) return unread(folder, code.message());
  }
  std::sort(names.begin(), names.end());
  std::string list;
  for (const std::string& name : names) {
    const Result<std::string> content =
        read_file((fs::path(folder) / name).string(), file_bytes_max);
    if (!content) return content.error();
    list += name + " " + sha256(*content) + "\n";
  }
  return sha256(list);
}

}  // namespace islet
