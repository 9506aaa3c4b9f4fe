// What is to be said of the records of a catalogue that reads without a fault: how many there are,
// how good their evidence is, which prices are old and which figures are stated otherwise.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "report/document.h"

namespace islet {

struct KindCount {
  std::string kind;
  int records = 0;
  int own = 0;
  std::array<int, 4> figures{};  ///< by grade, A first
  int stated = 0;                ///< figures of which a document states another value
  int old_prices = 0;
};

struct CatalogFinding {
  std::string about;   ///< "old price", "stated otherwise", "in place of ours", "unused source"
  std::string figure;  ///< "l4.price_usd"
  std::string what;
  bool is_own = false;
  Place place;
};

struct CatalogFindings {
  std::vector<KindCount> counts;  ///< in the order of the kinds
  std::vector<CatalogFinding> list;
};

/// Of every record; of the user's own alone with `own_only`.
CatalogFindings findings_of(const Catalog& catalog, bool own_only);

/// Faults by what they are, as a table: "a name that stands for two records".
Table fault_counts(const std::vector<Error>& faults);

/// What `islet catalog verify` prints: counts, the faults by sort, the findings. Those of ours are
/// counted only unless `all`.
struct VerifyView {
  CatalogFindings findings;
  std::vector<Error> faults;
  int seen = 0;  ///< faults found, those that were not kept included
  bool all = false;
};
Document verify_page(const VerifyView& view, const Catalog& catalog);
Table findings_table(const CatalogFindings& findings);
/// Schema islet/catalog-verify/1.
std::string verify_json(const VerifyView& view, const Catalog& catalog);

}  // namespace islet
