#include "report/explain_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/catalog_page.h"
#include "report/catalog_sheets.h"
#include "report/json.h"

namespace islet {
namespace {

/// What a record says in words, in the order of the page.
struct Prose {
  const char* key;
  const char* heading;
};
constexpr std::array<Prose, 12> prose = {{{"what", "What it is"},
                                          {"means", "It means"},
                                          {"do", "To do"},
                                          {"example", "Example"},
                                          {"working_means", "Working means"},
                                          {"said", "Said"},
                                          {"use", "We use"},
                                          {"why", "Why"},
                                          {"test", "Test"},
                                          {"stated_claim", "Claim"},
                                          {"note", "Note"},
                                          {"basis", "Basis"}}};

std::string heading_of(const Fact& fact) { return fact.title.empty() ? fact.id : fact.title; }

std::string aside_of(const Fact& fact) {
  const std::string key = fact.kind == "rule" ? " " + fact.word("key") : "";
  return fact.kind + " " + fact.id + key;
}

bool under(const std::string& path, const std::string& wanted) {
  return wanted.empty() || path == wanted || path.starts_with(wanted + ".");
}

std::vector<FactFigure> wanted_figures(const Named& named) {
  std::vector<FactFigure> wanted;
  if (named.fact == nullptr) return wanted;
  for (FactFigure& figure : figures_of(*named.fact)) {
    if (under(figure.path, named.path)) wanted.push_back(std::move(figure));
  }
  return wanted;
}

/// "000:421-424" as "AI Inference Workload Taxonomy ..., lines 421-424 (000)".
std::string source_text(const Knowledge& knowledge, const std::string& source) {
  const std::size_t colon = source.find(':');
  const Fact* document = find_fact(knowledge, source.substr(0, colon));
  const std::string title = document == nullptr ? "" : ": " + document->title;
  return source + title;
}

/// Sources of one document on one line: "000:23-27, 260, 396: title".
std::vector<std::string> source_lines(const Knowledge& knowledge, const Fact& fact) {
  std::vector<std::pair<std::string, std::string>> documents;
  for (const std::string& source : fact.sources) {
    const std::size_t colon = source.find(':');
    const std::string id = source.substr(0, colon);
    if (!documents.empty() && documents.back().first == id) {
      documents.back().second += ", " + source.substr(colon + 1);
    } else {
      documents.emplace_back(id, source.substr(colon + 1));
    }
  }
  std::vector<std::string> lines;
  for (const auto& [id, numbers] : documents) {
    const Fact* document = find_fact(knowledge, id);
    lines.push_back(fmt::format("{}, lines {}{}", id, numbers,
                                document == nullptr ? "" : ": " + document->title));
  }
  return lines;
}

std::string conflict_line(const Fact& contradiction) {
  const std::string use = contradiction.word("use");
  const std::string stop = contradiction.title.ends_with('?') ? " " : ": ";
  return contradiction.id + " " + contradiction.title + stop + use;
}

std::vector<const Fact*> conflicts(const Named& named, const Knowledge& knowledge) {
  std::vector<const Fact*> found;
  for (const std::string& id : named.fact->see) {
    if (const Fact* fact = find_fact(knowledge, id)) found.push_back(fact);
  }
  return found;
}

std::string citing_text(const Fact& fact, const Knowledge& knowledge) {
  std::string ids;
  for (const Fact* citing : facts_citing(knowledge, fact.id)) {
    ids += (ids.empty() ? "" : ", ") + citing->id;
  }
  return ids;
}

void add_prose(const Fact& fact, Document& page) {
  for (const Prose& part : prose) {
    const std::string text = fact.word(part.key);
    if (!text.empty()) page.paragraph(std::string(part.heading) + ": " + text);
  }
}

Tone tone_of(ScenarioState state) {
  switch (state) {
    case ScenarioState::reproduced:
      return Tone::good;
    case ScenarioState::fails:
      return Tone::bad;
    case ScenarioState::not_tried:
      return Tone::faint;
    case ScenarioState::corrected:
    case ScenarioState::not_reproducible:
      return Tone::caution;
  }
  return Tone::plain;
}

void add_check(const ScenarioCheck& check, Document& page) {
  page.heading("Does it hold?", std::string(name_of(check.state)));
  if (!check.why.empty()) page.paragraph(check.why);
  if (check.cases.empty()) return;
  Table table;
  table.columns = {{"question", Align::left, true},
                   {"figure", Align::left, true},
                   {"expected", Align::left, true},
                   {"found", Align::left, true}};
  for (const CaseResult& one : check.cases) {
    table.add({one.one.command(),
               one.one.find,
               one.one.expectation(),
               {one.found.value_or("nothing"), one.pass ? Tone::good : tone_of(check.state)}});
  }
  page.table(std::move(table));
}

void add_fact(const Named& named, const Knowledge& knowledge, Document& page) {
  const Fact& fact = *named.fact;
  page.title(heading_of(fact), aside_of(fact));
  if (named.path.empty()) add_prose(fact, page);
  const Table table = explain_table(named);
  if (!table.rows.empty()) page.table(table);
  std::vector<std::string> lines;
  for (const Fact* contradiction : conflicts(named, knowledge)) {
    lines.push_back(conflict_line(*contradiction));
  }
  if (!lines.empty()) page.heading("Conflicts, and what we use");
  page.bullets(std::move(lines));
  if (named.check) add_check(*named.check, page);
  if (const auto where = fact.words("applied_by"); !where.empty()) {
    page.heading("Applied by");
    page.bullets(where);
  }
  if (const std::string citing = citing_text(fact, knowledge); !citing.empty()) {
    page.heading("Named by");
    page.bullets({citing});
  }
  if (!fact.sources.empty()) page.heading("Sources");
  page.bullets(source_lines(knowledge, fact));
}

Json figure_json(const FactFigure& figure) {
  Json out = {{"name", figure.path}, {"stated", figure.text}};
  if (!figure.unit.empty()) out["unit"] = figure.unit;
  if (figure.low) {
    out["low"] = *figure.low;
    out["high"] = figure.high ? Json(*figure.high) : Json(nullptr);
  }
  if (!figure.used_text.empty()) {
    out["used"] = figure.used ? Json(*figure.used) : Json(figure.used_text);
  }
  return out;
}

Json check_json(const ScenarioCheck& check) {
  Json cases = Json::array();
  for (const CaseResult& one : check.cases) {
    cases.push_back({{"command", one.one.command()},
                     {"figure", one.one.find},
                     {"expected", one.one.expectation()},
                     {"found", one.found ? Json(*one.found) : Json(nullptr)},
                     {"pass", one.pass}});
  }
  Json out = {{"state", name_of(check.state)}, {"why", check.why}};
  out["cases"] = std::move(cases);
  return out;
}

Json fact_json(const Named& named, const Knowledge& knowledge) {
  const Fact& fact = *named.fact;
  Json out = {{"id", fact.id}, {"kind", fact.kind}, {"title", heading_of(fact)}};
  for (const Prose& part : prose) {
    const std::string text = fact.word(part.key);
    if (!text.empty()) out[part.key] = text;
  }
  Json figures = Json::array();
  for (const FactFigure& figure : wanted_figures(named)) figures.push_back(figure_json(figure));
  out["figures"] = std::move(figures);
  Json see = Json::array();
  for (const Fact* found : conflicts(named, knowledge)) {
    see.push_back({{"id", found->id}, {"title", found->title}, {"use", found->word("use")}});
  }
  out["conflicts"] = std::move(see);
  if (named.check) out["check"] = check_json(*named.check);
  if (const auto where = fact.words("applied_by"); !where.empty()) out["applied_by"] = where;
  Json sources = Json::array();
  for (const std::string& source : fact.sources) {
    sources.push_back(source_text(knowledge, source));
  }
  out["sources"] = std::move(sources);
  Json citing = Json::array();
  for (const Fact* each : facts_citing(knowledge, fact.id)) citing.push_back(each->id);
  out["named_by"] = std::move(citing);
  return out;
}

/// A fact or a record of the catalogue of that name, without a path.
void find_records(const Knowledge& knowledge, const Catalog& catalog, std::string_view name,
                  Named& out) {
  out.fact = find_fact(knowledge, name);
  out.sheet = sheet_of(catalog, name);
  // The documents' record of a device goes by the id that the catalogue gives it.
  if (out.fact == nullptr && out.sheet) out.fact = find_fact(knowledge, out.sheet->id);
}

bool has_path(const Named& named, const std::string& path) {
  if (named.fact != nullptr) {
    for (const FactFigure& figure : figures_of(*named.fact)) {
      if (under(figure.path, path)) return true;
    }
  }
  if (!named.sheet) return false;
  return std::any_of(named.sheet->rows.begin(), named.sheet->rows.end(),
                     [&](const SheetRow& row) { return row.key == path; });
}

}  // namespace

Named named(const Knowledge& knowledge, const Catalog& catalog, std::string_view name) {
  Named out;
  find_records(knowledge, catalog, name, out);
  if (out.fact != nullptr || out.sheet) return out;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos;
       dot = name.find('.', dot + 1)) {
    Named deeper;
    find_records(knowledge, catalog, name.substr(0, dot), deeper);
    deeper.path = std::string(name.substr(dot + 1));
    if (!has_path(deeper, deeper.path)) continue;
    if (deeper.sheet) {
      std::erase_if(deeper.sheet->rows,
                    [&](const SheetRow& row) { return row.key != deeper.path; });
      if (deeper.sheet->rows.empty()) deeper.sheet.reset();
    }
    return deeper;
  }
  return out;
}

std::vector<std::string> figures_called(const Knowledge& knowledge, std::string_view key,
                                        std::size_t limit) {
  std::vector<std::string> found;
  const std::string end = "." + std::string(key);
  for (const Fact& fact : knowledge.facts) {
    for (const FactFigure& figure : figures_of(fact)) {
      if (figure.path != key && !figure.path.ends_with(end)) continue;
      if (found.size() < limit) found.push_back(fact.id + "." + figure.path);
    }
  }
  return found;
}

Table explain_table(const Named& named) {
  Table table;
  table.columns = {
      {"figure", Align::left, true}, {"stated", Align::left, true}, {"we use", Align::left, true}};
  bool corrected = false;
  for (const FactFigure& figure : wanted_figures(named)) {
    corrected |= !figure.used_text.empty();
    table.add({figure.path, figure.text, figure.used_text});
  }
  if (!corrected) {
    table.columns.pop_back();
    for (auto& row : table.rows) row.pop_back();
  }
  return table;
}

Document explain_page(const Named& named, const Knowledge& knowledge, const Catalog& catalog) {
  Document page;
  if (named.fact != nullptr) add_fact(named, knowledge, page);
  if (named.sheet) {
    if (named.fact != nullptr) page.heading("What Islet computes with");
    const Document record = record_page(*named.sheet, catalog);
    for (const DocumentBlock& block : record.blocks()) page.add(block);
  }
  return page;
}

std::string explain_json(const Named& named, const Knowledge& knowledge, const Catalog& catalog) {
  Json result = Json::object();
  if (named.fact != nullptr) result = fact_json(named, knowledge);
  if (named.sheet) result["record"] = Json::parse(record_json(*named.sheet, catalog))["result"];
  return enveloped("islet/explain/1", {}, true, std::move(result));
}

}  // namespace islet
