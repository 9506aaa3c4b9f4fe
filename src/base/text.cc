#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace islet {
namespace {

constexpr std::size_t word_max = 64;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return out;
}

/// Puts a blank between groups of three digits of the whole part.
void group_thousands(std::string& number) {
  const std::size_t start = number.find_first_of("0123456789");
  std::size_t end = number.find('.');
  if (end == std::string::npos) end = number.size();
  if (start == std::string::npos || end - start < 5) return;
  for (std::size_t at = end; at > start + 3; at -= 3) number.insert(at - 3, 1, ' ');
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  if (a.size() > word_max || b.size() > word_max) return limit + 1;
  std::array<std::array<int, word_max + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  const std::string wanted = lower(word);
  const int allowed = std::max(1, static_cast<int>(word.size()) / 3);
  int least = allowed + 1;
  std::optional<std::string> best;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(wanted, lower(candidate), allowed);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t start = text.find_first_not_of(blanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return "none";
  if (value == 0) return "0";
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  std::array<char, 64> buffer{};
  if (magnitude < -4 || magnitude >= 15) {
    (void)std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
    return buffer.data();
  }
  const double unit = std::pow(10.0, magnitude - digits + 1);
  const double rounded = std::round(value / unit) * unit;
  const int decimals = std::max(0, digits - 1 - magnitude);
  (void)std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, rounded);
  std::string text = buffer.data();
  if (decimals > 0) {  // 7.20 says no more than 7.2
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  group_thousands(text);
  return text;
}

}  // namespace islet
