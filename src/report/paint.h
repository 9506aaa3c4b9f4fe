// What a piece of text means for the reader, and the colours that say so on a terminal. Colour is
// never the only sign: every tone goes with a word.
#pragma once

#include <string>

namespace islet {

enum class Tone { plain, strong, good, bad, caution, faint };

/// `text` between ANSI codes for `tone`; as it is for plain, or when `colour` is off.
inline std::string painted(const std::string& text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain || text.empty()) return text;
  const char* code = "";
  switch (tone) {
    case Tone::plain:
      break;
    case Tone::strong:
      code = "1";
      break;
    case Tone::good:
      code = "34";  // blue and red stay apart for people who do not tell green from red
      break;
    case Tone::bad:
      code = "1;31";
      break;
    case Tone::caution:
      code = "33";
      break;
    case Tone::faint:
      code = "2";
      break;
  }
  return "\033[" + std::string(code) + "m" + text + "\033[0m";
}

}  // namespace islet
