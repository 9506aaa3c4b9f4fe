// The format of the catalogue's files, written from the tables that records are read by.
#pragma once

#include <string>

namespace islet {

/// docs/reference/catalogue.md.
std::string catalogue_page();

}  // namespace islet
