// A JSON value with its path: typed reads that put every fault at its path. Internal to report.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/estimate.h"
#include "report/json.h"

namespace islet {

class JsonView {
 public:
  JsonView(const Json& value, const std::string& file, Faults& faults)
      : value_(&value), file_(&file), faults_(&faults) {}

  /// The value of `key`; a fault and null when this is no map or has none.
  JsonView at(const char* key) const;
  bool has(const char* key) const;
  bool is_null() const { return value_->is_null(); }
  const Json& json() const { return *value_; }

  std::string text(const char* key) const;
  /// Null counts as "not finite": infinity.
  double number(const char* key) const;
  /// A whole number within 53 bits.
  std::int64_t count(const char* key) const;
  bool flag(const char* key) const;
  /// A grade, "A" to "D".
  Grade grade(const char* key) const;

  /// The items of the list under `key`; at most `most` of them, a fault beyond.
  std::vector<JsonView> list(const char* key, std::size_t most = 100'000) const;
  std::vector<std::string> texts(const char* key) const;
  /// As many as are `wanted`; a fault and zeros else.
  std::vector<double> numbers(const char* key, std::size_t wanted) const;
  /// As many as there are; a fault and none where they are more than `most` or no numbers.
  std::vector<double> numbers_up_to(const char* key, std::size_t most) const;

  template <class Q>
  Q quantity(const char* key, Q unit) const {
    return number(key) * unit;
  }
  template <class Q>
  Estimate<Q> estimate(const char* key, Q unit) const {
    const JsonView view = at(key);
    return {view.number("value") * unit, view.number("low") * unit, view.number("high") * unit,
            view.number("level"),        view.grade("grade"),       view.text("source")};
  }

  /// "NAME is VALUE, must be WANTED" at this value's path.
  void refuse(const std::string& wanted) const;

 private:
  JsonView below(const std::string& key, const Json& value) const;

  const Json* value_;
  const std::string* file_;
  Faults* faults_;
  std::string path_;
};

}  // namespace islet
