// What went wrong with the input, where, and what to do about it; and a value that may be an error.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace islet {

/// A place in a file. Lines and columns count from 1; 0 means the whole file or line.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 0;  ///< bytes to underline; 0 when not known

  friend bool operator==(const Place&, const Place&) = default;

  /// "site.yaml:12:9", without the parts that are not known.
  std::string text() const;
};

enum class Severity { warning, error };

/// A fault in the input. Wording: lower case, no full stop; the value that was read, then what
/// would be right. `hint` is one sentence that tells the reader what to do.
struct Error {
  Place place;
  std::string what;
  std::string hint;
  std::string code;       ///< stable name for `islet explain`, such as "U2"; empty when it has none
  std::string line_text;  ///< the source line, for the caret; empty when not known
  Severity severity = Severity::error;

  friend bool operator==(const Error&, const Error&) = default;

  /// "site.yaml:12:9: error: battery.size is -5 kWh, must be above 0 kWh", then the hint.
  std::string text() const;

  /// The long form for people: message, place, source line with a caret, hint.
  std::string text_with_caret() const;
};

/// A value, or the error that kept us from it. Has the names of C++23's `std::expected`.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return Error{...};` read well
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return CHECK(has_value()), std::get<0>(content_); }
  const T& value() const& { return CHECK(has_value()), std::get<0>(content_); }
  T&& value() && { return CHECK(has_value()), std::get<0>(std::move(content_)); }
  const Error& error() const { return CHECK(!has_value()), std::get<1>(content_); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> content_;
};

/// The faults that a reader collects before it gives up. Keeps the first `limit`, counts the rest.
class Faults {
 public:
  static constexpr int limit = 200;

  void add(Error error);

  const std::vector<Error>& list() const { return list_; }
  /// Faults seen, those beyond `limit` included.
  int count() const { return count_; }
  bool has_errors() const { return errors_ > 0; }
  /// Sorted by file, line, column; equal ones folded.
  std::vector<Error> sorted() const;

 private:
  std::vector<Error> list_;
  int count_ = 0;
  int errors_ = 0;
};

}  // namespace islet
