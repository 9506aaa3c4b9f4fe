#include "report/outlook_page.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/verdict.h"

namespace islet {
namespace {

std::string kwh(Energy energy) {
  const double amount = energy / kilowatt_hour;
  return amount > -0.05 && amount < 0.05 ? "0" : number_text(amount);
}

void add_odds(const PlantOutlook& outlook, Document& page) {
  page.heading("Years with less sun", "kWh a year; fuel in litres");
  Table table;
  table.columns = {{"", Align::left},           {"sunlight", Align::right},
                   {"sun used", Align::right},  {"unused", Align::right},
                   {"generator", Align::right}, {"grid", Align::right},
                   {"refused", Align::right},   {"fuel", Align::right}};
  for (const OddsYear& now : outlook.odds) {
    table.add({fmt::format("P{:.0f}", 100 * now.exceeded), share_text(now.sun_factor),
               kwh(now.panels), kwh(now.curtailed), kwh(now.generator), kwh(now.grid),
               kwh(now.unserved), number_text(now.fuel / litre)});
  }
  page.table(std::move(table));
  page.paragraph("P90: 90 of 100 years have more sun.", Tone::faint);
}

std::string hours_text(Duration duration) {
  const double hours = duration / hour;
  return hours < 0.005 ? "0" : number_text(hours);
}

void add_outages(const OutageAccount& outages, const std::vector<GivenValue>& given,
                 Document& page) {
  page.heading("Hours without power, by class of work", "h a year");
  const bool has_grid = outages.grid_outage > Duration();
  Table table;
  table.columns = {{"", Align::left},
                   {"of its hours", Align::right},
                   {"for shortage", Align::right},
                   {"for failures", Align::right},
                   {"longest spell", Align::right}};
  const bool has_blackouts = outages.blackouts_per_year > 0;
  if (has_blackouts) table.columns.push_back({"in blackouts", Align::right});
  if (has_grid) table.columns.push_back({"through an outage", Align::right});
  for (std::size_t c = 0; c < outages.classes.size(); ++c) {
    const ClassLoss& loss = outages.classes[c];
    if (!loss.is_there) continue;
    std::vector<Cell> row = {std::string(name_of(static_cast<Importance>(c))),
                             loss.chance <= 0 ? "0 %" : share_text(loss.chance),
                             hours_text(loss.by_shortage), hours_text(loss.by_failure),
                             hours_text(loss.longest)};
    if (has_blackouts) row.emplace_back(hours_text(loss.by_blackout));
    if (has_grid) row.emplace_back(share_text(loss.through_outage));
    table.add(std::move(row));
  }
  page.table(std::move(table));
  std::vector<std::string> notes;
  if (outages.failures_per_year > 0) {
    notes.push_back(fmt::format("generator: fails {} times a year; repaired after {}",
                                number_text(outages.failures_per_year),
                                repair_text(outages.repair, given)));
  }
  if (has_blackouts) {
    notes.push_back(
        fmt::format("blackouts: {} a year; battery and UPS carry what they can, sun and "
                    "generator are not counted on",
                    number_text(outages.blackouts_per_year)));
  }
  if (has_grid) {
    notes.push_back(fmt::format("through an outage: served without a break for {} h without grid",
                                number_text(outages.grid_outage / hour)));
  }
  page.bullets(std::move(notes));
}

}  // namespace

void add_outlook(const PlantOutlook& outlook, const std::vector<GivenValue>& given,
                 Document& page) {
  add_odds(outlook, page);
  add_outages(outlook.outages, given, page);
}

}  // namespace islet
