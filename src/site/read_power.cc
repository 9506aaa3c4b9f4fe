// Block `power`: sun, battery, generator, grid or feed, and what else draws.
#include <utility>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

template <class Q>
Sizing<Q> read_sizing(const Block& source) {
  Sizing<Q> sizing;
  if (!source.has("size")) {
    source.reading().error(source.place(), "S3", "`" + source.path() + "` lacks its `size`",
                           "write what is there, or what may be chosen from, like `size: " +
                               std::string(source.example_of("size")) + "`");
  }
  sizing.size = source.size<Q>("size");
  sizing.cost = source.maybe<Money>("cost");
  return sizing;
}

/// With `more`, which not every source has.
template <class Q>
Sizing<Q> read_growing(const Block& source) {
  Sizing<Q> sizing = read_sizing<Q>(source);
  sizing.more = source.limit<Q>("more");
  if (sizing.more && source.has("size") && !sizing.size.is_fixed()) {
    source.error("more", "V3",
                 "`" + source.name_of("more") +
                     "` goes with a `size` that is there already, but "
                     "`size` is still to be chosen",
                 "widen the range of `size` instead");
  }
  return sizing;
}

void read_solar(const Block& solar, Supply& out) {
  SolarSupply supply;
  supply.sizing = read_growing<Power>(solar);
  supply.soiling = solar.uncertain<double>("soiling");
  supply.wash_every = solar.known<Duration>("wash");
  if (solar.has("wash") && solar.has("soiling")) {
    solar.error("wash", "V3",
                "`" + solar.name_of("wash") + "` says how dirt gathers, and so does `soiling`",
                "keep one of them");
  }
  supply.tilt_deg = solar.maybe<double>("tilt");
  supply.azimuth_deg = solar.maybe<double>("azimuth");
  supply.dc_ac = solar.known<double>("dc_ac");
  supply.is_tracking = solar.word("mount") == "tracker";
  if (supply.is_tracking) {
    for (const char* key : {"tilt", "azimuth"}) {
      if (!solar.has(key)) continue;
      solar.error(key, "V3",
                  "`" + solar.name_of(key) + "` is of a fixed mount, but `mount` is tracker",
                  "leave it out, or write `mount: fixed`");
    }
    out.solar = std::move(supply);
    return;
  }
  if (!supply.tilt_deg) {
    solar.note_default("tilt", "the best fixed one",
                       "most light in the darkest month; level where the site moves");
  }
  if (!supply.azimuth_deg) {
    solar.note_default("azimuth", "to the equator", "where the sun stands highest");
  }
  out.solar = std::move(supply);
}

void read_battery(const Block& battery, Supply& out) {
  BatterySupply supply;
  supply.sizing = read_growing<Energy>(battery);
  supply.chemistry = battery.word("chemistry");
  supply.keep_above = battery.known<double>("keep_above");
  supply.age = battery.known<Duration>("age");
  out.battery = std::move(supply);
}

/// A list as it is written, a range in eight steps; rising.
std::vector<Volume> read_tanks(const Block& generator) {
  constexpr int steps = 8;
  const SizeChoice<Volume> choice = generator.size<Volume>("tank");
  std::vector<Volume> tanks = choice.options;
  if (tanks.empty()) {
    for (int step = 0; step <= steps; ++step) {
      tanks.push_back(choice.low +
                      (static_cast<double>(step) / steps) * (choice.high - choice.low));
      if (choice.is_fixed()) break;
    }
  }
  std::sort(tanks.begin(), tanks.end());
  return tanks;
}

void read_generator(const Block& generator, Supply& out) {
  GeneratorSupply supply;
  supply.sizing = read_growing<Power>(generator);
  supply.age = generator.known<Duration>("age");
  supply.fuel_kind = generator.word("kind");
  supply.fuel_price = generator.uncertain<VolumePrice>("fuel");
  supply.tanks = read_tanks(generator);
  supply.tank = supply.tanks.empty() ? Volume() : supply.tanks.back();
  supply.refill_every = generator.known<Duration>("refill");
  if (!generator.has("refill")) {
    generator.note_default("refill", "whenever it is needed", "no round of deliveries was stated");
  }
  supply.repair = generator.known<Duration>("repair");
  supply.repair_reserve = {Duration(), supply.repair, {}, ValueOrigin::defaulted, {}};
  if (generator.has("repair_reserve")) {
    supply.repair_reserve = generator.size<Duration>("repair_reserve");
  }
  supply.looks_ahead = generator.word("dispatch") == "look_ahead";
  const auto quiet = generator.windows("quiet");
  if (!quiet.empty()) {
    supply.quiet_from = quiet.front().from;
    supply.quiet_to = quiet.front().to;
  }
  const bool plain = quiet.size() <= 1 && (quiet.empty() || quiet.front().days == 0x7f);
  if (!plain) {
    generator.error(
        "quiet", "V3",
        "`" + generator.name_of("quiet") + "` must be one window of hours that holds every day",
        "write it like `22:00-05:00`");
  }
  out.generator = std::move(supply);
}

void read_grid(const Block& grid, bool is_feed, Supply& out) {
  GridSupply supply;
  supply.is_feed = is_feed;
  if (!grid.has("limit")) {
    grid.reading().error(grid.place(), "S3", "`" + grid.path() + "` lacks its `limit`",
                         "write the highest draw, like `limit: 3 kW`");
  }
  supply.limit = grid.known<Power>("limit");
  supply.available = grid.uncertain<double>("available");
  supply.longest_outage = grid.known<Duration>("longest_outage");
  supply.price = grid.uncertain<EnergyPrice>("price");
  if (grid.has("cheap_hours") != grid.has("cheap_price")) {
    grid.reading().error(
        grid.place(), "S3",
        "`" + grid.path() + "` needs both `cheap_hours` and `cheap_price`, or none",
        "write `cheap_hours: 01:00-05:00` and `cheap_price: 0.07 USD/kWh`");
  } else if (grid.has("cheap_hours")) {
    supply.cheap_hours = grid.windows("cheap_hours");
    supply.cheap_price = grid.uncertain<EnergyPrice>("cheap_price");
  }
  supply.blackouts = grid.uncertain<Frequency>("blackouts");
  supply.blackout_length = grid.uncertain<Duration>("blackout_length");
  out.grid = std::move(supply);
}

void read_other_loads(const Block& power, Supply& out) {
  for (const auto& [entry, load] : power.children("other_loads")) {
    OtherLoad other;
    other.name = entry->key;
    other.place = entry->key_place;
    other.importance = importance_named(load.word("importance")).value_or(Importance::high);
    if (load.has("power") == load.has("each")) {
      load.reading().error(
          entry->key_place, "S3",
          "`" + load.path() + "` needs " +
              (load.has("power") ? "either `power` or `each`, not both" : "`power` or `each`"),
          "write `" + entry->key + ": 85 W`, or `count: 12` and `each: 9 W`");
      continue;
    }
    if (load.has("power")) {
      other.power = load.uncertain<Power>("power");
      if (load.has("count")) {
        load.error(
            "count", "V15",
            "`" + load.name_of("count") + "` goes with `each`; `power` is that of all of them");
      }
    } else {
      const double count = load.known<double>("count");
      other.power = load.uncertain<Power>("each");
      other.power.typical *= count;
      other.power.low *= count;
      other.power.high *= count;
    }
    out.other_loads.push_back(std::move(other));
  }
}

/// A fuel cell is a set of its own fuel; it stands where a generator would.
void read_fuel_cell(const Block& power, Supply& out) {
  const Block cell = power.child("fuel_cell");
  if (!cell.is_given()) return;
  if (out.generator) {
    cell.reading().error(cell.place(), "V7", "`power` has both a `generator` and a `fuel_cell`",
                         "keep one of them");
    return;
  }
  GeneratorSupply supply;
  supply.sizing = read_sizing<Power>(cell);
  supply.fuel_kind = "methanol";
  supply.fuel_price = cell.uncertain<VolumePrice>("fuel");
  supply.tank = cell.known<Volume>("tank");
  supply.refill_every = cell.known<Duration>("refill");
  out.generator = std::move(supply);
}

/// `none`, `any` or a name of the catalogue.
void read_ups(const Block& power, Supply& out) {
  const Catalog& catalog = power.reading().catalog;
  if (!power.has("ups")) {
    if (power.says_none("ups")) {
      out.ups.clear();
    } else if (!out.battery && (out.grid || out.generator)) {
      out.ups = power.text("ups");  // and notes the default
    }
    return;
  }
  out.ups = power.text("ups");
  if (out.ups.empty()) out.ups = "any";  // its fault is told
  if (out.ups == "any" || find_ups(catalog, out.ups) != nullptr) return;
  std::vector<std::string_view> known;
  for (const UpsUnit& unit : catalog.upses) known.push_back(unit.id);
  std::string hint = did_you_mean(out.ups, known);
  if (hint.empty()) hint = "`islet catalog list ups` shows all names; or write `any` or `none`";
  power.error("ups", "D2", "unknown UPS `" + shown(out.ups, 60) + "`", std::move(hint));
  out.ups = "any";
}

void read_bus(const Block& power, Supply& out) {
  if (power.has("bus") || !out.grid) {
    out.bus = power.known<Voltage>("bus");
  } else {
    out.bus = 230 * volt;
    power.note_default("bus", "230 V", "the grid or feed carries the site");
  }
  out.bus_is_ac = out.bus >= 100 * volt;
}

}  // namespace

void read_power(const Block& root, Site& site) {
  const Block power = root.child("power");
  if (!power.is_given()) {
    root.reading().error({root.place().file}, "S3", "the file does not say what `power` there is",
                         "add `power:` with at least one of `solar`, `battery`, `generator`, "
                         "`grid` and `feed`");
    return;
  }
  Supply& out = site.power;
  if (const Block solar = power.child("solar"); solar.is_given()) read_solar(solar, out);
  if (const Block battery = power.child("battery"); battery.is_given()) read_battery(battery, out);
  if (const Block set = power.child("generator"); set.is_given()) read_generator(set, out);
  const Block grid = power.child("grid");
  const Block feed = power.child("feed");
  if (grid.is_given() && feed.is_given()) {
    root.reading().error(feed.place(), "V7", "`power` has both a `grid` and a `feed`",
                         "keep the one that carries the machines");
  }
  if (grid.is_given()) read_grid(grid, false, out);
  if (feed.is_given()) read_grid(feed, true, out);
  if (const Block wind = power.child("wind"); wind.is_given()) {
    out.wind = WindSupply{read_growing<Power>(wind)};
  }
  read_fuel_cell(power, out);
  read_other_loads(power, out);
  read_bus(power, out);
  read_ups(power, out);
}

}  // namespace islet
