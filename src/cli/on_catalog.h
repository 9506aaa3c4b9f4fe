// How commands that ask the catalogue begin, and end when they cannot begin.
#pragma once

#include <functional>

#include "accuracy/row_prediction.h"
#include "catalog/catalog.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "knowledge/knowledge.h"

namespace islet {

/// What a command read and where it answers: `schema` names its document of faults.
struct Opening {
  const OutputOptions& output;
  const char* schema;
};

/// Refuses an output file that is there, loads the catalogue, then does `work`. Where one of
/// them fails the faults are shown and `work` is not done; the code says which it was.
ExitCode on_catalog(const Opening& opening, const CatalogOptions& options,
                    const std::function<ExitCode(const Catalog&)>& work);

/// The same with the shipped calibration beside the catalogue.
ExitCode on_calibration(const Opening& opening, const CatalogOptions& options,
                        const std::function<ExitCode(const Catalog&, const Calibration&)>& work);

/// The same with the shipped knowledge beside the catalogue.
ExitCode on_knowledge(const Opening& opening, const CatalogOptions& options,
                      const std::function<ExitCode(const Catalog&, const Knowledge&)>& work);

/// `work` with the calibration shipped beside `catalog`, for commands that need it at times.
ExitCode with_calibration(const Opening& opening, const CatalogOptions& options,
                          const Catalog& catalog,
                          const std::function<ExitCode(const Calibration&)>& work);

}  // namespace islet
