// What law, practice and surroundings ask of a plan, and what of it is not shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

struct Compliance {
  std::string vertical;                ///< id: "medical"
  std::vector<std::string> asks;       ///< sentences
  std::vector<std::string> approvals;  ///< wanted by name
  std::vector<std::string> missing;    ///< of `approvals`, those not held
  std::vector<std::string> rules;
};

/// The vertical of that id, or that a kind of site or a workload ("clinic", "W04") belongs to;
/// nullptr when none.
const Fact* vertical_of(const Knowledge& knowledge, std::string_view name);

/// `held` are approvals as a site file names them; case does not count.
Compliance compliance(const Fact& vertical, const std::vector<std::string>& held);

Answer compliance_answer(const Fact& vertical, const std::vector<std::string>& held);

/// What an environment ("vehicle", "dust", "ship", "hot_or_cold", "indoor") demands of a machine.
Answer ruggedness_answer(const Fact& environment);

/// Seven industries: who buys, why, the example to start from, its tier and scenarios.
const Fact* industry_of(const Knowledge& knowledge, std::string_view name);
Answer industry_answer(const Knowledge& knowledge, const Fact& industry);

}  // namespace islet
