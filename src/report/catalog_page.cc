#include "report/catalog_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "report/catalog_sheets.h"
#include "report/figure_text.h"
#include "report/json.h"
#include "report/price_page.h"

namespace islet {
namespace {

/// Records give full figures, not three digits: a data sheet says 484, not 480.
std::string exact_text(double number) { return significant(number, 6); }

std::string value_text(const SheetRow& row) {
  if (!row.is_number) return row.text;
  // A year is a name, not an amount: no gap in it.
  if (row.key == "year") return std::to_string(static_cast<int>(row.value));
  return exact_text(row.value);
}

std::string range_text(const SheetRow& row) {
  if (!row.is_number || row.low == row.high) return "";
  return exact_text(row.low) + " .. " + exact_text(row.high);
}

/// The origins that a record names, in the order of the catalogue.
std::vector<const Source*> sources_of(const RecordSheet& sheet, const Catalog& catalog) {
  std::vector<std::string> ids;
  const auto take = [&](const std::string& list) {
    for (const std::string_view id : split(list, ',')) ids.emplace_back(trimmed(id));
  };
  take(sheet.origin.source);
  for (const SheetRow& row : sheet.rows) take(row.source);
  std::vector<const Source*> found;
  for (const Source& source : catalog.sources) {
    if (std::find(ids.begin(), ids.end(), source.id) != ids.end()) found.push_back(&source);
  }
  return found;
}

/// Where the record is written: "accelerators/l4.yaml" for one of ours.
std::string file_of(const RecordSheet& sheet, const Catalog& catalog) {
  const Place& place = sheet.origin.place;
  if (sheet.origin.is_own) return place.text();
  const std::string ours = catalog.folder + "/";
  return place.file.starts_with(ours) ? place.file.substr(ours.size()) : place.file;
}

/// The record of ours that this one takes the place of; nullptr when there is none.
const Replacement* replaced_by(const RecordSheet& sheet, const Catalog& catalog) {
  if (!sheet.origin.is_own) return nullptr;
  const auto found =
      std::find_if(catalog.replaced.begin(), catalog.replaced.end(), [&](const Replacement& each) {
        return each.id == sheet.id && each.own == sheet.origin.place;
      });
  return found == catalog.replaced.end() ? nullptr : &*found;
}

Json row_json(const SheetRow& row) {
  if (!row.is_number) return row.text;
  Json out = {{"value", row.value},
              {"low", row.low},
              {"high", row.high},
              {"grade", std::string(1, letter(row.grade))},
              {"source", row.source}};
  if (!row.stated.empty()) out["stated"] = row.stated;
  if (!row.see.empty()) out["see"] = row.see;
  if (!row.note.empty()) out["note"] = row.note;
  if (!row.date.empty()) out["date"] = row.date;
  return out;
}

}  // namespace

Table kinds_table(const Catalog& catalog) {
  Table table;
  table.columns = {{"kind"}, {"records", Align::right}, {"what", Align::left, true}};
  for (const SheetKind& kind : sheet_kinds()) {
    table.add({kind.name, std::to_string(kind.sheets(catalog).size()), kind.what});
  }
  return table;
}

Table records_table(const std::vector<RecordSheet>& sheets) {
  Table table;
  table.columns = {{"id", Align::left, true},
                   {"name", Align::left, true},
                   {"in short", Align::left, true},
                   {"grade"}};
  for (const RecordSheet& sheet : sheets) {
    const std::string whose = sheet.origin.is_own ? "yours: " : "";
    table.add(
        {sheet.id, sheet.name, whose + sheet.summary, std::string(1, letter(sheet.origin.grade))});
  }
  return table;
}

Table record_table(const RecordSheet& sheet) {
  Table table;
  table.columns = {{"figure"},
                   {"value", Align::right, true},
                   {"range (90 %)", Align::right},
                   {"grade"},
                   {"source", Align::left, true}};
  for (const SheetRow& row : sheet.rows) {
    table.add(
        {row.key, value_text(row), range_text(row), std::string(1, letter(row.grade)), row.source});
  }
  return table;
}

Document record_page(const RecordSheet& sheet, const Catalog& catalog) {
  Document page;
  page.title(sheet.name, sheet.kind + " " + sheet.id);
  page.table(record_table(sheet));
  std::vector<std::string> stated;
  for (const SheetRow& row : sheet.rows) {
    const std::string see = row.see.empty() ? "" : " (" + row.see + ")";
    if (!row.stated.empty()) {
      stated.push_back(row.key + ": stated elsewhere as " + row.stated + see);
    }
    if (!row.note.empty()) stated.push_back(row.key + ": " + row.note);
    if (!row.date.empty()) stated.push_back(row.key + ": " + age_text(row.date, catalog.edition));
  }
  if (!sheet.origin.note.empty()) stated.push_back(sheet.origin.note);
  if (sheet.origin.is_own) {
    stated.push_back(replaced_by(sheet, catalog) == nullptr
                         ? "a record of your own"
                         : "a record of your own, in the place of Islet's " + sheet.id);
  }
  if (!stated.empty()) page.heading("Mind");
  page.bullets(std::move(stated));
  std::vector<std::string> origins = {"record: " + file_of(sheet, catalog)};
  for (const Source* source : sources_of(sheet, catalog)) {
    std::string line = source->id + ": " + source->title;
    if (!source->date.empty()) line += ", " + source->date;
    if (!source->link.empty()) line += ", " + source->link;
    origins.push_back(std::move(line));
  }
  page.heading("Sources");
  page.bullets(std::move(origins));
  return page;
}

std::string kinds_json(const Catalog& catalog) {
  Json kinds = Json::array();
  for (const SheetKind& kind : sheet_kinds()) {
    kinds.push_back(
        {{"kind", kind.name}, {"records", kind.sheets(catalog).size()}, {"what", kind.what}});
  }
  return enveloped("islet/catalog-kinds/1", {}, true, {{"kinds", std::move(kinds)}});
}

std::string records_json(const std::vector<RecordSheet>& sheets) {
  Json records = Json::array();
  for (const RecordSheet& sheet : sheets) {
    records.push_back({{"kind", sheet.kind},
                       {"id", sheet.id},
                       {"name", sheet.name},
                       {"in_short", sheet.summary},
                       {"own", sheet.origin.is_own},
                       {"grade", std::string(1, letter(sheet.origin.grade))}});
  }
  return enveloped("islet/catalog-list/1", {}, true, {{"records", std::move(records)}});
}

std::string record_json(const RecordSheet& sheet, const Catalog& catalog) {
  Json figures = Json::object();
  for (const SheetRow& row : sheet.rows) figures[row.key] = row_json(row);
  Json sources = Json::array();
  for (const Source* source : sources_of(sheet, catalog)) {
    sources.push_back({{"id", source->id},
                       {"title", source->title},
                       {"link", source->link},
                       {"date", source->date}});
  }
  return enveloped("islet/catalog-show/1", {}, true,
                   {{"kind", sheet.kind},
                    {"id", sheet.id},
                    {"name", sheet.name},
                    {"grade", std::string(1, letter(sheet.origin.grade))},
                    {"note", sheet.origin.note},
                    {"file", file_of(sheet, catalog)},
                    {"own", sheet.origin.is_own},
                    {"replaces_ours", replaced_by(sheet, catalog) != nullptr},
                    {"figures", std::move(figures)},
                    {"sources", std::move(sources)}});
}

}  // namespace islet
