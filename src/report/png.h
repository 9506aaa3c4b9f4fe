// A small picture of few colours as PNG, for maps of a year hour by hour.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace islet {

using Rgb = std::array<std::uint8_t, 3>;

/// `pixels` row by row, each an index into `palette` (at most 256 colours), as a
/// `data:image/png;base64,` address. Stored, not compressed: a year of hours is 12 kB.
///
/// Source  ISO/IEC 15948:2004 (PNG); RFC 1950, RFC 1951 (stored blocks); RFC 4648 (base 64)
std::string png_address(std::span<const std::uint8_t> pixels, std::uint32_t width,
                        std::span<const Rgb> palette);

}  // namespace islet
