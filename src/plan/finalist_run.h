// A finalist simulated request by request on the days that tell most.
#pragma once

#include <string>
#include <vector>

#include "plan/make_plan.h"
#include "plan/sized_design.h"

namespace islet {

/// What was simulated, and which wishes of the site it does not meet (`SimulatedGoals`).
struct FinalistRun {
  std::vector<SimulatedSpan> spans;
  std::vector<std::string> shortfalls;
};

/// By `options.effort`: nothing (quick); the darkest fortnight and a day of every month of the
/// design year (normal); also three whole weather years, as many as there are (deep). Of several
/// pieces each P99 is the worst of theirs. Where a day is so full that this would take long, fewer
/// days are simulated by normal effort. Empty where the simulator has no room for the design.
FinalistRun finalist_run(const PlanContext& context, const Design& design,
                         const PlanOptions& options);

/// Simulates `designs`, best first, until one does what the site asks, at most three; with deep
/// effort also the others, on fewer days. The first that does goes to the front, all else stays in
/// order; where none does, nothing moves. Returns the order as places in the list; each design
/// keeps what its simulation showed.
std::vector<std::size_t> simulate_finalists(const PlanContext& context, const PlanOptions& options,
                                            std::vector<DesignOutcome>& designs);

}  // namespace islet
