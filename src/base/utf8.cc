#include "base/utf8.h"

#include <algorithm>

namespace islet {

namespace {

/// Lead bytes of one kind: how long the character is, and between what its second byte lies. All
/// later bytes lie between 0x80 and 0xBF.
struct LeadBytes {
  unsigned char first;
  unsigned char last;
  unsigned char length;
  unsigned char second_low;
  unsigned char second_high;
};

/// Source      The Unicode Standard, table 3-7, "Well-formed UTF-8 byte sequences"
constexpr LeadBytes lead_bytes[] = {{0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
                                    {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F},
                                    {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
                                    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F}};

bool continues(std::string_view text, std::size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

bool is_whole(std::string_view text, const LeadBytes& lead) {
  if (text.size() < lead.length) return false;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.second_low || second > lead.second_high) return false;
  for (std::size_t at = 2; at < lead.length; ++at) {
    if (!continues(text, at)) return false;
  }
  return true;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  for (const LeadBytes& lead : lead_bytes) {
    if (first < lead.first || first > lead.last) continue;
    return is_whole(text, lead) ? lead.length : 0;
  }
  return 0;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (is_control(c) && c != '\t' && c != '\n' && c != '\r') return at;
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(utf8_length(text.substr(at)), 1);
  }
  return count;
}

std::size_t byte_offset(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) {
    at += std::max<std::size_t>(utf8_length(text.substr(at)), 1);
  }
  return at;
}

std::string_view cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t at = 0;
  while (true) {
    const std::size_t next = at + std::max<std::size_t>(utf8_length(text.substr(at)), 1);
    if (next > max_bytes) return text.substr(0, at);
    at = next;
  }
}

std::string shown(std::string_view text, std::size_t max_bytes) {
  static constexpr std::string_view ellipsis = "…";
  const bool is_cut = text.size() > max_bytes;
  if (is_cut) text = cut(text, max_bytes - std::min(max_bytes, ellipsis.size()));
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    const bool is_c1 = length == 2 && text[at] == '\xC2' && text[at + 1] < '\xA0';
    if (text[at] == '\t') {
      out += ' ';
    } else if (length == 0 || is_control(text[at]) || is_c1) {
      out += '?';
    } else {
      out += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return is_cut ? out.append(ellipsis) : out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.emplace_back(text.substr(0, end));
    const bool two = text.substr(end, 2) == "\r\n";
    text.remove_prefix(std::min(end + (two ? 2 : 1), text.size()));
  }
  return lines;
}

}  // namespace islet
