// What the report of many sites is made of. Internal to chain_report.
#pragma once

#include <string>
#include <vector>

#include "plan/site_work.h"
#include "report/html.h"

namespace islet {

/// A cell of a list that may be long: no text makes the page large.
std::string clipped(const std::string& text);

/// "1 site", "1200 sites".
std::string counted(std::size_t count, const char* one);

/// Opens a section of the page with its heading.
void open_section(const char* id, const char* title, Html& html);

/// Item, number, unit, cost with range and grade; the sum below.
Table bill_table(const std::vector<BillLine>& bill, const Estimate<Money>& sum);

/// Which sites share a design, and for the first of them what it is: what to buy, what it costs,
/// what it promises, its bill.
void add_kinds(const std::vector<DesignKind>& kinds, Html& html);

}  // namespace islet
