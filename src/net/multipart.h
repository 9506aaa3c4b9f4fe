// Bodies of several parts, as browsers and clients send files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

struct FormPart {
  std::string name;
  std::string file_name;
  std::string_view bytes;  ///< of the body
};

/// At most 16 parts. Error when the type names no boundary or the body is cut off.
Result<std::vector<FormPart>> read_form(std::string_view content_type, std::string_view body);

}  // namespace islet
