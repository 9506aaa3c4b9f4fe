// Models and devices of the shipped catalogue, for tests.
#pragma once

#include "base/check.h"
#include "catalog/shipped_catalog.h"

namespace islet {

/// By its id, which must be there.
inline const Model& shipped_model(const char* id) {
  const Model* model = find_model(shipped_catalog(), id);
  CHECK(model != nullptr);
  return *model;
}

/// By its id, which must be there.
inline const Accelerator& shipped_device(const char* id) {
  const Accelerator* found = find_accelerator(shipped_catalog(), id);
  CHECK(found != nullptr);
  return *found;
}

}  // namespace islet
