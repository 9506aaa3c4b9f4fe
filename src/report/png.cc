#include "report/png.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::size_t stored_block_max = 65'535;

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char each : bytes) {
    crc ^= static_cast<unsigned char>(each);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return crc ^ 0xffffffffU;
}

std::uint32_t adler32(const std::string& bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char each : bytes) {
    a = (a + static_cast<unsigned char>(each)) % 65'521;
    b = (b + a) % 65'521;
  }
  return b << 16U | a;
}

/// Most significant byte first.
std::string four_bytes(std::uint32_t number) {
  std::string out;
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    out += static_cast<char>(number >> (shift - 8) & 0xffU);
  }
  return out;
}

std::string chunk(const std::string& kind, const std::string& content) {
  return four_bytes(static_cast<std::uint32_t>(content.size())) + kind + content +
         four_bytes(crc32(kind + content));
}

std::string zlib_stored(const std::string& bytes) {
  std::string out = "\x78\x01";
  for (std::size_t at = 0; at < bytes.size(); at += stored_block_max) {
    const std::size_t size = std::min(stored_block_max, bytes.size() - at);
    out += static_cast<char>(at + size == bytes.size());
    out += static_cast<char>(size & 0xffU);
    out += static_cast<char>(size >> 8U);
    out += static_cast<char>(~size & 0xffU);
    out += static_cast<char>(~size >> 8U & 0xffU);
    out += bytes.substr(at, size);
  }
  return out + four_bytes(adler32(bytes));
}

std::string base64(const std::string& bytes) {
  constexpr const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    const std::size_t size = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i) {
      three = three << 8U | (i < size ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= size ? digits[three >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::string png_address(std::span<const std::uint8_t> pixels, std::uint32_t width,
                        std::span<const Rgb> palette) {
  CHECK(width > 0 && pixels.size() % width == 0 && palette.size() <= 256);
  std::string rows;
  for (std::size_t at = 0; at < pixels.size(); ++at) {
    if (at % width == 0) rows += '\0';  // no filter
    rows += static_cast<char>(pixels[at]);
  }
  std::string colours;
  for (const Rgb& colour : palette) {
    for (const std::uint8_t part : colour) colours += static_cast<char>(part);
  }
  const auto height = static_cast<std::uint32_t>(pixels.size() / width);
  const std::string eight_bit_palette("\x08\x03\0\0\0", 5);
  const std::string png =
      "\x89PNG\r\n\x1a\n" +
      chunk("IHDR", four_bytes(width) + four_bytes(height) + eight_bit_palette) +
      chunk("PLTE", colours) + chunk("IDAT", zlib_stored(rows)) + chunk("IEND", "");
  return "data:image/png;base64," + base64(png);
}

}  // namespace islet
