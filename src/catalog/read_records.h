// One reader for each kind of record. Each reads every key of its kind and no other.
#pragma once

#include "catalog/accelerator.h"
#include "catalog/gear.h"
#include "catalog/model.h"
#include "catalog/price.h"
#include "catalog/record_reader.h"

namespace islet {

Accelerator read_accelerator(RecordReader& record);
Model read_model(RecordReader& record);
ModelChoice read_choice(RecordReader& record);
Host read_host(RecordReader& record);
PvModule read_pv_module(RecordReader& record);
Inverter read_inverter(RecordReader& record);
ChargeController read_charge_controller(RecordReader& record);
BatteryModule read_battery(RecordReader& record);
GeneratorSet read_generator(RecordReader& record);
CoolingUnit read_cooler(RecordReader& record);
Enclosure read_enclosure(RecordReader& record);
UnitPrice read_unit_price(RecordReader& record);
Rate read_rate(RecordReader& record);
Term read_term(RecordReader& record);

/// "jetson_260pin" to its form; a fault names the words there are.
FormFactor read_form(RecordReader& record, const char* key, const std::string& word);

}  // namespace islet
