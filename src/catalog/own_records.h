// The user's own records: a folder that may hold many, files beside it, and what a file holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace islet {

/// Where records of the user's own stand; what comes later is laid over what comes before only
/// where that is ours.
struct OwnRecords {
  std::vector<std::string> paths;  ///< folders and files; empty ones are passed over
  std::string skipped;             ///< a file of those folders that is left out
  std::vector<std::string> measured{};  ///< files of measurements
  std::vector<std::string> texts{};     ///< of files of records that are not written yet
};

/// `read_catalog` with records of the user's own from several places. Files of measurements hold,
/// in lines that begin with `#|`, the records that they are about; these give way to any other
/// record of the same id.
Catalog read_catalog_with(const std::string& folder, const OwnRecords& own, Faults& faults);

/// A catalogue of `folder` that holds only the accelerators and models that `names` mean, by id or
/// alias, for programs that need few and must be quick. None when one of them means no record so:
/// the whole catalogue then says what it is or is not.
std::optional<Catalog> read_few_records(const std::string& folder,
                                        const std::vector<std::string>& names, Faults& faults);

/// Reads `path` as it is: a whole catalogue, or the user's own records laid over `ours`.
Catalog read_catalog_at(const std::string& path, const std::string& ours, Faults& faults);

}  // namespace islet
