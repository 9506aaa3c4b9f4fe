#include "knowledge/system_case.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string word_at(const YamlNode& node, std::string_view key) {
  const YamlNode* value = node.find(key);
  return value != nullptr && value->is_scalar() ? value->text : "";
}

Error wrong(const Fact& system, const YamlNode& node, std::string what) {
  return Error{node.place, system.id + ": " + std::move(what),
               "A case has `run`, `find`, and one of expect, figure, has, at_least, at_most.", "V5",
               ""};
}

/// The number that `figure: R169.value` names; its upper end with `end: high`.
std::optional<double> figure_number(const Knowledge& knowledge, const std::string& name,
                                    bool high) {
  const std::size_t dot = name.find('.');
  const Fact* fact = find_fact(knowledge, name.substr(0, dot));
  if (fact == nullptr || dot == std::string::npos) return std::nullopt;
  const auto range = range_at(*fact, name.substr(dot + 1));
  if (!range) return std::nullopt;
  return high ? range->high : range->low;
}

class CaseReader {
 public:
  CaseReader(const Knowledge& knowledge, const Fact& system, const std::string& data_folder)
      : knowledge_(knowledge), system_(system), data_folder_(data_folder) {}

  Result<std::vector<SystemCase>> read() && {
    const YamlNode* cases = system_.node.find("cases");
    if (cases == nullptr) return std::vector<SystemCase>{};
    for (const YamlNode& node : cases->items) {
      std::vector<std::string> each = {""};
      if (const YamlNode* list = node.find("for")) {
        each.clear();
        for (const YamlNode& item : list->items) each.push_back(item.text);
      }
      for (const std::string& word : each) {
        if (auto error = add(node, word)) return *error;
      }
    }
    return std::move(cases_);
  }

 private:
  std::optional<Error> add(const YamlNode& node, const std::string& word) {
    const auto text = [&](std::string_view key) {
      return replaced(replaced(word_at(node, key), "{data}", data_folder_), "{}", word);
    };
    SystemCase one;
    one.arguments = words_of_command(text("run"));
    one.find = text("find");
    if (const auto code = number_of(word_at(node, "exit"))) one.exit_code = static_cast<int>(*code);
    if (const auto within = number_of(word_at(node, "within"))) one.within = *within;
    if (one.arguments.empty() || one.find.empty())
      return wrong(system_, node, "an unfinished case");
    if (auto error = read_expectation(node, text, one)) return error;
    cases_.push_back(std::move(one));
    return std::nullopt;
  }

  template <class Text>
  std::optional<Error> read_expectation(const YamlNode& node, const Text& text, SystemCase& one) {
    if (node.find("figure") != nullptr) {
      one.number = figure_number(knowledge_, text("figure"), word_at(node, "end") == "high");
      if (!one.number) return wrong(system_, node, "no figure `" + text("figure") + "`");
      one.expected = fmt::format("{:.10g}", *one.number);
      const std::string bound = word_at(node, "bound");
      if (bound == "at_least") one.test = SystemCase::Test::at_least;
      if (bound == "at_most") one.test = SystemCase::Test::at_most;
      return std::nullopt;
    }
    constexpr std::pair<const char*, SystemCase::Test> tests[] = {
        {"expect", SystemCase::Test::equals},
        {"has", SystemCase::Test::has},
        {"at_least", SystemCase::Test::at_least},
        {"at_most", SystemCase::Test::at_most}};
    for (const auto& [key, test] : tests) {
      if (node.find(key) == nullptr) continue;
      one.test = test;
      one.expected = text(key);
      one.number = number_of(one.expected);
      const bool needs_number =
          test == SystemCase::Test::at_least || test == SystemCase::Test::at_most;
      if (needs_number && !one.number) return wrong(system_, node, "a bound that is no number");
      return std::nullopt;
    }
    return wrong(system_, node, "a case without expectation");
  }

  const Knowledge& knowledge_;
  const Fact& system_;
  const std::string& data_folder_;
  std::vector<SystemCase> cases_;
};

}  // namespace

std::string SystemCase::command() const {
  std::string line = "islet";
  for (const std::string& argument : arguments) {
    const bool plain =
        !argument.empty() && argument.find_first_of(" '\"$&|;<>()*?[]#~=") == std::string::npos;
    line += plain ? " " + argument : " '" + argument + "'";
  }
  return line;
}

std::string SystemCase::expectation() const {
  switch (test) {
    case Test::equals:
      return expected;
    case Test::has:
      return "has " + expected;
    case Test::at_least:
      return "at least " + expected;
    case Test::at_most:
      return "at most " + expected;
  }
  return "";
}

Result<std::vector<SystemCase>> cases_of(const Knowledge& knowledge, const Fact& system,
                                         const std::string& data_folder) {
  return CaseReader(knowledge, system, data_folder).read();
}

bool passes(const SystemCase& one, const std::optional<std::string>& found) {
  if (!found) return false;
  const auto number = number_of(*found);
  const bool both = number.has_value() && one.number.has_value();
  const double value = number.value_or(0);
  const double wanted = one.number.value_or(0);
  switch (one.test) {
    case SystemCase::Test::equals:
      if (both) return std::abs(value - wanted) <= one.within * std::abs(wanted) + 1e-12;
      return *found == one.expected;
    case SystemCase::Test::has:
      return found->find(one.expected) != std::string::npos;
    case SystemCase::Test::at_least:
      return both && value >= wanted;
    case SystemCase::Test::at_most:
      return both && value <= wanted;
  }
  return false;
}

std::vector<std::string> words_of_command(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;
  bool quoted = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
      inside = true;
    } else if (c == ' ' && !quoted) {
      if (inside) words.push_back(std::move(word));
      word.clear();
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (inside) words.push_back(std::move(word));
  return words;
}

}  // namespace islet
