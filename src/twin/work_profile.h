// What a site is asked for, in the words of a site file: models, demand, lengths, limits, hours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "twin/request_rows.h"

namespace islet {

struct ProfiledWork {
  std::string name;   ///< of the workload: "chat_0_2b", with its class where there are several
  std::string model;  ///< as the rows name it
  WorkClass work_class = WorkClass::normal;
  bool is_language = true;  ///< has tokens
  int requests = 0;
  int done = 0;
  int tenants = 0;
  double per_hour = 0;  ///< within its hours
  double prompt = 0;    ///< means and deviations, tokens
  double prompt_sd = 0;
  double reply = 0;
  double reply_sd = 0;
  /// Limits: what most requests were promised, else half as much again as what 95 % of them got.
  std::optional<double> first_token_s;
  std::optional<double> whole_s;
  bool is_promised = false;
  int from_hour = 0;  ///< hours of the day in which it comes; 0 to 24: all of them, or not known
  int to_hour = 24;
};

struct WorkProfile {
  std::vector<ProfiledWork> work;  ///< by model, then class
  double begin_s = 0;              ///< of the first, local time
  double span_s = 0;               ///< of the rows, an hour at least
  int requests = 0;
  bool knows_hours = false;  ///< the rows span a day or more of a real clock
};

/// One workload for each model and class. `offset_h`: local time less UTC. Rows must not be empty.
///
///     demand = requests / hours of the span in which they come
///     hours  = the least run of hours of the day that holds 98 % of them
///
/// Hours are those of the whole day where the rows span less than a day.
///
/// Valid for   requests that come alike from day to day
/// Leaves out  weekdays, seasons, growth, peaks within the hours
/// Source      definition
WorkProfile work_profile(const RequestRows& rows, double offset_h);

/// `text` with `workloads` in place of its own: the other sections as they stand, with their
/// comments. Empty `base`: a site at `where` on a grid that never fails.
struct SiteWish {
  std::string base;       ///< text of a site file
  std::string base_name;  ///< for messages
  std::string where;      ///< "14.02 S, 34.38 E"
  std::string name = "profiled site";
};
Result<std::string> profiled_site(const WorkProfile& profile, const SiteWish& wish);

}  // namespace islet
