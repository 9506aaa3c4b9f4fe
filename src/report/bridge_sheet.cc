// The sheet of a store that carries a load until a generator does.
#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/part_sheets.h"

namespace islet {
namespace {

PartGroup held_group(const std::vector<ClassHeld>& held) {
  PartGroup group{"If every crank fails: held in full, sheds in this order", {}};
  for (auto each = held.rbegin(); each != held.rend(); ++each) {
    const std::string name(name_of(each->importance));
    group.figures.push_back({fmt::format("held_{}_min", name),
                             fmt::format("{} work, {}", name, text_of(each->load)),
                             each->held / minute, "min"});
  }
  return group;
}

}  // namespace

PartSheet bridge_sheet(const BridgeRun& run) {
  PartSheet sheet;
  sheet.part = "bridge";
  sheet.title =
      fmt::format("{} carried from the loss of a source to the generator", text_of(run.load));
  sheet.basis = fmt::format("a store of {} and {}; {}", text_of(run.store.usable),
                            text_of(run.store.power), run.set_name);
  sheet.row_heading = "By the crank that works";
  sheet.row_key = "attempt";
  sheet.columns = {{"chance_share", "chance", true},
                   {"to_first_load_s", "first load [s]"},
                   {"to_full_load_s", "whole load [s]"},
                   {"from_store_kwh", "from the store [kWh]"},
                   {"lasts", "lasts"}};
  for (const BridgeCourse& course : run.bridge.courses) {
    sheet.rows.push_back(
        {static_cast<double>(course.attempt),
         std::to_string(course.attempt),
         {course.chance, course.to_first_load / second, course.to_full_load / second,
          course.from_store / kilowatt_hour, course.lasts ? 1.0 : 0.0}});
  }
  double no_start = 1;
  for (const BridgeCourse& course : run.bridge.courses) no_start -= course.chance;
  sheet.groups = {
      {"In short",
       {{"chance_carried_share", "carried without a break", run.bridge.chance_carried, "%"},
        {"no_start_share", "no crank works", no_start, "%"},
        {"hold_min", "the store alone holds all of it", run.bridge.hold_time / minute, "min"},
        {"needed_kwh", "a store for the worst course", run.needed / kilowatt_hour, "kWh"},
        {"spare_kwh", "left in this one after it", run.bridge.spare / kilowatt_hour, "kWh"},
        {"load_steps", "steps in which the set takes the load",
         static_cast<double>(run.bridge.load_steps), ""}}},
      held_group(run.held)};
  sheet.notes = {
      "A set that is warm in the time of its record; a first step of 60 % of its rating, then "
      "20 % every 5 s. Classes stop below 100, 75 and 50 % of charge (assumed)."};
  if (!run.bridge.set_is_enough) sheet.notes.push_back("The set cannot carry the whole load.");
  return sheet;
}

}  // namespace islet
