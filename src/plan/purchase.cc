#include "plan/purchase.h"

#include <algorithm>
#include <string>

namespace islet {
namespace {

/// Takes up to `wanted` of that record from what is left.
int taken(std::vector<OwnedDevice>& left, const std::string& id, int wanted) {
  for (OwnedDevice& each : left) {
    if (each.id != id) continue;
    const int count = std::min(each.count, wanted);
    each.count -= count;
    return count;
  }
  return 0;
}

}  // namespace

std::vector<GroupPurchase> purchases_of(const Site& site, const ComputeDesign& design) {
  std::vector<OwnedDevice> left = site.hardware.have;
  std::vector<GroupPurchase> out;
  for (const ComputeGroup& group : design.groups) {
    const int hosts = group.hosts + group.spare_hosts;
    const int cards = hosts * group.cards_per_host;
    GroupPurchase one;
    one.cards_owned = taken(left, group.accelerator->id, cards);
    one.cards_bought = cards - one.cards_owned;
    one.hosts_owned = taken(left, group.host->id, hosts);
    one.hosts_bought = hosts - one.hosts_owned;
    out.push_back(one);
  }
  return out;
}

Money machines_price(const Site& site, const ComputeDesign& design) {
  Money price;
  const std::vector<GroupPurchase> purchases = purchases_of(site, design);
  for (std::size_t index = 0; index < purchases.size(); ++index) {
    const ComputeGroup& group = design.groups[index];
    price += purchases[index].hosts_bought * group.host->price.typical +
             purchases[index].cards_bought * card_price(*group.accelerator).typical;
  }
  return price;
}

}  // namespace islet
