// The answer to a question of judgement: a verdict, the figures it rests on, the reasons, the
// rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/estimate.h"

namespace islet {

struct AnswerItem {
  std::string name;  ///< ends in its unit when it is a number: "left_ms"
  std::string text;
  std::optional<double> number;
  std::optional<Estimate<double>> range;  ///< of a predicted number, in the same unit
};

struct Answer {
  std::string question;  ///< "latency-class"
  std::string verdict;   ///< one word or one short sentence
  std::vector<AnswerItem> items;
  std::vector<std::string> reasons;
  std::vector<std::string> rules;  ///< ids of rules, bands and contradictions it rests on

  void say(std::string name, std::string text) {
    items.push_back({std::move(name), std::move(text), std::nullopt, std::nullopt});
  }
  /// A number in the unit that `name` ends in.
  void count(std::string name, double number);
  /// The same with its range and grade.
  void predict(std::string name, const Estimate<double>& estimate);
  /// Adds ids that are not there yet.
  void rest_on(const std::vector<std::string>& ids);
};

}  // namespace islet
