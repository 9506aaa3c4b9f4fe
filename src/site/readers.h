// The readers of the blocks of a site file, and the checks that look at several blocks at once.
#pragma once

#include <string>
#include <vector>

#include "site/block.h"
#include "site/site.h"

namespace islet {

/// First of all: amounts in other currencies than dollars need them.
void read_rates(const Block& root, Site& site);
void read_where(const Block& root, Site& site);
void read_power(const Block& root, Site& site);
void read_enclosure(const Block& root, Site& site);
void read_links(const Block& root, Site& site);
void read_workloads(const Block& root, Site& site);
void read_models(const Block& root, Site& site);
void read_hardware(const Block& root, Site& site);
/// After the workloads: shares served are of them.
void read_goals(const Block& root, Site& site);
void read_privacy(const Block& root, Site& site);
void read_money(const Block& root, Site& site);
void read_what_if(const Block& root, Site& site);
void read_live(const Block& root, Site& site);

/// Requirements that cannot all be true, whatever the design (V7).
void check_contradictions(const Block& root, const Site& site);

/// What one should know before one trusts a plan: warnings only.
void check_advice(const Block& root, const Site& site);

/// Kind of a workload: as written, else from its model and its keys; V6 when that does not tell.
std::optional<WorkloadKind> kind_of_workload(const Block& workload,
                                             const std::vector<std::string>& models);

/// Stops of a moving site, and where it is on each day when they have positions.
void read_route(const Block& where, Where& out);

/// The steps of `when_short`, checked against each other.
void read_shortage(const Block& workload, Workload& out);

/// Whether `model` is in the catalogue; D2 at `place` when it is not.
bool check_model(const Block& block, const std::string& model, const Place& place);

}  // namespace islet
