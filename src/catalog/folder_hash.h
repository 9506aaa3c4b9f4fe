// One hash for all records of a data folder: says whether two plans rest on the same data.
#pragma once

#include <string>

#include "base/error.h"

namespace islet {

/// SHA-256 over the names (relative, in order) and contents of the records' files (.yaml, .csv,
/// .json) below `folder`. At most 20 000 files of 64 MB each. D1 or D8 when one cannot be read.
Result<std::string> folder_sha256(const std::string& folder);

}  // namespace islet
