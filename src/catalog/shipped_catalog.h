// For tests: the catalogue as shipped, read once for all tests of one program.
#pragma once

#include "catalog/catalog.h"

namespace islet {

inline const Catalog& shipped_catalog() {
  static const Catalog catalog = [] {
    Faults faults;
    Catalog read = read_catalog("data", faults);
    CHECK(!faults.has_errors());
    return read;
  }();
  return catalog;
}

}  // namespace islet
