// Which machines of a design are there already (`hardware.have`) and which are bought.
#pragma once

#include <vector>

#include "plan/design.h"
#include "site/site.h"

namespace islet {

/// Of one group, spares included.
struct GroupPurchase {
  int cards_owned = 0;
  int cards_bought = 0;
  int hosts_owned = 0;
  int hosts_bought = 0;
};

/// One for each group. What is owned goes to the groups in their order, each piece once.
std::vector<GroupPurchase> purchases_of(const Site& site, const ComputeDesign& design);

/// What has to be bought of the machines, at catalogue prices.
Money machines_price(const Site& site, const ComputeDesign& design);

}  // namespace islet
