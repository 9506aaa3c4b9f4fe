// Data that a site must hold itself: what its work keeps, and what waits for the next link.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "site/site.h"

namespace islet {

struct KeptAmount {
  std::string workload;
  Bytes amount;
  std::string why;  ///< "2 GB/day for 90 days"
};

struct LocalStorage {
  std::vector<KeptAmount> items;  ///< in the order of the workloads that keep something
  Bytes total;
  std::optional<Duration> gap;  ///< longest time between syncs; none: no link at all
};

/// Longest time without this link: between syncs, or between its hours of a week. 0: none.
Duration longest_gap(const Link& link);

/// What may leave by this link in the long run, by its hours, availability and cap.
Bandwidth carrying_rate(const Link& link);

/// How much data the site must be able to hold (R115).
LocalStorage local_storage(const Site& site);

/// "180 GB".
std::string text_of_bytes(Bytes amount);

}  // namespace islet
