// What was ruled out on the way, by which rule, and how many designs that stood for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace islet {

/// Counts refusals; like ones are folded. Listed by falling count, then in order of arrival;
/// what the catalogue has no price for goes last.
class RuleOuts {
 public:
  /// `rule`: a seed rule ("R021") or a key of the site file ("hardware.mass"). `why` is kept from
  /// the first of each (what, rule).
  void add(const std::string& what, const std::string& rule, const std::string& why,
           std::int64_t designs = 1);
  void add_all(const RuleOuts& other);

  std::vector<RuledOut> list() const;
  std::int64_t count() const { return count_; }

 private:
  std::vector<RuledOut> entries_;
  std::int64_t count_ = 0;
};

}  // namespace islet
