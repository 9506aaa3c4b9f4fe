// What is bought for a design: the bill, with prices and their ranges.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "plan/design.h"
#include "plan/plan.h"
#include "site/site.h"

namespace islet {

/// What a grid-tied inverter's price is called in data/prices, and its line's record.
inline constexpr char grid_inverter_price[] = "inv_grid_tied";

/// The unit of what costs a share of the rest, and what is said of machines that are there.
inline constexpr char share_unit[] = "of equipment";
inline constexpr char owned_words[] = ", there already";

/// Everything bought at the start, at catalogue prices or at those in the site file. Gear that
/// stands there already costs nothing, nor do machines of `hardware.have`, which are replaced at
/// their catalogue price when their life is over (as if they were new today). Installation and
/// small parts are a share of the machines and the gear; panels come installed. Last comes what
/// `money.project` says is paid once.
std::vector<BillItem> bill_of(const Site& site, const Catalog& catalog, const Design& design);

Estimate<Money> purchase_cost(const std::vector<BillItem>& bill);

}  // namespace islet
