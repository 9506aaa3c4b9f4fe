#include "report/site_seen.h"

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

std::string dollars(Money money) { return number_text(money / dollar) + " USD"; }

std::string title_of(const PlanBrief& brief) {
  return brief.title.empty() ? "nothing fits" : brief.title;
}

void add_row(Table& table, const char* what, const std::string& filed, const std::string& seen) {
  table.add({what, filed, filed == seen ? "the same" : seen});
}

double served_of(const PlanBrief& brief, const std::string& name) {
  for (const auto& [other, share] : brief.served) {
    if (other == name) return share;
  }
  return 0;
}

Json brief_json(const PlanBrief& brief) {
  Json out = {{"title", brief.title},
              {"purchase_usd", brief.purchase / dollar},
              {"lifetime_usd", brief.lifetime / dollar},
              {"ride_through_h", brief.ride_through / hour},
              {"served", Json::object()}};
  for (const auto& [name, share] : brief.served) out["served"][name] = share;
  return out;
}

}  // namespace

PlanBrief brief_of(const Plan& plan) {
  PlanBrief out;
  if (plan.designs.empty()) return out;
  const DesignOutcome& design = plan.designs.front();
  out.title = design.title;
  out.purchase = design.cost.purchase.value;
  out.lifetime = design.cost.lifetime.value;
  out.ride_through = design.energy.ride_through.value;
  for (const WorkloadOutcome& work : design.workloads) {
    out.served.emplace_back(work.name, work.served.value);
  }
  return out;
}

void add_seen(const std::optional<SiteSeen>& seen, const Plan& plan, Document& page) {
  if (!seen) return;
  page.heading("The site as it is", seen->written.empty() ? "" : "as of " + seen->written);
  Table facts;
  facts.columns = {{"part"}, {"the site says", Align::left, true}, {"in this plan"}};
  for (const SeenFact& one : seen->facts) facts.add({one.what, one.says, one.taken});
  if (!facts.rows.empty()) page.table(std::move(facts));
  if (seen->keys.empty()) {
    page.paragraph("The plan is that of the file alone: nothing in " + seen->source +
                   " speaks against it.");
    return;
  }
  Table keys;
  keys.columns = {{"key"}, {"file"}, {"site"}, {"why", Align::left, true}};
  for (const SeenKey& one : seen->keys) keys.add({one.key, one.was, one.now, one.why});
  page.table(std::move(keys));
  const PlanBrief& filed = seen->as_filed;
  const PlanBrief planned = brief_of(plan);
  Table changes;
  changes.columns = {
      {"plan"}, {"of the file", Align::left, true}, {"of the site", Align::left, true}};
  add_row(changes, "design", title_of(filed), title_of(planned));
  if (!filed.title.empty() && !planned.title.empty()) {
    add_row(changes, "purchase", dollars(filed.purchase), dollars(planned.purchase));
    add_row(changes, "lifetime", dollars(filed.lifetime), dollars(planned.lifetime));
    for (const auto& [name, share] : planned.served) {
      add_row(changes, (name + " served").c_str(), share_text(served_of(filed, name)),
              share_text(share));
    }
  }
  page.table(std::move(changes));
}

Json seen_json(const SiteSeen& seen, const Plan& plan) {
  Json out = {{"source", seen.source},
              {"written", seen.written},
              {"facts", Json::array()},
              {"keys", Json::array()},
              {"plan_of_file", brief_json(seen.as_filed)},
              {"plan_of_site", brief_json(brief_of(plan))}};
  for (const SeenFact& one : seen.facts) {
    out["facts"].push_back({{"what", one.what},
                            {"value", one.value ? Json(*one.value) : Json(nullptr)},
                            {"says", one.says},
                            {"taken", one.taken}});
  }
  for (const SeenKey& one : seen.keys) {
    out["keys"].push_back(
        {{"key", one.key}, {"file", one.was}, {"site", one.now}, {"why", one.why}});
  }
  return out;
}

}  // namespace islet
