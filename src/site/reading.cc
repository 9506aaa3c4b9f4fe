#include "site/reading.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"

namespace islet {

/// A hint as a sentence: a capital first, a full stop or question mark last.
static std::string sentence(std::string hint) {
  if (hint.empty()) return hint;
  if (hint[0] >= 'a' && hint[0] <= 'z') hint[0] = static_cast<char>(hint[0] - 'a' + 'A');
  const char last = hint.back();
  return last == '.' || last == '?' ? hint : hint + ".";
}

/// The fault with its source line, unless it is on the command line.
static Error fault_at(const Reading& reading, const Place& place, std::string code,
                      std::string what, std::string hint) {
  hint = sentence(std::move(hint));
  const YamlDocument* document = reading.document_of(place);
  if (document != nullptr) {
    return document->error_at(place, std::move(code), std::move(what), std::move(hint));
  }
  return {.place = {.file = place.file},
          .what = std::move(what),
          .hint = std::move(hint),
          .code = std::move(code),
          .line_text = {}};
}

void Reading::error(const Place& place, std::string code, std::string what, std::string hint) {
  faults.add(fault_at(*this, place, std::move(code), std::move(what), std::move(hint)));
}

void Reading::warning(const Place& place, std::string code, std::string what, std::string hint) {
  Error fault = fault_at(*this, place, std::move(code), std::move(what), std::move(hint));
  fault.severity = Severity::warning;
  faults.add(std::move(fault));
}

const YamlDocument* Reading::document_of(const Place& place) const {
  if (place.file == document.file) return &document;
  const auto base = std::find_if(bases.begin(), bases.end(),
                                 [&](const YamlDocument& each) { return each.file == place.file; });
  return base == bases.end() ? nullptr : &*base;
}

/// The lines of a block at the top of a file; none when it is not in it.
static std::pair<int, int> lines_of_block(const YamlDocument& document, std::string_view block) {
  int first = 0;
  int last = std::numeric_limits<int>::max();
  for (const YamlEntry& entry : document.root.entries) {
    if (entry.key == block) {
      first = entry.key_place.line;
    } else if (first > 0) {
      last = entry.key_place.line;
      break;
    }
  }
  return {first, last};
}

bool Reading::is_sound(std::string_view block) const {
  const std::string option = "--set " + std::string(block);
  return std::none_of(faults.list().begin(), faults.list().end(), [&](const Error& fault) {
    if (fault.severity != Severity::error) return false;
    const YamlDocument* written = document_of(fault.place);
    if (written == nullptr) return fault.place.file.starts_with(option);
    const auto [first, last] = lines_of_block(*written, block);
    return first > 0 && fault.place.line >= first && fault.place.line <= last;
  });
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  const auto near = closest(name, std::vector<std::string>(known.begin(), known.end()));
  return near ? "did you mean `" + *near + "`?" : "";
}

std::string in_words(const std::vector<std::string_view>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += "`" + std::string(names[i]) + "`";
  }
  return out;
}

std::string below(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : std::string(path) + "." + std::string(key);
}

}  // namespace islet
