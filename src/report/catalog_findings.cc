#include "report/catalog_findings.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "report/catalog_sheets.h"
#include "report/json.h"
#include "report/price_page.h"

namespace islet {
namespace {

void add_ids(std::set<std::string, std::less<>>& ids, const std::string& list) {
  for (const std::string_view id : split(list, ',')) ids.emplace(trimmed(id));
}

/// "24 GB" of a row: its value as one would write it.
std::string used_text(const SheetRow& row) {
  return row.is_number ? significant(row.value, 6) : row.text;
}

void judge_row(const RecordSheet& sheet, const SheetRow& row, const Catalog& catalog,
               KindCount& count, std::vector<CatalogFinding>& list) {
  if (!row.is_number) return;
  ++count.figures[static_cast<std::size_t>(row.grade)];
  const std::string figure = sheet.id + "." + row.key;
  const auto add = [&](const char* about, const std::string& what) {
    list.push_back({about, figure, what, sheet.origin.is_own, sheet.origin.place});
  };
  if (is_old_price(row.date, catalog.edition)) {
    ++count.old_prices;
    add("old price", age_text(row.date, catalog.edition));
  }
  if (!row.stated.empty()) {
    ++count.stated;
    const std::string see = row.see.empty() ? "" : " (" + row.see + ")";
    add("stated otherwise",
        fmt::format("{} is used, {} is stated{}", used_text(row), row.stated, see));
  }
}

void add_replaced(const Catalog& catalog, std::vector<CatalogFinding>& list) {
  for (const Replacement& each : catalog.replaced) {
    list.push_back({"in place of ours", each.id,
                    fmt::format("one of the {} stands in place of Islet's", each.kind), true,
                    each.own});
  }
}

/// Sources that no record names: mostly a slip in a name.
void add_unused(const Catalog& catalog, const std::set<std::string, std::less<>>& used,
                std::vector<CatalogFinding>& list) {
  for (const Source& source : catalog.sources) {
    if (source.id == "own" || used.contains(source.id)) continue;
    list.push_back({"unused source", source.id, "no figure names this source", false, {}});
  }
}

/// Sorts of faults by their codes, in plain words.
const char* sort_of(const Error& fault) {
  const std::string_view code = fault.code;
  if (code == "D4") return "a name that stands for two records";
  if (code == "D3") return "a source that is not there, or a broken line";
  if (code == "D2" || code == "D5") return "a record that is not there";
  if (code == "V4" || code == "V5") return "figures that contradict each other, or a wrong word";
  if (code == "S3" && fault.what.find("has no date") != std::string::npos) {
    return "a price without a date";
  }
  if (code == "S3" && (fault.what == "`grade` is missing" || fault.what == "`source` is missing")) {
    return "a record without grade or source";
  }
  if (code == "S3") return "a key that is missing";
  if (code == "S1" || code == "S2") return "a key that is not known, or not in its place";
  if (code == "V1" || code == "V2" || code == "V3" || code == "V6") return "a value of wrong form";
  return "a file that cannot be read";
}

std::vector<std::pair<std::string, int>> sorts_of(const std::vector<Error>& faults) {
  std::vector<std::pair<std::string, int>> sorts;
  for (const Error& fault : faults) {
    if (fault.severity != Severity::error) continue;
    const std::string sort = sort_of(fault);
    const auto same = std::find_if(sorts.begin(), sorts.end(),
                                   [&](const auto& each) { return each.first == sort; });
    if (same == sorts.end()) {
      sorts.emplace_back(sort, 1);
    } else {
      ++same->second;
    }
  }
  return sorts;
}

Table counts_table(const CatalogFindings& findings) {
  Table table;
  table.columns = {{"kind"},
                   {"records", Align::right},
                   {"yours", Align::right},
                   {"A", Align::right},
                   {"B", Align::right},
                   {"C", Align::right},
                   {"D", Align::right},
                   {"disputed", Align::right},
                   {"old", Align::right}};
  KindCount sum;
  sum.kind = "all";
  const auto add = [&](const KindCount& count) {
    std::vector<Cell> row = {count.kind, std::to_string(count.records), std::to_string(count.own)};
    for (const int figures : count.figures) row.emplace_back(std::to_string(figures));
    row.emplace_back(std::to_string(count.stated));
    row.emplace_back(std::to_string(count.old_prices));
    table.add(std::move(row));
  };
  for (const KindCount& count : findings.counts) {
    add(count);
    sum.records += count.records;
    sum.own += count.own;
    sum.stated += count.stated;
    sum.old_prices += count.old_prices;
    for (std::size_t grade = 0; grade < sum.figures.size(); ++grade) {
      sum.figures[grade] += count.figures[grade];
    }
  }
  add(sum);
  return table;
}

Json counts_json(const CatalogFindings& findings) {
  Json out = Json::array();
  for (const KindCount& count : findings.counts) {
    out.push_back({{"kind", count.kind},
                   {"records", count.records},
                   {"own", count.own},
                   {"figures_by_grade",
                    {{"A", count.figures[0]},
                     {"B", count.figures[1]},
                     {"C", count.figures[2]},
                     {"D", count.figures[3]}}},
                   {"stated_otherwise", count.stated},
                   {"old_prices", count.old_prices}});
  }
  return out;
}

/// Findings of the user's own; with `all` every one.
CatalogFindings shown_of(const VerifyView& view) {
  CatalogFindings shown;
  for (const CatalogFinding& each : view.findings.list) {
    if (view.all || each.is_own) shown.list.push_back(each);
  }
  return shown;
}

}  // namespace

CatalogFindings findings_of(const Catalog& catalog, bool own_only) {
  CatalogFindings out;
  std::set<std::string, std::less<>> used = {"gk"};  // choices rest on it
  for (const SheetKind& kind : sheet_kinds()) {
    KindCount count;
    count.kind = kind.name;
    for (const RecordSheet& sheet : kind.sheets(catalog)) {
      add_ids(used, sheet.origin.source);
      for (const SheetRow& row : sheet.rows) add_ids(used, row.source);
      if (own_only && !sheet.origin.is_own) continue;
      ++count.records;
      count.own += sheet.origin.is_own ? 1 : 0;
      for (const SheetRow& row : sheet.rows) judge_row(sheet, row, catalog, count, out.list);
    }
    if (count.records > 0) out.counts.push_back(std::move(count));
  }
  add_replaced(catalog, out.list);
  if (!own_only) add_unused(catalog, used, out.list);
  return out;
}

Table fault_counts(const std::vector<Error>& faults) {
  Table table;
  table.columns = {{"faults", Align::right}, {"what", Align::left, true}};
  for (const auto& [sort, count] : sorts_of(faults)) table.add({std::to_string(count), sort});
  return table;
}

Table findings_table(const CatalogFindings& findings) {
  Table table;
  table.columns = {{"finding"}, {"figure", Align::left, true}, {"what", Align::left, true}};
  for (const CatalogFinding& each : findings.list) table.add({each.about, each.figure, each.what});
  return table;
}

Document verify_page(const VerifyView& view, const Catalog& catalog) {
  Document page;
  const bool clean = view.seen == 0;
  page.title(clean ? "The catalogue has no fault"
                   : fmt::format("The catalogue has {} {}", view.seen,
                                 view.seen == 1 ? "fault" : "faults"),
             catalog.edition ? "of " + catalog.edition->text() : "of no known day");
  if (!clean) page.table(fault_counts(view.faults));
  page.heading("Records, figures by grade, figures stated otherwise, old prices");
  page.table(counts_table(view.findings));
  const CatalogFindings shown = shown_of(view);
  if (!shown.list.empty()) {
    page.heading("Findings");
    page.table(findings_table(shown));
  }
  const std::size_t hidden = view.findings.list.size() - shown.list.size();
  if (hidden > 0) {
    page.paragraph(fmt::format("{} findings on Islet's own records; --all lists them.", hidden));
  }
  return page;
}

std::string verify_json(const VerifyView& view, const Catalog& catalog) {
  Json findings = Json::array();
  for (const CatalogFinding& each : view.findings.list) {
    findings.push_back({{"finding", each.about},
                        {"figure", each.figure},
                        {"what", each.what},
                        {"own", each.is_own},
                        {"file", each.is_own ? each.place.text() : ""}});
  }
  Json sorts = Json::array();
  for (const auto& [sort, count] : sorts_of(view.faults)) {
    sorts.push_back({{"what", sort}, {"count", count}});
  }
  return enveloped("islet/catalog-verify/1", view.faults, view.seen == 0,
                   {{"edition", catalog.edition ? Json(catalog.edition->text()) : Json()},
                    {"faults", view.seen},
                    {"faults_by_sort", std::move(sorts)},
                    {"kinds", counts_json(view.findings)},
                    {"findings", std::move(findings)}});
}

}  // namespace islet
