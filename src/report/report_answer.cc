// Sections 1 and 2 of the report: the answer, what to buy.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "plan/bill.h"
#include "plan/goal_amount.h"
#include "plan/outcome.h"
#include "report/brief.h"
#include "report/report_parts.h"

namespace islet {
namespace {

/// An amount of what is minimised, which is no share.
void add_goal_card(Html& html, const std::string& name, Objective minimised,
                   const Estimate<double>& amount) {
  const std::string_view unit = goal_unit(minimised);
  const std::string low = number_text(amount.low);
  const std::string high = number_text(amount.high);
  add_card(html, name, fmt::format("{} {}", number_text(amount.value), unit),
           low == high ? "" : fmt::format("{} .. {} {}", low, high, unit), amount.grade);
}

/// What is minimised comes first.
void add_cards(const DesignOutcome& design, Objective minimised, Html& html) {
  html.open("ul", {{"class", "cards"}});
  const bool by_purchase = minimised == Objective::purchase_cost;
  if (by_purchase) add_card(html, "Bought at the start", design.cost.purchase);
  if (minimised == Objective::mass || minimised == Objective::energy) {
    add_goal_card(html,
                  minimised == Objective::mass ? "Mass of all that is bought" : "Bought energy",
                  minimised, design.minimised);
  }
  if (minimised == Objective::fuel) add_card(html, "Fuel a year", design.energy.fuel);
  add_card(html, "Lifetime cost", design.cost.lifetime);
  if (!by_purchase) add_card(html, "Bought at the start", design.cost.purchase);
  add_card(html, "Mean draw", design.energy.mean_power);
  if (const WorkloadOutcome* least = least_served(design)) {
    add_card(html, "Least work served: " + least->name, share_text(least->served.value),
             range_of(least->served), least->served.grade);
  }
  if (design.energy.panels.value > Energy()) {
    add_card(html, "Renewable share", share_text(design.energy.renewable.value),
             range_of(design.energy.renewable), design.energy.renewable.grade);
  } else if (design.energy.grid.value > Energy()) {
    add_card(html, "From the grid or feed a year", design.energy.grid);
  } else if (minimised != Objective::fuel) {
    add_card(html, "Fuel a year", design.energy.fuel);
  }
  if (design.energy.ride_through.value > Duration()) {
    add_card(html, "Ride-through, safety work", design.energy.ride_through);
  } else {
    add_card(html, "Energy used a day", scaled(design.energy.used, day / year));
  }
  html.close();
}

void add_infeasible(const PlanRecord& plan, Html& html) {
  const bool stopped = plan.state == PlanState::out_of_time;
  add_paragraph(html,
                stopped ? "The search was stopped before it found a design."
                        : "No design meets every requirement.",
                "lead bad");
  if (plan.nearest) {
    add_paragraph(html, "Nearest: " + plan.nearest->outcome.title + ", lifetime cost " +
                            text_of(plan.nearest->outcome.cost.lifetime) +
                            ". All that follows is about this nearest design.");
  }
  if (!plan.binding.empty()) {
    html.element("h3", "What binds, strongest first");
    add_bullets(html, plan.binding);
  }
  if (plan.relaxations.empty()) return;
  html.element("h3", "What would be enough, each alone");
  Table table;
  table.columns = {{"key"}, {"from"}, {"to"}, {"gives"}, {"lifetime USD", Align::right}};
  for (const Relaxation& each : plan.relaxations) {
    table.add(
        {each.key, each.from, each.to, each.design, number_text(each.lifetime_cost / dollar)});
  }
  html.add(html_of(table, "Changes to the site file with which a design exists"));
}

}  // namespace

void add_answer(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (plan.designs.empty()) {
    add_infeasible(plan, html);
    if (plan.nearest) add_cards(outcome, plan.site.minimise, html);
    return;
  }
  add_paragraph(html, "Recommended: " + outcome.title + ".", "lead strong");
  if (plan.state == PlanState::out_of_time) {
    add_paragraph(html, "The search was stopped before it was done: the best found so far.",
                  "caution");
  }
  for (const std::string& each : outcome.simulated_short) {
    add_paragraph(html, "Falls short request by request: " + each + ".", "caution");
  }
  add_brief(brief_of(plan, outcome), html);
  add_cards(outcome, plan.site.minimise, html);
  std::vector<std::string> points;
  if (!plan.tightest.empty()) points.push_back("Tightest: " + plan.tightest + ".");
  if (!plan.tornado.empty()) {
    const Tornado& widest = plan.tornado.front();
    points.push_back(fmt::format(
        "What would move the cost most: {}, from {} to {} USD over its range.", widest.input,
        number_text(std::min(widest.cost_at_low, widest.cost_at_high) / dollar),
        number_text(std::max(widest.cost_at_low, widest.cost_at_high) / dollar)));
  }
  add_bullets(html, points);
  if (!outcome.notes.empty()) {
    html.element("h3", "Mind before buying");
    add_bullets(html, outcome.notes);
  }
}

void add_bill_section(const PlanRecord&, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  Table table;
  table.columns = {{"item"},
                   {"number", Align::right},
                   {"unit"},
                   {"cost, USD", Align::right},
                   {"90 % range", Align::right},
                   {"grade"},
                   {"price from"}};
  for (const BillItem& item : outcome.bill) {
    const bool is_share = item.unit == share_unit;
    table.add({item.what, is_share ? share_text(item.count) : number_text(item.count), item.unit,
               number_text(item.cost.value / dollar), range_of(item.cost),
               grade_text(item.cost.grade), item.cost.source});
  }
  table.add({{"together", Tone::strong},
             "",
             "",
             {number_text(outcome.cost.purchase.value / dollar), Tone::strong},
             range_of(outcome.cost.purchase),
             grade_text(outcome.cost.purchase.grade),
             ""});
  html.add(html_of(table, "What is bought at the start"));
  std::string mass = "The machines weigh " + text_of(outcome.mass.value);
  if (outcome.height_u > 0) mass += " and take " + number_text(outcome.height_u) + " rack units";
  add_paragraph(html, mass + "; panels, battery and generator are not in that mass.");
  const PlantRecord& plant = design.plant;
  std::vector<std::string> gear;
  const PowerDesign& power = outcome.design.power;
  const auto add = [&](const std::string& name, const std::string& text) {
    if (!name.empty()) gear.push_back(text + ": " + name);
  };
  if (power.panels > Power()) {
    add(plant.panel, fmt::format("{} of panels at {:.0f}° from level, facing {:.0f}° from north",
                                 number_text(power.panels / kilowatt) + " kWp", power.tilt_deg,
                                 power.azimuth_deg));
  }
  if (power.storage > Energy()) add(plant.battery, text_of(power.storage) + " of battery");
  if (plant.generator_rated > Power()) {
    add(plant.generator, text_of(plant.generator_rated) + " of generator on " + plant.fuel_kind);
  }
  const auto add_pieces = [&](const std::string& name, int count, const char* what) {
    if (count > 0)
      add(name, fmt::format("{} {}{}", count, what,
                            count == 1                        ? ""
                            : std::string_view(what) == "UPS" ? "es"
                                                              : "s"));
  };
  add_pieces(plant.inverter, plant.inverters, "inverter");
  add_pieces(plant.ups, plant.upses, "UPS");
  add_pieces(plant.controller, plant.controllers, "charge controller");
  if (power.grid_inverter > Power()) {
    gear.push_back(text_of(power.grid_inverter) + " of grid-tied inverter");
  }
  add(plant.converter, text_of(power.converted) + " between supply and machines");
  add_pieces(plant.cooler, plant.coolers, "cooler");
  add(plant.enclosure, "enclosure");
  if (!gear.empty()) {
    html.element("h3", "The gear by name");
    add_bullets(html, gear);
  }
}

}  // namespace islet
