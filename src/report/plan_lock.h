// What a plan was made from, as hashes: SITE.lock. A plan made again from the same gives the same.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/plan_notes.h"

namespace islet {

/// `notes` with the hashes of the records. `site_sha256` of the site file with what was changed in
/// it on the command line. Schema islet/lock/1.
std::string plan_lock(const Plan& plan, const PlanNotes& notes, const std::string& site_sha256);

/// What differs between a lock and another, by name: "catalogue_sha256". "lock" where one cannot be
/// read.
std::vector<std::string> lock_changes(const std::string& locked, const std::string& now);

}  // namespace islet
