// Where a stream may run: on the device, at the exchange, on the site, at a metro edge, in a cloud.
#pragma once

#include <string>
#include <vector>

#include "base/quantity.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

/// What a stream asks of its place.
struct StreamNeed {
  Duration budget;             ///< from event to answer
  Duration compute;            ///< of the budget, what inference itself takes; 0 if not known
  Duration jitter;             ///< allowed; 0 when it does not matter
  bool stays_on_site = false;  ///< law or wish keeps its data there (R165)
  bool at_exchange = false;    ///< what it answers to is an exchange's feed
};

struct PlaceVerdict {
  std::string place;  ///< id of a place
  bool allowed = false;
  std::string reason;  ///< why not; empty when allowed
};

/// Every place, nearest first.
///
/// Formula     allowed when the place's longest round trip fits into what compute leaves of the
///             budget, its jitter into the allowed one, and the data may go there
/// Valid for   one round trip a result
/// Leaves out  bandwidth, price, outages of the link
/// Source      rules R114, R129, R165; round trips of data/knowledge/places.yaml
std::vector<PlaceVerdict> places_for(const Knowledge& knowledge, const StreamNeed& need);

/// The need of a workload: its tightest budget in figures; of trading and control loops also the
/// jitter that the documents demand.
StreamNeed need_of(const Knowledge& knowledge, const Fact& workload);

Answer placement_answer(const Knowledge& knowledge, const StreamNeed& need,
                        const std::string& subject);

}  // namespace islet
