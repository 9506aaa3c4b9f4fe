// How many designs the search covered, by what, and how far the answer may be from the best of all.
#pragma once

#include "plan/compute_candidates.h"
#include "plan/search.h"
#include "plan/sizing.h"

namespace islet {

/// The space is every set of machines under every software and power limit, with and without
/// drafts, with every combination of gear kinds, at every size:
///
///     covered = machines * gear * sizes * kinds
///     gear    = kinds of panel, battery, inverter, controller, UPS, cooler and enclosure that the
///               site may have
///     kinds   = generator sets of the range * tanks * tilts of the panels
///     gap     = (answer - bound) / answer,  bound = least bound of all boxes not evaluated
///
/// Valid for   the assumptions of size_cells.h; gear that does as well for less is all that counts
/// Leaves out  a UPS beside a store, unless the site file names it
/// Source      Land, Doig, "An automatic method of solving discrete programming problems",
///             Econometrica 28(3), 1960
SearchCount search_count(const Site& site, const Catalog& catalog,
                         const ComputeCandidates& candidates, const SizeGrid& grid,
                         const SearchResult& found);

/// A design of that score is the answer: its gap to the same bound.
void set_answer(double score, SearchCount::Gap& gap);

}  // namespace islet
