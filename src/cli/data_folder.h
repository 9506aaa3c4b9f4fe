// Where the catalogue lies: asked for, installed beside the program, or in the source tree.
#pragma once

#include <string>

#include "base/error.h"

namespace islet {

/// ISLET_DATA when it is set; else ../share/islet/data beside the program; else the data of the
/// source tree that the program was built from. Error D5 when none of them is a folder.
Result<std::string> find_data_folder();

/// The user's own catalogue: ISLET_CATALOG, else islet/catalog below XDG_DATA_HOME, else below
/// ~/.local/share. It need not be there; empty when there is no home.
std::string own_catalog_folder();

}  // namespace islet
