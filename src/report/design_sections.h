// The sections of a plan's page that describe one design. Internal to plan_page.
#pragma once

#include "plan/plan.h"
#include "report/document.h"

namespace islet {

void add_key_figures(const Plan& plan, const DesignOutcome& design, Document& page);
void add_bill(const DesignOutcome& design, Document& page);
void add_workloads(const DesignOutcome& design, Document& page);
void add_margins(const Plan& plan, const DesignOutcome& design, Document& page);
/// "+12 %" of the bound; of the unserved rest for shares; "> 10 x" or "< -10 x" beyond.
std::string room_text(const Requirement& requirement);
void add_unit_costs(const DesignOutcome& design, Document& page);
void add_energy(const DesignOutcome& design, Document& page);
void add_money(const Plan& plan, const DesignOutcome& design, Document& page);

}  // namespace islet
