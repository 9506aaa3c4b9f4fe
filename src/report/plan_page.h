// A plan as a page for people: what to buy, what it does, what it costs, why, and what is
// uncertain.
#pragma once

#include "plan/plan.h"
#include "report/document.h"
#include "report/plan_notes.h"

namespace islet {

/// The whole page; `text_of` and `markdown_of` of document.h render it.
Document plan_page(const Plan& plan, const PlanNotes& notes);

}  // namespace islet
