// Which card instead, which card later, and when it comes: refusal of SXM boards, upgrades, supply.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

struct SitePermit {
  Power site;
  bool permanent = false;
  bool cooled = false;
  bool training = false;
};

/// Why an SXM board may not stand there; empty when it may.
///
/// Formula     refused unless the site has 50 kW, is permanent, cooled, and the job is training
/// Valid for   SXM and OAM boards
/// Leaves out  price
/// Source      rule R099; CE22 makes the exception one that has to be asked for
std::vector<std::string> sxm_objections(const Knowledge& knowledge, const SitePermit& permit);

/// The card and how many of it stand in for a board.
struct CardPlan {
  const Accelerator* card = nullptr;
  int count = 0;
};

/// Cards of PCIe form that hold what `board` holds: those of its family first, then those whose
/// memory is as fast.
///
/// Formula     count = memory of the board / memory of the card, rounded up; at most 2 in one
/// split,
///             more as replicas (R021, R036)
/// Valid for   boards with memory; cards not to be avoided off grid
/// Leaves out  speed: a card has less bandwidth
/// Source      rules R100, R035
std::vector<CardPlan> nearest_cards(const Catalog& catalog, const Accelerator& board);

/// Cards that fit the slot of `device` within `limit` watts and came later or hold or compute more,
/// strongest first.
///
/// Formula     same slot family, board power <= limit, and more memory or more INT8 rate
/// Valid for   PCIe cards and Jetson modules
/// Leaves out  drivers, power connectors
/// Source      rule R153
std::vector<const Accelerator*> upgrades_for(const Catalog& catalog, const Accelerator& device,
                                             Power limit);

Answer sxm_answer(const Knowledge& knowledge, const Catalog& catalog, const Accelerator& board,
                  const SitePermit& permit);
Answer upgrade_answer(const Catalog& catalog, const Accelerator& device, Power limit);
Answer supply_answer(const Knowledge& knowledge, const Accelerator& device);

/// Weeks from order to delivery: the record's own, else R169's for data-centre cards of 40 GB and
/// more.
struct LeadTime {
  FactRange weeks;
  bool stated_for_device = false;
};
std::optional<LeadTime> lead_time(const Knowledge& knowledge, const Accelerator& device);

}  // namespace islet
