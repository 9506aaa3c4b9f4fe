#include "report/plan_lock.h"

#include "report/json.h"
#include "report/version.h"

namespace islet {
namespace {

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

}  // namespace

std::string plan_lock(const Plan& plan, const PlanNotes& notes, const std::string& site_sha256) {
  const Json lock = {{"schema", "islet/lock/1"},
                     {"islet", version()},
                     {"site_sha256", site_sha256},
                     {"catalogue_edition", notes.catalog.edition},
                     {"catalogue_sha256", notes.catalog.sha256},
                     {"own_catalogue_sha256", notes.catalog.own_sha256},
                     {"weather", plan.weather.source},
                     {"weather_years", plan.weather.years},
                     {"seed", plan.seed}};
  return dumped(lock) + "\n";
}

std::vector<std::string> lock_changes(const std::string& locked, const std::string& now) {
  const Json before = parsed(locked);
  const Json after = parsed(now);
  if (!before.is_object() || !after.is_object()) return {"lock"};
  std::vector<std::string> changes;
  for (const auto& [name, value] : after.items()) {
    if (!before.contains(name) || before.at(name) != value) changes.push_back(name);
  }
  for (const auto& [name, value] : before.items()) {
    if (!after.contains(name)) changes.push_back(name);
  }
  return changes;
}

}  // namespace islet
