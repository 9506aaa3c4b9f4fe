#include "meters/nut_server.h"

#include <fmt/format.h>

#include "meters/nut_meter.h"

namespace islet {
namespace {

constexpr std::size_t line_max = 1024;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string NutConversation::answer(std::string_view bytes) {
  std::string out;
  held_ += bytes;
  for (std::size_t end = held_.find('\n'); end != std::string::npos && !is_over_;
       end = held_.find('\n')) {
    out += answer_line(std::string_view(held_).substr(0, end));
    held_.erase(0, end + 1);
  }
  is_over_ = is_over_ || held_.size() > line_max;
  return out;
}

std::string NutConversation::answer_line(std::string_view line) {
  const auto words = nut_words(line);
  if (!words || words->empty()) return "ERR INVALID-ARGUMENT\n";
  const auto word = [&](std::size_t i) { return i < words->size() ? (*words)[i] : std::string(); };
  if (word(0) == "LOGOUT") {
    is_over_ = true;
    return "OK Goodbye\n";
  }
  if (word(0) == "LIST" && word(1) == "UPS") {
    return fmt::format("BEGIN LIST UPS\nUPS {} {}\nEND LIST UPS\n", book_.ups, quoted(book_.says));
  }
  if (word(0) != "GET" || word(1) != "VAR") return "ERR UNKNOWN-COMMAND\n";
  if (word(2) != book_.ups) return "ERR UNKNOWN-UPS\n";
  if (book_.is_stale) return "ERR DATA-STALE\n";
  const auto found = book_.variables.find(word(3));
  if (found == book_.variables.end()) return "ERR VAR-NOT-SUPPORTED\n";
  return fmt::format("VAR {} {} {}\n", book_.ups, found->first, quoted(found->second));
}

}  // namespace islet
