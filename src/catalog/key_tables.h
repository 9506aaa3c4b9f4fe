// The keys of every kind of record as lines of text, for the reference page.
#pragma once

#include <string>
#include <vector>

#include "catalog/record_keys.h"

namespace islet {

/// One kind of record and its keys, in the order in which a record is best written.
struct KindKeys {
  std::string kind;   ///< "accelerators": its folder, or its key in a file of lists
  std::string where;  ///< where its records stand
  std::string line;   ///< what one record is
  std::vector<KeyLine> keys;
};

/// Every kind, accelerators first, sources last; from the tables that records are read by.
std::vector<KindKeys> record_key_tables();

/// The keys that a figure written as a map may have.
std::vector<KeyLine> figure_keys();

}  // namespace islet
