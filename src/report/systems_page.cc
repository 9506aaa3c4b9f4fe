#include "report/systems_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "report/json.h"

namespace islet {
namespace {

std::ptrdiff_t passed(const SystemResult& result) {
  return std::count_if(result.cases.begin(), result.cases.end(),
                       [](const CaseResult& one) { return one.pass; });
}

Tone tone_of(const std::string& state) {
  if (state == "works") return Tone::good;
  return state == "partly" ? Tone::caution : Tone::faint;
}

std::string counts_text(const std::vector<SystemResult>& results) {
  std::array<int, 3> counts{};
  for (const SystemResult& result : results) {
    const std::string state = result.state();
    ++counts[state == "works" ? 0 : state == "partly" ? 1 : 2];
  }
  return fmt::format("{} work, {} partly, {} missing", counts[0], counts[1], counts[2]);
}

}  // namespace

std::string SystemResult::state() const {
  const auto good = passed(*this);
  if (good == 0) return "missing";
  const bool all = good == static_cast<std::ptrdiff_t>(cases.size());
  return all && system->word("left").empty() ? "works" : "partly";
}

Table systems_table(const std::vector<SystemResult>& results) {
  Table table;
  table.columns = {{"id"},
                   {"system", Align::left, true},
                   {"state"},
                   {"cases", Align::right},
                   {"left to do", Align::left, true}};
  for (const SystemResult& result : results) {
    const std::string state = result.state();
    const std::string cases =
        result.cases.empty() ? "" : fmt::format("{}/{}", passed(result), result.cases.size());
    table.add({result.system->id,
               result.system->title,
               {state, tone_of(state)},
               cases,
               result.system->word("left")});
  }
  return table;
}

Document systems_page(const std::vector<SystemResult>& results) {
  Document page;
  page.title("Systems", counts_text(results));
  page.table(systems_table(results));
  for (const SystemResult& result : results) {
    if (result.cases.empty()) continue;
    page.heading(result.system->id + " " + result.system->title, result.state());
    page.paragraph(result.system->word("working_means"));
    Table table;
    table.columns = {{"command", Align::left, true},
                     {"figure", Align::left, true},
                     {"expected", Align::left, true},
                     {"found", Align::left, true}};
    for (const CaseResult& one : result.cases) {
      table.add({one.one.command(),
                 one.one.find,
                 one.one.expectation(),
                 {one.found.value_or("nothing"), one.pass ? Tone::good : Tone::bad}});
    }
    page.table(std::move(table));
  }
  return page;
}

std::string systems_json(const std::vector<SystemResult>& results) {
  Json systems = Json::array();
  bool ok = true;
  for (const SystemResult& result : results) {
    Json cases = Json::array();
    for (const CaseResult& one : result.cases) {
      ok = ok && one.pass;
      cases.push_back({{"command", one.one.command()},
                       {"figure", one.one.find},
                       {"expected", one.one.expectation()},
                       {"found", one.found ? Json(*one.found) : Json(nullptr)},
                       {"pass", one.pass}});
    }
    Json row = {{"id", result.system->id}};
    row["kind"] = result.system->words("kind");
    row["name"] = result.system->title;
    row["state"] = result.state();
    row["note"] = result.system->word("left");
    row["working_means"] = result.system->word("working_means");
    row["cases"] = std::move(cases);
    systems.push_back(std::move(row));
  }
  return enveloped("islet/verify-systems/1", {}, ok, {{"systems", std::move(systems)}});
}

}  // namespace islet
