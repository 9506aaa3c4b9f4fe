// The sheet of unequal generator sets that run together.
#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/part_sheets.h"

namespace islet {

PartSheet sets_sheet(const SetsRun& run) {
  PartSheet sheet;
  sheet.part = "sets";
  sheet.title = "Generator sets of ";
  for (std::size_t i = 0; i < run.sets.size(); ++i) {
    sheet.title += (i > 0 ? ", " : "") + text_of(run.sets[i].rated);
  }
  sheet.basis = "the choice with the least fuel among all, each set along its own fuel line";
  sheet.row_heading = "By load";
  sheet.row_key = "load_share";
  sheet.columns = {{"load_kw", "load [kW]"}};
  for (std::size_t i = 0; i < run.sets.size(); ++i) {
    sheet.columns.push_back(
        {fmt::format("set_{}_kw", i + 1), fmt::format("{} [kW]", text_of(run.sets[i].rated))});
  }
  sheet.columns.push_back({"fuel_l_per_h", "burns [L/h]"});
  sheet.columns.push_back({"all_running_l_per_h", "all running [L/h]"});
  const auto litres = [](FuelFlow flow) { return flow * hour / litre; };
  for (const CommittedPoint& point : run.account.points) {
    std::vector<double> values = {point.load / kilowatt};
    for (const Power output : point.choice.output) values.push_back(output / kilowatt);
    values.push_back(litres(point.choice.fuel));
    values.push_back(litres(point.all_running));
    sheet.rows.push_back({point.share, share_text(point.share), std::move(values)});
  }
  sheet.groups = {
      {fmt::format("At a steady {}", text_of(run.load)),
       {{"lost_h", "a year without enough of it, expected", run.account.lost / hour, "h"},
        {"unserved_kwh", "not served", run.account.unserved / kilowatt_hour, "kWh"},
        {"longest_spell_h", "spell that one year in ten has (two sets, up to 48 h)",
         run.account.longest_spell / hour, "h"}}}};
  sheet.notes = {fmt::format(
      "A set fails once in {:.0f} h and is back after {:.0f} h (assumed); no battery helps.",
      set_time_to_failure / hour, set_repair / hour)};
  return sheet;
}

}  // namespace islet
