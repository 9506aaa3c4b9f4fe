#include "report/verdict.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

/// Shares of a year's work that are not worth a word.
constexpr double told_loss = 5e-4;

bool is_met_by_whole_range(const Requirement& requirement) {
  return requirement.sense == Sense::at_most ? requirement.found.high <= requirement.bound
                                             : requirement.found.low >= requirement.bound;
}

bool is_likely(const Requirement& requirement) {
  return requirement.met && !is_barring_failures(requirement) &&
         !is_met_by_whole_range(requirement);
}

}  // namespace

bool is_barring_failures(const Requirement& requirement) {
  return requirement.met && requirement.with_failures &&
         *requirement.with_failures < requirement.bound;
}

Cell verdict_on(const Requirement& requirement) {
  if (!requirement.met) return {"MISSED", Tone::bad};
  if (is_barring_failures(requirement)) return {"barring failures", Tone::caution};
  return is_likely(requirement) ? Cell("likely", Tone::caution) : Cell("ok", Tone::good);
}

std::vector<std::string> verdict_meanings(const std::vector<Requirement>& requirements) {
  std::vector<std::string> out;
  if (std::any_of(requirements.begin(), requirements.end(), is_likely)) {
    out.emplace_back("likely: met by the expected value, but not by all of its range.");
  }
  if (std::any_of(requirements.begin(), requirements.end(), is_barring_failures)) {
    out.emplace_back("barring failures: met as long as the generator does not fail.");
  }
  return out;
}

std::string repair_text(Duration repair, const std::vector<GivenValue>& given) {
  const bool is_stated = std::any_of(given.begin(), given.end(), [](const GivenValue& each) {
    return each.key == "power.generator.repair";
  });
  return fmt::format("{} h{}", number_text(repair / hour), is_stated ? "" : " (assumed)");
}

std::string failures_text(const DesignOutcome& design, const std::vector<GivenValue>& given) {
  if (design.failures_per_year <= 0) return "";
  const std::string often =
      fmt::format("The generator fails {} times a year and is back after {}.",
                  number_text(design.failures_per_year), repair_text(design.repair, given));
  std::string served;
  bool loses = design.design.power.repair_reserve > Duration();
  for (const Requirement& each : design.requirements) {
    if (each.what == "served") loses |= each.found.value - each.found.low >= told_loss;
    if (!each.with_failures || each.found.value - *each.with_failures < told_loss) continue;
    served += fmt::format("{}{} {}", served.empty() ? "" : ", ", each.subject,
                          share_text(*each.with_failures));
  }
  if (!served.empty()) {
    return fmt::format(
        "{} With that the mean year serves: {}. No battery that was allowed keeps enough for a "
        "repair; a quicker one (power.generator.repair) or a second set would help.",
        often, served);
  }
  if (!loses) return "";
  const Duration reserve = design.design.power.repair_reserve;
  const std::string kept = reserve > Duration()
                               ? fmt::format(
                                     " The set starts early, so that the battery keeps {} h of "
                                     "mean work for a repair.",
                                     number_text(reserve / hour))
                               : "";
  return fmt::format("{} What is served counts that.{}", often, kept);
}

}  // namespace islet
