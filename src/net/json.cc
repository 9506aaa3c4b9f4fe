#include "net/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"

namespace islet {
namespace {

void append_character(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t one) { out += static_cast<char>(one); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0U | (code >> 6U));
    add(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    add(0xE0U | (code >> 12U));
    add(0x80U | ((code >> 6U) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  } else {
    add(0xF0U | (code >> 18U));
    add(0x80U | ((code >> 12U) & 0x3FU));
    add(0x80U | ((code >> 6U) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  }
}

class Reader {
 public:
  Reader(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  Result<JsonValue> read_all() {
    JsonValue value;
    skip_blanks();
    if (!read_value(value, 0)) return error();
    skip_blanks();
    if (at_ != text_.size()) return fail("something stands behind the value"), error();
    return value;
  }

 private:
  Error error() const {
    return Error{{},
                 fmt::format("the body is no JSON that is taken: {} at byte {}", what_, at_),
                 "Send one JSON value in UTF-8.",
                 "G3",
                 ""};
  }
  bool fail(const char* what) {
    if (what_ == nullptr) what_ = what;
    return false;
  }
  bool has(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!has(c)) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size() && (has(' ') || has('\t') || has('\n') || has('\r'))) ++at_;
  }

  bool read_value(JsonValue& value, int depth) {
    if (depth > limits_.depth) return fail("it is nested too deeply");
    if (++values_ > limits_.values) return fail("it holds too many values");
    if (at_ >= text_.size()) return fail("it ends too early");
    switch (text_[at_]) {
      case '{':
        return read_object(value, depth);
      case '[':
        return read_list(value, depth);
      case '"':
        value.kind = JsonValue::Kind::text;
        return read_text(value.text);
      case 't':
        return read_word("true", value, true);
      case 'f':
        return read_word("false", value, false);
      case 'n':
        value.kind = JsonValue::Kind::null;
        return skip_word("null");
      default:
        return read_number(value);
    }
  }

  bool skip_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return fail("an unknown word");
    at_ += word.size();
    return true;
  }
  bool read_word(std::string_view word, JsonValue& value, bool truth) {
    value.kind = JsonValue::Kind::boolean;
    value.truth = truth;
    return skip_word(word);
  }

  bool read_list(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::list;
    ++at_;
    skip_blanks();
    if (take(']')) return true;
    for (;;) {
      skip_blanks();
      if (!read_value(value.items.emplace_back(), depth + 1)) return false;
      skip_blanks();
      if (take(']')) return true;
      if (!take(',')) return fail("`,` or `]` is missing");
    }
  }

  bool read_object(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::object;
    ++at_;
    skip_blanks();
    if (take('}')) return true;
    for (;;) {
      skip_blanks();
      if (!has('"')) return fail("a name is missing");
      if (!read_text(value.names.emplace_back())) return false;
      skip_blanks();
      if (!take(':')) return fail("`:` is missing");
      skip_blanks();
      if (!read_value(value.items.emplace_back(), depth + 1)) return false;
      skip_blanks();
      if (take('}')) return names_differ(value.names) || fail("a name comes twice");
      if (!take(',')) return fail("`,` or `}` is missing");
    }
  }

  static bool names_differ(const std::vector<std::string>& names) {
    const std::set<std::string_view> unique(names.begin(), names.end());
    return unique.size() == names.size();
  }

  bool read_number(JsonValue& value) {
    const std::size_t start = at_;
    const auto digits = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
      return at_ - first;
    };
    take('-');
    const bool leads_with_zero = has('0');
    const std::size_t whole = digits();
    if (whole == 0) return fail("an unknown word");
    if (leads_with_zero && whole > 1) return fail("a number with a leading zero");
    bool is_whole = true;
    if (take('.')) {
      is_whole = false;
      if (digits() == 0) return fail("a number without digits behind the point");
    }
    if (take('e') || take('E')) {
      is_whole = false;
      if (!take('+')) take('-');
      if (digits() == 0) return fail("a number without digits in its exponent");
    }
    const char* first = text_.data() + start;
    const char* last = text_.data() + at_;
    value.kind = JsonValue::Kind::number;
    if (std::from_chars(first, last, value.number).ec != std::errc()) {
      return fail("a number that no double holds");
    }
    // Minus zero stays what it was when it is written again.
    const bool is_minus_zero = value.number == 0 && *first == '-';
    value.is_integer =
        is_whole && !is_minus_zero && std::from_chars(first, last, value.integer).ec == std::errc();
    return true;
  }

  bool read_escape(std::string& out) {
    const char kind = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view from = "\"\\/bfnrt";
    constexpr std::string_view to = "\"\\/\b\f\n\r\t";
    const std::size_t which = from.find(kind);
    if (kind != '\0' && which != std::string_view::npos) return out += to[which], true;
    std::uint32_t code = 0;
    if (kind != 'u' || !read_hex(code)) return fail("an unknown escape");
    if (code >= 0xDC00 && code <= 0xDFFF) return fail("half a surrogate pair");
    if (code >= 0xD800 && code <= 0xDBFF) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u') || !read_hex(low) || low < 0xDC00 || low > 0xDFFF) {
        return fail("half a surrogate pair");
      }
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_character(out, code);
    return true;
  }

  bool read_hex(std::uint32_t& code) {
    if (text_.size() - at_ < 4) return false;
    const char* first = text_.data() + at_;
    const auto got = std::from_chars(first, first + 4, code, 16);
    at_ += 4;
    return got.ec == std::errc() && got.ptr == first + 4;
  }

  bool read_text(std::string& out) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') return ++at_, true;
      if (c == '\\') {
        ++at_;
        if (!read_escape(out)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character in a text");
      const std::size_t length = utf8_length(text_.substr(at_));
      if (length == 0) return fail("a byte that is no UTF-8");
      out.append(text_, at_, length);
      at_ += length;
    }
    return fail("a text without end");
  }

  std::string_view text_;
  JsonLimits limits_;
  std::size_t at_ = 0;
  int values_ = 0;
  const char* what_ = nullptr;
};

void append_written(std::string& out, const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      out += "null";
      return;
    case JsonValue::Kind::boolean:
      out += value.truth ? "true" : "false";
      return;
    case JsonValue::Kind::number:
      value.is_integer ? fmt::format_to(std::back_inserter(out), "{}", value.integer)
                       : fmt::format_to(std::back_inserter(out), "{}", value.number);
      return;
    case JsonValue::Kind::text:
      append_quoted(out, value.text);
      return;
    case JsonValue::Kind::list:
    case JsonValue::Kind::object:
      break;
  }
  const bool is_object = value.is(JsonValue::Kind::object);
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) out += ',';
    if (is_object) {
      append_quoted(out, value.names[i]);
      out += ':';
    }
    append_written(out, value.items[i]);
  }
  out += is_object ? '}' : ']';
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto place = std::find(names.begin(), names.end(), name);
  return place == names.end() ? nullptr : &items[static_cast<std::size_t>(place - names.begin())];
}

std::string JsonValue::written() const {
  std::string out;
  append_written(out, *this);
  return out;
}

Result<JsonValue> read_json(std::string_view text, const JsonLimits& limits) {
  return Reader(text, limits).read_all();
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
      ++i;
    } else if (c == '\n') {
      out += "\\n";
      ++i;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
      ++i;
    } else {
      out.append(text, i, length);
      i += length;
    }
  }
  out += '"';
}

std::string json_text(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

}  // namespace islet
