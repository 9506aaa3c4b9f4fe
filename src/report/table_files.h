// The tables of a page as CSV files, one each.
#pragma once

#include <string>
#include <vector>

#include "report/document.h"

namespace islet {

struct TableFile {
  std::string name;  ///< "03-what-to-buy.csv"
  std::string text;  ///< RFC 4180
};

/// In the order of the page, numbered, named by the heading above; figures as the page shows them.
std::vector<TableFile> table_files(const Document& page);

}  // namespace islet
