// Goal: what is there already costs nothing, is used where it does, and is told what it is worth,
// whether it is too much, and what lesser device would do.
#include "plan/owned_audit.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/purchase.h"

namespace islet {
namespace {

Site site_with(const std::string& card, int count) {
  Site site = camp_site();
  site.workloads.resize(1);
  site.hardware.have = {{card, count, {}}};
  return site;
}

OwnedAudit audit_of(const Site& site) {
  const auto plan = make_plan(site, shipped_catalog(), camp_options());
  EXPECT_TRUE(plan);
  const auto audits = owned_audits(*plan, shipped_catalog(), camp_options());
  EXPECT_TRUE(audits);
  EXPECT_EQ(audits->size(), 1u);
  return audits->front();
}

TEST(Purchases, EachPieceThatIsThereIsTakenOnce) {
  const Accelerator* card = find_accelerator(shipped_catalog(), "l4");
  ASSERT_NE(card, nullptr);
  const Host& host = shipped_catalog().hosts.front();
  Site site = site_with("l4", 3);
  const ComputeDesign design{{{card, &host, 1, 2, 0}, {card, &host, 1, 2, 0}}, {}};
  const auto purchases = purchases_of(site, design);
  ASSERT_EQ(purchases.size(), 2u);
  EXPECT_EQ(purchases[0].cards_owned, 2);
  EXPECT_EQ(purchases[0].cards_bought, 0);
  EXPECT_EQ(purchases[1].cards_owned, 1);
  EXPECT_EQ(purchases[1].cards_bought, 1);
  EXPECT_EQ(purchases[1].hosts_bought, 2);
}

TEST(OwnedAudits, FourCardsForTheWorkOfOneAreTooMany) {
  const OwnedAudit audit = audit_of(site_with("l4", 4));
  EXPECT_EQ(audit.verdict, "oversized") << audit.why;
  EXPECT_EQ(audit.owned, 4);
  EXPECT_GT(audit.needed, 0);
  EXPECT_LT(audit.needed, 4);
  EXPECT_LT(audit.busy_share, 0.5);
  EXPECT_FALSE(audit.smaller.empty());
  EXPECT_GT(audit.power_saved, Power());
  EXPECT_GT(audit.worth, Money());
}

TEST(OwnedAudits, ADeviceThatNoRuleAllowsIsUnfitAndSaysWhy) {
  const OwnedAudit audit = audit_of(site_with("h100_sxm5", 1));
  EXPECT_EQ(audit.verdict, "unfit");
  EXPECT_EQ(audit.used, 0);
  EXPECT_NE(audit.why.find("R099"), std::string::npos) << audit.why;
}

}  // namespace
}  // namespace islet
