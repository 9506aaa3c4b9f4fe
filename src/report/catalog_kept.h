// The records of a file that `islet catalog add` keeps.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "report/table.h"

namespace islet {

struct KeptRecord {
  std::string kind;  ///< "accelerator", "alias"
  std::string id;
  std::string name;
  std::string summary;
  bool replaces_ours = false;
};

/// The records written in `file`, kind by kind, then the other spellings that `before` has not.
std::vector<KeptRecord> kept_records(const Catalog& catalog, const Catalog& before,
                                     const std::string& file);

Table kept_table(const std::vector<KeptRecord>& kept);
/// Schema islet/catalog-add/1.
std::string kept_json(const std::vector<KeptRecord>& kept, const std::string& path);

}  // namespace islet
