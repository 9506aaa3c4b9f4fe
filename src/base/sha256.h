// SHA-256 of a text: says whether a file is the one that a plan was made from.
#pragma once

#include <string>
#include <string_view>

namespace islet {

/// 64 hexadecimal digits.
///
/// Source      FIPS 180-4, Secure Hash Standard, sections 4.1.2, 5.1.1, 5.3.3, 6.2
std::string sha256(std::string_view text);

}  // namespace islet
