// Numbers and words of the decision log: written with all their digits, read back exactly.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

class LogWriter {
 public:
  explicit LogWriter(std::string& text) : text_(text) {}

  template <class T>
  void operator()(const T& value) {
    if constexpr (std::is_same_v<T, Instant>) {
      number(value.nanoseconds());
    } else if constexpr (std::is_same_v<T, bool>) {
      number(value ? 1 : 0);
    } else if constexpr (std::is_enum_v<T>) {
      number(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_arithmetic_v<T>) {
      number(value);
    } else {
      number(value.in_base_units());
    }
  }

 private:
  template <class T>
  void number(T value) {
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    text_ += ' ';
    text_.append(buffer, end.ptr);
  }

  std::string& text_;
};

/// Reads the fields after one another; once a field is missing or wrong, `is_sound` is false.
class LogReader {
 public:
  explicit LogReader(std::string_view text) : rest_(text) {}

  std::string_view word();
  bool is_sound() const { return is_sound_; }
  bool is_at_end() const { return rest_.empty(); }

  template <class T>
  void operator()(T& value) {
    if constexpr (std::is_same_v<T, Instant>) {
      std::int64_t ns = 0;
      number(ns);
      value = Instant(ns);
    } else if constexpr (std::is_same_v<T, bool>) {
      int flag = 0;
      number(flag);
      is_sound_ = is_sound_ && (flag == 0 || flag == 1);
      value = flag == 1;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> raw{};
      number(raw);
      value = static_cast<T>(raw);
    } else if constexpr (std::is_arithmetic_v<T>) {
      number(value);
    } else {
      double base = 0;
      number(base);
      value = T(base);
    }
  }

 private:
  template <class T>
  void number(T& value) {
    const std::string_view text = word();
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    is_sound_ = is_sound_ && end.ec == std::errc() && end.ptr == text.data() + text.size();
  }

  std::string_view rest_;
  bool is_sound_ = true;
};

}  // namespace islet
