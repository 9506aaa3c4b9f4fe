// For tests: questions asked of the shipped catalogue and knowledge, and rows that hold their
// answers against what a scenario states.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "knowledge/scenario_check.h"
#include "knowledge/shipped_knowledge.h"

namespace islet {

inline Result<Answer> ask(const std::string& name, const std::vector<std::string>& operands) {
  const Question* question = question_named(name);
  if (question == nullptr) return Error{{}, "no question " + name, "", "D2", ""};
  return question->ask({shipped_knowledge(), shipped_catalog()}, operands);
}

/// The figure of an answer; a failure and NaN where there is none.
inline double figure(const std::string& name, const std::vector<std::string>& operands,
                     const std::string& figure) {
  const Result<Answer> answer = ask(name, operands);
  if (!answer) {
    ADD_FAILURE() << name << ": " << answer.error().what;
    return NAN;
  }
  const auto text = figure_of_answer(*answer, figure);
  const auto number = text ? number_of(*text) : std::nullopt;
  if (!number) ADD_FAILURE() << name << " has no figure " << figure;
  return number.value_or(NAN);
}

inline std::string word(const std::string& name, const std::vector<std::string>& operands,
                        const std::string& figure) {
  const Result<Answer> answer = ask(name, operands);
  if (!answer) return "error: " + answer.error().what;
  return figure_of_answer(*answer, figure).value_or("nothing");
}

/// A figure of an answer, and the figure of the documents that it must come to.
struct StatedRow {
  const char* stated;  ///< "SC24.expected.weights_gb"
  const char* question;
  std::vector<std::string> operands;
  const char* figure;
  double within;  ///< relative
  bool upper_end = false;
};

inline void expect_stated(const std::vector<StatedRow>& rows) {
  for (const StatedRow& row : rows) {
    const std::string name = row.stated;
    const std::size_t dot = name.find('.');
    const auto range =
        range_at(fact_named(shipped_knowledge(), name.substr(0, dot)), name.substr(dot + 1));
    ASSERT_TRUE(range) << name;
    const double wanted = row.upper_end ? range->high : range->low;
    EXPECT_NEAR(figure(row.question, row.operands, row.figure), wanted, row.within * wanted)
        << name;
  }
}

/// Every case of these scenarios must come out, and the scenario be in that state.
struct StateRow {
  const char* scenario;
  ScenarioState state;
};

inline void expect_states(const std::vector<StateRow>& rows) {
  for (const StateRow& row : rows) {
    const auto check = scenario_check({shipped_knowledge(), shipped_catalog()},
                                      fact_named(shipped_knowledge(), row.scenario));
    ASSERT_TRUE(check) << check.error().what;
    EXPECT_EQ(name_of(check->state), name_of(row.state)) << row.scenario;
    for (const CaseResult& one : check->cases) {
      EXPECT_TRUE(one.pass) << row.scenario << ": " << one.one.command() << ": " << one.one.find
                            << " is " << one.found.value_or("nothing") << ", must be "
                            << one.one.expectation();
    }
    const bool says_why =
        row.state == ScenarioState::corrected || row.state == ScenarioState::not_reproducible;
    EXPECT_EQ(check->why.empty(), !says_why) << row.scenario;
  }
}

}  // namespace islet
