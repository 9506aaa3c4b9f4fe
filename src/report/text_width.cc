#include "report/text_width.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.h"

namespace islet {
namespace {

using CodeRange = std::pair<std::uint32_t, std::uint32_t>;

/// Characters that stand on the one before them, of the scripts that names of sites use.
constexpr std::array<CodeRange, 8> without_width = {{{0x0300, 0x036F},
                                                     {0x0483, 0x0489},
                                                     {0x0591, 0x05BD},
                                                     {0x0610, 0x061A},
                                                     {0x064B, 0x065F},
                                                     {0x200B, 0x200F},
                                                     {0x20D0, 0x20F0},
                                                     {0xFE00, 0xFE0F}}};

/// Wide and full-width blocks of Unicode Standard Annex 11 (East Asian Width), in whole blocks.
constexpr std::array<CodeRange, 10> double_width = {{{0x1100, 0x115F},
                                                     {0x2E80, 0x303E},
                                                     {0x3041, 0xA4CF},
                                                     {0xAC00, 0xD7A3},
                                                     {0xF900, 0xFAFF},
                                                     {0xFE30, 0xFE6F},
                                                     {0xFF00, 0xFF60},
                                                     {0xFFE0, 0xFFE6},
                                                     {0x1F300, 0x1FAFF},
                                                     {0x20000, 0x3FFFD}}};

template <std::size_t count>
bool is_among(const std::array<CodeRange, count>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) {
    return range.first <= code && code <= range.second;
  });
}

std::uint32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  std::uint32_t code = first & (0x7Fu >> character.size());
  for (const char byte : character.substr(1)) {
    code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3Fu);
  }
  return code;
}

/// Bytes and columns of the first character.
std::pair<std::size_t, std::size_t> first_character(std::string_view text) {
  const std::size_t bytes = utf8_length(text);
  if (bytes <= 1) return {1, 1};
  const std::uint32_t code = code_point(text.substr(0, bytes));
  if (is_among(without_width, code)) return {bytes, 0};
  return {bytes, is_among(double_width, code) ? 2 : 1};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto [bytes, width] = first_character(text);
    columns += width;
    text.remove_prefix(bytes);
  }
  return columns;
}

std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    const auto [bytes, width] = first_character(text.substr(at));
    if (used + width > columns) break;
    used += width;
    at += bytes;
  }
  return at;
}

/// Where a word that is too long is cut: behind a mark that joins names, else anywhere.
static std::size_t cut_of(std::string_view word) {
  const std::size_t mark = word.find_last_of("/._-");
  const bool is_usable = mark != std::string_view::npos && mark + 1 < word.size() && mark > 2;
  return is_usable ? mark + 1 : word.size();
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t fits = bytes_within(text, columns);
    if (fits == text.size()) break;
    std::size_t end = text[fits] == ' ' ? fits : text.substr(0, fits).rfind(' ');
    if (end == std::string_view::npos || end == 0) end = cut_of(text.substr(0, fits));
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = display_width(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

}  // namespace islet
