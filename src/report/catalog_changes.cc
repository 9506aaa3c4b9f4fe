#include "report/catalog_changes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/catalog_sheets.h"
#include "report/json.h"

namespace islet {
namespace {

std::string value_text(const SheetRow& row) {
  if (!row.is_number) return row.text;
  if (row.key == "year") return fmt::format("{:.0f}", row.value);
  return significant(row.value, 6);
}

const SheetRow* row_of(const RecordSheet& sheet, const std::string& key) {
  const auto found = std::find_if(sheet.rows.begin(), sheet.rows.end(),
                                  [&](const SheetRow& row) { return row.key == key; });
  return found == sheet.rows.end() ? nullptr : &*found;
}

/// What differs besides the value; empty when nothing does.
std::string besides(const SheetRow& before, const SheetRow& after) {
  if (before.low != after.low || before.high != after.high) return "range";
  if (before.date != after.date) return "date";
  const bool same = before.grade == after.grade && before.source == after.source &&
                    before.stated == after.stated && before.see == after.see;
  return same ? "" : "evidence";
}

std::optional<FigureChange> change_of(const SheetRow& before, const SheetRow& after) {
  FigureChange change{before.key, value_text(before), value_text(after), false, 0, ""};
  const bool numbers = before.is_number && after.is_number;
  const bool alike = numbers ? before.value == after.value : change.before == change.after;
  if (alike) {
    change.only = besides(before, after);
    if (change.only.empty()) return std::nullopt;
    return change;
  }
  if (numbers && before.value != 0) {
    change.has_share = true;
    change.share = after.value / before.value - 1;
  }
  return change;
}

std::string share_text(const FigureChange& change) {
  if (!change.only.empty()) return change.only + " only";
  if (change.before.empty()) return "added";
  if (change.after.empty()) return "removed";
  if (!change.has_share) return "";
  return fmt::format("{:+.{}f} %", 100 * change.share, std::fabs(change.share) < 0.095 ? 1 : 0);
}

const char* fate_text(RecordFate fate) {
  switch (fate) {
    case RecordFate::added:
      return "added";
    case RecordFate::removed:
      return "removed";
    case RecordFate::changed:
      break;
  }
  return "changed";
}

Json change_json(const FigureChange& change) {
  Json out = {{"figure", change.key}, {"before", change.before}, {"after", change.after}};
  if (change.has_share) out["change_share"] = change.share;
  if (!change.only.empty()) out["only"] = change.only;
  return out;
}

using SheetsById = std::map<std::string, RecordSheet, std::less<>>;

SheetsById by_id(const SheetKind& kind, const Catalog& catalog) {
  SheetsById sheets;
  for (RecordSheet& sheet : kind.sheets(catalog)) {
    const std::string id = sheet.id;
    sheets.emplace(id, std::move(sheet));
  }
  return sheets;
}

}  // namespace

std::vector<FigureChange> changes_of(const RecordSheet& before, const RecordSheet& after) {
  std::vector<FigureChange> changes;
  for (const SheetRow& row : before.rows) {
    const SheetRow* other = row_of(after, row.key);
    if (other == nullptr) {
      changes.push_back({row.key, value_text(row), "", false, 0, ""});
    } else if (const auto change = change_of(row, *other)) {
      changes.push_back(*change);
    }
  }
  for (const SheetRow& row : after.rows) {
    if (row_of(before, row.key) != nullptr) continue;
    changes.push_back({row.key, "", value_text(row), false, 0, ""});
  }
  return changes;
}

std::vector<RecordChange> changes_of(const Catalog& before, const Catalog& after) {
  std::vector<RecordChange> changes;
  for (const SheetKind& kind : sheet_kinds()) {
    const SheetsById old = by_id(kind, before);
    const SheetsById now = by_id(kind, after);
    for (const auto& [id, sheet] : old) {
      const auto other = now.find(id);
      if (other == now.end()) {
        changes.push_back({sheet.kind, id, RecordFate::removed, {}});
        continue;
      }
      auto figures = changes_of(sheet, other->second);
      if (sheet.name != other->second.name) {
        figures.insert(figures.begin(), {"name", sheet.name, other->second.name, false, 0, ""});
      }
      if (figures.empty()) continue;
      changes.push_back({sheet.kind, id, RecordFate::changed, std::move(figures)});
    }
    for (const auto& [id, sheet] : now) {
      if (!old.contains(id)) changes.push_back({sheet.kind, id, RecordFate::added, {}});
    }
  }
  return changes;
}

Table figure_changes_table(const std::vector<FigureChange>& changes, const std::string& before,
                           const std::string& after) {
  Table table;
  table.columns = {{"figure"},
                   {before, Align::right, true},
                   {after, Align::right, true},
                   {"change", Align::right}};
  for (const FigureChange& each : changes) {
    table.add({each.key, each.before, each.after, share_text(each)});
  }
  return table;
}

Table record_changes_table(const std::vector<RecordChange>& changes) {
  Table table;
  table.columns = {{"record", Align::left, true},
                   {"figure", Align::left, true},
                   {"before", Align::right, true},
                   {"after", Align::right, true},
                   {"change", Align::right}};
  for (const RecordChange& record : changes) {
    const std::string name = record.kind + " " + record.id;
    if (record.fate != RecordFate::changed) table.add({name, "", "", "", fate_text(record.fate)});
    for (const FigureChange& each : record.figures) {
      table.add({name, each.key, each.before, each.after, share_text(each)});
    }
  }
  return table;
}

std::string figure_changes_json(const RecordSheet& before, const RecordSheet& after) {
  Json figures = Json::array();
  for (const FigureChange& each : changes_of(before, after)) figures.push_back(change_json(each));
  return enveloped("islet/catalog-diff/1", {}, true,
                   {{"kind", before.kind},
                    {"before", before.id},
                    {"after", after.id},
                    {"figures", std::move(figures)}});
}

std::string record_changes_json(const std::vector<RecordChange>& changes) {
  Json records = Json::array();
  for (const RecordChange& record : changes) {
    Json figures = Json::array();
    for (const FigureChange& each : record.figures) figures.push_back(change_json(each));
    records.push_back({{"kind", record.kind},
                       {"id", record.id},
                       {"what", fate_text(record.fate)},
                       {"figures", std::move(figures)}});
  }
  return enveloped("islet/catalog-diff/1", {}, true, {{"records", std::move(records)}});
}

}  // namespace islet
