#include "report/verdict.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

/// Shares of a year's work that are not worth a word.
constexpr double told_loss = 5e-4;

bool has(const std::vector<Requirement>& requirements, std::string_view verdict) {
  return std::any_of(requirements.begin(), requirements.end(),
                     [&](const Requirement& each) { return verdict_on(each).text == verdict; });
}

}  // namespace

Cell verdict_on(const Requirement& requirement) {
  if (!requirement.met) return {"MISSED", Tone::bad};
  if (requirement.with_failures.value_or(requirement.bound) < requirement.bound) {
    return {"barring failures", Tone::caution};
  }
  const bool whole_range = requirement.sense == Sense::at_most
                               ? requirement.found.high <= requirement.bound
                               : requirement.found.low >= requirement.bound;
  return whole_range ? Cell("ok", Tone::good) : Cell("likely", Tone::caution);
}

std::vector<std::string> verdict_meanings(const std::vector<Requirement>& requirements) {
  std::vector<std::string> out;
  if (has(requirements, "likely")) {
    out.emplace_back("likely: met by the expected value, but not by all of its range.");
  }
  if (has(requirements, "barring failures")) {
    out.emplace_back("barring failures: met as long as the generator does not fail.");
  }
  return out;
}

std::string failures_text(const DesignOutcome& design) {
  std::string served;
  for (const Requirement& each : design.requirements) {
    if (!each.with_failures || each.found.value - *each.with_failures < told_loss) continue;
    served += fmt::format("{}{} {}", served.empty() ? "" : ", ", each.subject,
                          share_text(*each.with_failures));
  }
  if (served.empty()) return "";
  return fmt::format(
      "The generator fails {} times a year and is back after {} h (assumed). With that the mean "
      "year serves: {}. A second set, or more charge kept back, is not part of this design.",
      number_text(design.failures_per_year), number_text(design.repair / hour), served);
}

}  // namespace islet
