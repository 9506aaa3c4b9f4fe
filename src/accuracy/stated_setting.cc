#include "accuracy/stated_setting.h"

#include <charconv>
#include <system_error>

#include "base/text.h"

namespace islet {
namespace {

constexpr std::string_view digits = "0123456789.+-";

std::optional<double> number_at(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

std::string stated_words(std::string_view table) {
  std::string words;
  for (const std::string_view line : split(table, '\n')) {
    if (!line.starts_with('#')) break;
    words += line.substr(1);
    words += ' ';
  }
  return words;
}

std::optional<double> number_after(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    const std::string_view rest = words.substr(at + word.size());
    const std::size_t first = rest.find_first_not_of(" =:");
    if (first == std::string_view::npos) continue;
    if (const auto number = number_at(rest.substr(first))) return number;
  }
  return std::nullopt;
}

std::optional<double> number_before(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    std::size_t first = at;
    while (first > 0 && digits.find(words[first - 1]) != std::string_view::npos) --first;
    if (first == at) continue;
    if (const auto number = number_at(words.substr(first, at - first))) return number;
  }
  return std::nullopt;
}

}  // namespace islet
