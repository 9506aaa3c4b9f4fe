// Where the catalogue lies: asked for, installed beside the program, or in the source tree.
#pragma once

#include <string>

#include "base/error.h"

namespace islet {

/// ISLET_DATA when it is set; else ../share/islet/data beside the program; else the data of the
/// source tree that the program was built from. Error D5 when none of them is a folder.
Result<std::string> find_data_folder();

/// The user's own catalogue: `asked` (of --catalog) when it is not empty; else ISLET_CATALOG; else
/// islet/catalog below XDG_DATA_HOME or ~/.local/share. The word "none" is no folder. Empty when
/// there is none; error D1 when one that was asked for is not there.
Result<std::string> find_own_catalog(const std::string& asked);

/// The folder that `islet catalog add` writes to, which need not be there yet. Error D1 when
/// nothing says where the user's folder is.
Result<std::string> own_catalog_to_write(const std::string& asked);

}  // namespace islet
