#include "report/json_view.h"

#include <cmath>
#include <limits>

namespace islet {
namespace {

const Json& null_value() {
  static const Json null;
  return null;
}

/// The value as a message shows it: short, one line.
std::string shown(const Json& value) {
  if (value.is_object()) return "a map";
  if (value.is_array()) return "a list";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > 40) text = text.substr(0, 40) + "...";
  return text;
}

}  // namespace

JsonView JsonView::below(const std::string& key, const Json& value) const {
  JsonView view(value, *file_, *faults_);
  view.path_ = path_.empty() ? key : path_ + "." + key;
  return view;
}

void JsonView::refuse(const std::string& wanted) const {
  faults_->add({Place{*file_}, path_ + " is " + shown(*value_) + ", must be " + wanted,
                "Make the plan again: islet plan SITE.yaml -o PLAN.json.", "D11", ""});
}

bool JsonView::has(const char* key) const { return value_->is_object() && value_->contains(key); }

JsonView JsonView::at(const char* key) const {
  if (has(key)) return below(key, (*value_)[key]);
  const JsonView absent = below(key, null_value());
  // Of a map that is absent itself, only the map is told.
  if (!value_->is_null()) {
    faults_->add({Place{*file_}, absent.path_ + " is not there",
                  "Make the plan again: islet plan SITE.yaml -o PLAN.json.", "D11", ""});
  }
  return absent;
}

std::string JsonView::text(const char* key) const {
  const JsonView view = at(key);
  if (view.value_->is_string()) return view.value_->get<std::string>();
  if (has(key)) view.refuse("a text");
  return "";
}

double JsonView::number(const char* key) const {
  const JsonView view = at(key);
  if (view.value_->is_number()) return view.value_->get<double>();
  if (view.is_null()) return std::numeric_limits<double>::infinity();
  view.refuse("a number");
  return 0;
}

std::int64_t JsonView::count(const char* key) const {
  const JsonView view = at(key);
  constexpr double most = 9007199254740992.0;
  const double number = view.value_->is_number() ? view.value_->get<double>() : most;
  if (std::abs(number) < most && number == std::floor(number)) {
    return static_cast<std::int64_t>(number);
  }
  if (has(key)) view.refuse("a whole number");
  return 0;
}

bool JsonView::flag(const char* key) const {
  const JsonView view = at(key);
  if (view.value_->is_boolean()) return view.value_->get<bool>();
  if (has(key)) view.refuse("true or false");
  return false;
}

Grade JsonView::grade(const char* key) const {
  const JsonView view = at(key);
  const std::string word = view.value_->is_string() ? view.value_->get<std::string>() : "";
  if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'D') {
    return static_cast<Grade>(word[0] - 'A');
  }
  if (has(key)) view.refuse("a grade, A to D");
  return Grade::d;
}

std::vector<JsonView> JsonView::list(const char* key, std::size_t most) const {
  std::vector<JsonView> out;
  const JsonView view = at(key);
  if (!view.value_->is_array()) {
    if (has(key)) view.refuse("a list");
    return out;
  }
  if (view.value_->size() > most) {
    view.refuse("a list of at most " + std::to_string(most));
    return out;
  }
  std::size_t index = 0;
  for (const Json& each : *view.value_) out.push_back(view.below(std::to_string(index++), each));
  return out;
}

std::vector<std::string> JsonView::texts(const char* key) const {
  std::vector<std::string> out;
  for (const JsonView& each : list(key)) {
    if (!each.value_->is_string()) {
      each.refuse("a text");
      return {};
    }
    out.push_back(each.value_->get<std::string>());
  }
  return out;
}

std::vector<double> JsonView::numbers_up_to(const char* key, std::size_t most) const {
  std::vector<double> out;
  for (const JsonView& each : list(key, most)) {
    if (!each.value_->is_number()) {
      each.refuse("a number");
      return {};
    }
    out.push_back(each.value_->get<double>());
  }
  return out;
}

std::vector<double> JsonView::numbers(const char* key, std::size_t wanted) const {
  std::vector<double> out = numbers_up_to(key, std::size_t{100'000});
  if (!out.empty() && out.size() != wanted) {
    at(key).refuse("a list of " + std::to_string(wanted) + " numbers");
    out.clear();
  }
  out.resize(wanted);
  return out;
}

}  // namespace islet
