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
  // A gap of the catalogue teaches nothing about the site: it goes last.
  const auto is_gap = [](const RuledOut& each) { return each.rule == "price"; };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const RuledOut& a, const RuledOut& b) {
    return is_gap(a) != is_gap(b) ? is_gap(b) : a.count > b.count;
  });
  return sorted;
}

}  // namespace islet
