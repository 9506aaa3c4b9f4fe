// Finds the functions in a source file by its brackets. Enough for code that clang-format wrote.
#pragma once

#include <string>
#include <vector>

#include "source_tree.h"

namespace islet::house {

struct Function {
  std::string name;
  std::size_t first_line = 0;  ///< of the declaration, counted from 0
  std::size_t last_line = 0;   ///< of the body, or of the declaration
  bool has_body = false;
  bool is_free = false;  ///< stands in a namespace, not in a class
};

/// Functions in namespaces and classes, in the order of the file. Lambdas count to their function.
std::vector<Function> functions_of(const SourceFile& file);

/// The `///` lines directly above `line`, as they stand. Declarations that follow one another
/// without an empty line share the comment of the first, as overloads do.
std::vector<std::string> doc_above(const SourceFile& file, std::size_t line);

}  // namespace islet::house
