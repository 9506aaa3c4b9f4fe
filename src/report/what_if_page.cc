#include "report/what_if_page.h"

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "plan/advice.h"
#include "plan/outcome.h"
#include "report/figure_text.h"

namespace islet {
namespace {

/// "pit_cameras served: 98 %, at least 99.9 % wanted".
std::string miss_text(const Requirement& each) {
  const std::string found = std::isfinite(each.found.value)
                                ? measure_text(each.measure, each.found.value)
                                : "without end";
  return fmt::format("{} {}: {}, {} wanted", each.subject, each.what, found, wanted_text(each));
}

std::vector<std::string> misses_of(const WhatIfCase& one) {
  std::vector<std::string> out = one.shortfalls;
  if (!one.kept) return out;
  for (const Requirement& each : one.kept->requirements) {
    if (!each.met) out.push_back(miss_text(each));
  }
  if (out.empty() && !one.kept->feasible) {
    out.push_back(
        fmt::format("holds in {} of the weather years only", share_text(one.kept->confidence)));
  }
  return out;
}

std::string kept_text(const WhatIfCase& one) {
  const std::vector<std::string> misses = misses_of(one);
  if (misses.empty()) return "holds";
  return misses.front() +
         (misses.size() > 1 ? fmt::format("; and {} more", misses.size() - 1) : "");
}

double dollars(Money money) { return money / dollar; }

/// Room left to the tightest limit on time; none where no time is asked.
const Requirement* tightest_time(const DesignOutcome& design) {
  const Requirement* tightest = nullptr;
  for (const Requirement& each : design.requirements) {
    const bool is_time = each.measure == Measure::duration && each.subject != "site";
    if (is_time && (tightest == nullptr || each.slack < tightest->slack)) tightest = &each;
  }
  return tightest;
}

std::string planned_text(const WhatIfCase& one) {
  if (!one.planned_anew) return "";
  return one.planned ? one.planned->title : "nothing fits: " + one.planned_why_not;
}

Json kept_json(const DesignOutcome& kept) {
  Json out = {{"title", kept.title},
              {"lifetime_usd", json_of(kept.cost.lifetime, dollar)},
              {"fuel_l_per_year", json_of(kept.energy.fuel, litre)},
              {"generator_h_per_year", json_of(kept.energy.generator_time, hour)},
              {"renewable", json_of(kept.energy.renewable, 1.0)},
              {"confidence", kept.confidence},
              {"workloads", Json::array()},
              {"requirements", Json::array()}};
  for (const WorkloadOutcome& each : kept.workloads) {
    Json row = {{"name", each.name}, {"served", json_of(each.served, 1.0)}};
    if (each.group >= 0) row["latency_p99_s"] = json_of(each.p99, second);
    out["workloads"].push_back(std::move(row));
  }
  for (const Requirement& each : kept.requirements) {
    out["requirements"].push_back({{"subject", each.subject},
                                   {"what", each.what},
                                   {"key", each.key},
                                   {"met", each.met},
                                   {"slack", each.slack}});
  }
  return out;
}

Json planned_json(const WhatIfCase& one, Money chosen) {
  if (!one.planned) return {{"fits", false}, {"why_not", one.planned_why_not}};
  const CostSummary& cost = one.planned->cost;
  Json out = {{"fits", true},
              {"title", one.planned->title},
              {"purchase_usd", json_of(cost.purchase, dollar)},
              {"lifetime_usd", json_of(cost.lifetime, dollar)},
              {"more_than_chosen_usd", dollars(cost.lifetime.value - chosen)}};
  if (one.kept) {
    out["more_than_kept_usd"] = dollars(cost.lifetime.value - one.kept->cost.lifetime.value);
  }
  return out;
}

Money chosen_cost(const Plan& plan) {
  const DesignOutcome* chosen = advised_design(plan);
  return chosen == nullptr ? Money() : chosen->cost.lifetime.value;
}

}  // namespace

void add_what_if_cases(const Plan& plan, Document& page) {
  if (plan.what_if.empty()) return;
  const DesignOutcome* chosen = advised_design(plan);
  CHECK(chosen != nullptr);
  const Money planned = chosen->cost.lifetime.value;
  const bool anew = plan.what_if.front().planned_anew;
  page.heading("What if", "USD over the life, more or less than planned");
  for (std::size_t index = 0; index < plan.what_if.size();) {
    const std::string& key = plan.what_if[index].key;
    page.paragraph(key);
    Table table;
    table.columns = {{"value"},
                     {"what is built", Align::left, true},
                     {"cost", Align::right},
                     {"fuel L/year", Align::right}};
    if (anew) {
      table.columns.push_back({"planned anew", Align::left, true});
      table.columns.push_back({"cost", Align::right});
    }
    for (; index < plan.what_if.size() && plan.what_if[index].key == key; ++index) {
      const WhatIfCase& one = plan.what_if[index];
      std::vector<Cell> row = {one.value,
                               {kept_text(one), one.kept_holds() ? Tone::plain : Tone::caution}};
      row.emplace_back(one.kept ? difference_text(planned, one.kept->cost.lifetime.value) : "");
      row.emplace_back(one.kept ? number_text(one.kept->energy.fuel.value / litre) : "");
      const bool same = one.planned && one.planned->title == chosen->title;
      row.emplace_back(same ? "the same" : planned_text(one));
      row.emplace_back(one.planned ? difference_text(planned, one.planned->cost.lifetime.value)
                                   : "");
      if (!anew) row.resize(table.columns.size());
      table.add(std::move(row));
    }
    page.table(std::move(table));
  }
}

Table have_rows(const std::vector<OwnedAudit>& have) {
  Table table;
  table.columns = {{"device", Align::left, true}, {"there", Align::right},
                   {"used", Align::right},        {"needed", Align::right},
                   {"busy", Align::right},        {"verdict"},
                   {"why", Align::left, true},    {"way up", Align::left, true}};
  for (const OwnedAudit& each : have) {
    table.add({each.name, std::to_string(each.owned), std::to_string(each.used),
               each.needed > 0 ? std::to_string(each.needed) : "",
               each.needed > 0 ? share_text(each.busy_share) : "", each.verdict, each.why,
               each.upgrade});
  }
  return table;
}

std::vector<std::string> savings_of(const std::vector<OwnedAudit>& have) {
  std::vector<std::string> savings;
  for (const OwnedAudit& each : have) {
    if (each.smaller.empty() || !each.lifetime_saved) continue;
    const bool saves = *each.lifetime_saved > Money();
    savings.push_back(fmt::format(
        "In place of {} x {} (worth {} new): {} for {}; mean draw {} less, lifetime cost {} {}.",
        each.owned, each.name, text_of(each.worth), each.smaller_title, text_of(each.smaller_price),
        text_of(each.power_saved),
        text_of(saves ? *each.lifetime_saved : Money() - *each.lifetime_saved),
        saves ? "less, the purchase included" : "more, so keep what is there"));
  }
  return savings;
}

void add_have(const Plan& plan, Document& page) {
  if (plan.have.empty()) return;
  page.heading("What is there already");
  page.table(have_rows(plan.have));
  page.bullets(savings_of(plan.have));
}

Table what_if_rows(const Plan& plan) {
  Table table;
  table.columns = {{"key"},
                   {"value"},
                   {"kept holds"},
                   {"kept misses"},
                   {"kept lifetime cost [USD]"},
                   {"kept fuel [L/year]"},
                   {"least served"},
                   {"least served [share]"},
                   {"tightest time"},
                   {"room to it [share]"},
                   {"planned anew"},
                   {"planned lifetime cost [USD]"},
                   {"more than chosen [USD]"}};
  const auto number = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
  };
  for (const WhatIfCase& one : plan.what_if) {
    std::vector<Cell> row = {one.key, one.value, one.kept_holds() ? "yes" : "no"};
    std::string misses;
    for (const std::string& each : misses_of(one)) misses += (misses.empty() ? "" : "; ") + each;
    row.emplace_back(std::move(misses));
    if (one.kept) {
      row.emplace_back(number(dollars(one.kept->cost.lifetime.value)));
      row.emplace_back(number(one.kept->energy.fuel.value / litre));
      const WorkloadOutcome* least = least_served(*one.kept);
      row.emplace_back(least == nullptr ? "" : least->name);
      row.emplace_back(least == nullptr ? "" : number(least->served.value));
      const Requirement* time = tightest_time(*one.kept);
      row.emplace_back(time == nullptr ? "" : time->subject + " " + time->what);
      row.emplace_back(time == nullptr ? "" : number(time->slack));
    } else {
      row.resize(row.size() + 6);
    }
    row.emplace_back(planned_text(one));
    if (one.planned) {
      const Money planned = one.planned->cost.lifetime.value;
      row.emplace_back(number(dollars(planned)));
      row.emplace_back(number(dollars(planned - chosen_cost(plan))));
    }
    table.add(std::move(row));
  }
  return table;
}

Json what_if_json(const Plan& plan) {
  Json out = Json::array();
  for (const WhatIfCase& one : plan.what_if) {
    Json row = {{"key", one.key},
                {"value", one.value},
                {"kept_holds", one.kept_holds()},
                {"kept_misses", misses_of(one)},
                {"kept", one.kept ? kept_json(*one.kept) : Json()}};
    row["planned"] = one.planned_anew ? planned_json(one, chosen_cost(plan)) : Json();
    out.push_back(std::move(row));
  }
  return out;
}

Json have_json(const Plan& plan) {
  Json out = Json::array();
  for (const OwnedAudit& each : plan.have) {
    Json row = {{"id", each.id},
                {"name", each.name},
                {"kind", each.is_host ? "host" : "accelerator"},
                {"owned", each.owned},
                {"used", each.used},
                {"worth_usd", each.worth / dollar},
                {"verdict", each.verdict},
                {"why", each.why}};
    if (each.needed > 0) {
      row["needed"] = each.needed;
      row["busy_share"] = each.busy_share;
    }
    if (!each.upgrade.empty()) row["upgrade"] = each.upgrade;
    if (!each.smaller.empty()) {
      row["smaller"] = {{"id", each.smaller},
                        {"machines", each.smaller_title},
                        {"price_usd", each.smaller_price / dollar},
                        {"worth_saved_usd", each.worth_saved / dollar},
                        {"mean_power_saved_w", each.power_saved / watt}};
      if (each.lifetime_saved) row["smaller"]["lifetime_saved_usd"] = *each.lifetime_saved / dollar;
    }
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace islet
