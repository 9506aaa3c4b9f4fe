#include "cli/on_catalog.h"

#include "accuracy/own_rows.h"
#include "cli/input.h"
#include "cli/result_output.h"

namespace islet {
namespace {

/// Data that we ship and that cannot be read.
ExitCode put_missing(const Opening& opening, const Faults& faults) {
  return put_failure(opening.output, opening.schema, faults.sorted(), faults.count(),
                     ExitCode::data_missing);
}

}  // namespace

ExitCode on_catalog(const Opening& opening, const CatalogOptions& options,
                    const std::function<ExitCode(const Catalog&)>& work) {
  if (const auto refusal = output_refusal(opening.output)) {
    return put_failure(opening.output, opening.schema, {*refusal}, 0, ExitCode::wrong_use);
  }
  const LoadedCatalog loaded = load_catalog(options);
  if (loaded.code != ExitCode::done) {
    return put_failure(opening.output, opening.schema, loaded.list, loaded.seen, loaded.code);
  }
  return work(loaded.catalog);
}

ExitCode with_calibration(const Opening& opening, const CatalogOptions& options,
                          const Catalog& catalog,
                          const std::function<ExitCode(const Calibration&)>& work) {
  Faults faults;
  const Calibration calibration = read_calibration_of(catalog, measured_files_of(options), faults);
  return faults.has_errors() ? put_missing(opening, faults) : work(calibration);
}

ExitCode on_calibration(const Opening& opening, const CatalogOptions& options,
                        const std::function<ExitCode(const Catalog&, const Calibration&)>& work) {
  return on_catalog(opening, options, [&](const Catalog& catalog) {
    return with_calibration(opening, options, catalog, [&](const Calibration& calibration) {
      return work(catalog, calibration);
    });
  });
}

ExitCode on_knowledge(const Opening& opening, const CatalogOptions& options,
                      const std::function<ExitCode(const Catalog&, const Knowledge&)>& work) {
  return on_catalog(opening, options, [&](const Catalog& catalog) {
    Faults faults;
    const Knowledge knowledge = read_knowledge(catalog.folder, faults);
    return faults.has_errors() ? put_missing(opening, faults) : work(catalog, knowledge);
  });
}

}  // namespace islet
