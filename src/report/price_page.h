// Unit prices for people and programs: what, range, date, evidence; the user's own beside ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "report/table.h"

namespace islet {

/// Prices whose id or name mentions `word` (all when empty), case not counted.
Table prices_table(const Catalog& catalog, std::string_view word);
/// Schema islet/prices/1.
std::string prices_json(const Catalog& catalog, std::string_view word);

/// Prices that differ between two catalogues, with the change as a share.
Table price_changes_table(const Catalog& ours, const Catalog& own);
/// Schema islet/prices-diff/1.
std::string price_changes_json(const Catalog& ours, const Catalog& own);

/// A line of prices/own.yaml, with its line end: `price` with the dollars and the date of `figure`.
std::string own_price_line(const UnitPrice& price, const Figure<double>& figure,
                           const std::string& note);

/// "of 2024, 22 months or more before 2026-11-21: old"; "of 2026" for a price that is not old.
std::string age_text(const std::string& date, const std::optional<CalendarDay>& edition);

}  // namespace islet
