// Records of what stands around the accelerators: hosts, panels, batteries, generators, coolers.
#pragma once

#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/figure.h"

namespace islet {

/// A computer that carries accelerators. Power is without its cards, at the wall side of no supply:
/// divide card and host watts by `supply_efficiency` to get the draw.
struct Host {
  std::string id;
  std::string name;
  int cards_max = 0;
  std::vector<FormFactor> card_forms;
  Power card_power_max;
  int cpu_cores = 0;
  Bytes memory;
  Figure<Power> idle_power;
  Figure<Power> serving_power;  ///< typical while it serves, without cards
  Figure<Power> max_power;
  double supply_efficiency = 1.0;
  bool redundant_supply = false;
  std::vector<std::string> supply;  ///< "dc_12v_to_48v", "ac_230v"
  Temperature inlet_min;
  Temperature inlet_max;
  bool fanless = false;
  double height_u = 0;
  Mass mass;
  Duration boot;
  Duration life;
  Figure<Money> price;  ///< without cards
  Origin origin;
};

struct PvModule {
  std::string id;
  std::string name;
  Power rated;
  double efficiency = 0;             ///< at 1000 W/m2, 25 C
  Figure<double> power_coefficient;  ///< 1/K, negative
  Temperature nominal_cell;          ///< NOCT
  Area area;
  Mass mass;
  Voltage max_power_voltage;
  Voltage open_circuit_voltage;
  double bifacial = 0;  ///< rear over front efficiency
  Temperature cell_max;
  double first_year_loss = 0;
  Figure<double> loss_per_year;
  Duration life;
  Figure<Money> price;  ///< one module
  Origin origin;
};

struct Inverter {
  std::string id;
  std::string name;
  Voltage battery_voltage;
  Power continuous;  ///< at 25 C
  Power continuous_at_40c;
  Power continuous_at_65c;  ///< 0 when not known
  Power surge;              ///< for seconds
  double efficiency_peak = 0;
  Figure<double> efficiency_full_load;
  Figure<double> charger_efficiency;
  Current charge_current_max;
  Figure<Power> standby;
  Duration transfer;  ///< from grid or generator to battery; 0 when not known
  Temperature ambient_min;
  Temperature ambient_max;
  Mass mass;
  Duration life;
  Figure<Money> price;
  Origin origin;
};

/// An uninterruptible supply: stands between the mains, or a set, and machines, with a battery of
/// its own.
struct UpsUnit {
  std::string id;
  std::string name;
  std::string topology;         ///< "line_interactive", "double_conversion"
  Power rated;                  ///< what it may carry, in watts and not in volt-amperes
  double efficiency_25 = 0;     ///< from its source at a quarter of the rating, battery full
  double efficiency_50 = 0;     ///< at half
  double efficiency_100 = 0;    ///< at the rating
  double efficiency_store = 0;  ///< from its battery
  Figure<Power> no_load;        ///< drawn with nothing behind it, battery full
  Duration transfer;            ///< without power at its output when the source goes
  Energy battery;               ///< on the nameplate, at the rate of 20 h
  Duration runtime;             ///< at the rating, battery new
  Duration battery_life;
  Temperature ambient_min;
  Temperature ambient_max;
  Mass mass;
  Figure<Money> price;  ///< with its battery
  Origin origin;
};

struct ChargeController {
  std::string id;
  std::string name;
  std::vector<Voltage> battery_voltages;
  Power pv_power_max;      ///< at its highest battery voltage
  Voltage pv_voltage_max;  ///< open circuit, at the coldest
  Current charge_current_max;
  Figure<double> efficiency;  ///< yearly mean
  Figure<Power> standby;
  Temperature ambient_min;
  Temperature ambient_max;
  Temperature full_output_max;  ///< above it, less than its rating
  Mass mass;
  Duration life;
  Figure<Money> price;
  Origin origin;
};

struct BatteryModule {
  std::string id;
  std::string name;
  std::string chemistry;  ///< "lfp", "nmc", "agm", "opzv"
  Voltage nominal_voltage;
  Energy capacity;
  double usable_min = 0;  ///< lowest and highest charge it should see, as fractions
  double usable_max = 1;
  Frequency charge_max;  ///< C-rate: power limit / capacity
  Frequency discharge_max;
  Figure<double> round_trip;
  Figure<double> cycles_to_end;  ///< cycles of `cycle_depth` until `end_capacity` is left
  double cycle_depth = 0.8;
  double end_capacity = 0.7;
  Figure<Duration> calendar_life;  ///< at 25 C
  double self_discharge_per_month = 0;
  Temperature charge_min;  ///< no charging below this
  Temperature charge_max_temperature;
  Temperature discharge_min;
  Temperature discharge_max_temperature;
  Figure<Power> standby;
  Power heater;
  Figure<Mass> mass;
  Figure<Money> price;  ///< one module
  Origin origin;
};

struct GeneratorSet {
  std::string id;
  std::string name;
  std::string fuel;  ///< "diesel", "propane", "natural_gas"
  Power rated;
  /// Fuel line: flow = fuel_no_load * rated + fuel_slope * output.
  /// As volume per energy; gas engines use the volume equivalent in the record's note.
  Figure<double> fuel_no_load_l_per_kwh;
  Figure<double> fuel_slope_l_per_kwh;
  double minimum_load = 0.3;  ///< fraction of rated
  Duration start;             ///< from cold to rated voltage
  Duration full_load;         ///< from cold to full load
  Duration cool_down;
  Volume tank;  ///< its own; 0 for a set fed from outside
  /// Full output up to this altitude and intake temperature; above them it loses a fraction per
  /// step.
  Length altitude_free;
  double derate_per_300_m = 0;
  Temperature temperature_free;
  double derate_per_5_c = 0;
  Temperature ambient_min;
  Temperature ambient_max;
  Figure<double> start_failure;
  Figure<Duration> service_interval;  ///< running hours
  Figure<Money> service_cost;
  Figure<Duration> overhaul_interval;  ///< running hours; life when no overhaul is made
  Mass mass;
  double noise_dba_7m = 0;
  Figure<Money> price;
  Origin origin;
};

/// Draw of a cooler at one outside temperature, either as a share of the heat moved or by its COP.
struct CoolingPoint {
  Temperature ambient;
  double draw_per_heat = 0;  ///< electric watts per watt of heat moved
};

struct CoolingUnit {
  std::string id;
  std::string name;
  std::string
      kind;        ///< "passive", "filtered_fan", "air_exchanger", "compressor", "dry_cooler", ...
  Power heat_max;  ///< heat it moves at its rating
  TemperatureDifference
      inside_above;                 ///< inside minus ambient at full heat; negative: cooled below
  std::vector<CoolingPoint> curve;  ///< by rising ambient
  Temperature ambient_min;
  Temperature ambient_max;
  bool needs_clean_air = false;
  Duration service_interval;  ///< running
  Mass mass;
  Figure<Money> price;
  Origin origin;
};

struct Enclosure {
  std::string id;
  std::string name;
  std::string rating;  ///< "IP65"
  double height_u = 0;
  Area wall;
  double wall_w_per_m2_k = 0;
  double solar_absorptance = 0;
  Mass payload;
  Temperature ambient_min;
  Temperature ambient_max;
  Mass mass;
  Figure<Money> price;
  Origin origin;
};

}  // namespace islet
