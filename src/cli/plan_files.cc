#include "cli/plan_files.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/check.h"
#include "base/sha256.h"
#include "base/written_file.h"
#include "report/plan_lock.h"
#include "report/plan_page.h"
#include "report/table_files.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 4'000'000;

/// "mine.lock" beside mine.yaml.
std::string lock_path(const std::string& site_file) {
  return fs::path(site_file).replace_extension(".lock").string();
}

/// Of the site file and of what was changed in it.
Result<std::string> site_hash(const SiteOptions& site) {
  Result<std::string> text = read_file(site.file, file_bytes_max);
  if (!text) return text.error();
  for (const std::string& each : site.set) *text += "\n--set " + each;
  return sha256(*text);
}

}  // namespace

void PlanFiles::declare(CLI::App& app) {
  app.add_flag("--lock", lock_, "write SITE.lock: hashes of what the plan was made from")
      ->group("Files");
  app.add_flag("--frozen", frozen_, "fail if SITE.lock differs from what is in use")
      ->group("Files");
  app.add_option("--csv", folder_, "write every table of the result into this folder")
      ->type_name("DIR")
      ->group("Files");
}

std::optional<Error> PlanFiles::write_tables(const PlannedSite& planned) const {
  CHECK(planned.plan.has_value());
  std::error_code unknown;
  fs::create_directories(folder_, unknown);
  for (const TableFile& each : table_files(plan_page(*planned.plan, planned.notes))) {
    if (auto failed = write_file((fs::path(folder_) / each.name).string(), each.text))
      return failed;
  }
  return std::nullopt;
}

std::optional<Error> PlanFiles::write(const PlannedSite& planned, const SiteOptions& site) const {
  CHECK(planned.plan.has_value());
  if (!folder_.empty()) {
    if (auto failed = write_tables(planned)) return failed;
  }
  if (!needs_hashes()) return std::nullopt;
  const Result<std::string> hash = site_hash(site);
  if (!hash) return hash.error();
  const std::string now = plan_lock(*planned.plan, planned.notes, *hash);
  const std::string path = lock_path(site.file);
  if (frozen_) {
    const Result<std::string> locked = read_file(path, file_bytes_max);
    if (!locked) return locked.error();
    const std::vector<std::string> changes = lock_changes(*locked, now);
    if (!changes.empty()) {
      return Error{Place{path}, fmt::format("the lock differs in {}", fmt::join(changes, ", ")),
                   "Plan without --frozen to see the new answer, then --lock to keep it.", "N4",
                   ""};
    }
  }
  return lock_ ? write_file(path, now) : std::nullopt;
}

}  // namespace islet
