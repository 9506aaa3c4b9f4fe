#include "plan/rule_outs.h"

#include <algorithm>

namespace islet {

void RuleOuts::add(const std::string& what, const std::string& rule, const std::string& why,
                   std::int64_t designs) {
  count_ += designs;
  const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const RuledOut& entry) {
    return entry.what == what && entry.rule == rule;
  });
  if (same != entries_.end()) {
    same->count += designs;
  } else {
    entries_.push_back({what, rule, why, designs});
  }
}

void RuleOuts::add_all(const RuleOuts& other) {
  for (const RuledOut& entry : other.entries_) {
    add(entry.what, entry.rule, entry.why, entry.count);
  }
}

std::vector<RuledOut> RuleOuts::list() const {
  std::vector<RuledOut> sorted = entries_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const RuledOut& a, const RuledOut& b) { return a.count > b.count; });
  return sorted;
}

}  // namespace islet
