// How each kind of record is read: the one table of its keys, and what must hold between them.
#pragma once

#include "catalog/catalog.h"
#include "catalog/record_keys.h"

namespace islet {

RecordForm<Accelerator> accelerator_form();
RecordForm<Model> model_form();
RecordForm<ModelChoice> choice_form();
RecordForm<Host> host_form();
RecordForm<PvModule> pv_module_form();
RecordForm<Inverter> inverter_form();
RecordForm<UpsUnit> ups_form();
RecordForm<ChargeController> charge_controller_form();
RecordForm<BatteryModule> battery_form();
RecordForm<GeneratorSet> generator_form();
RecordForm<CoolingUnit> cooler_form();
RecordForm<Enclosure> enclosure_form();
RecordForm<UnitPrice> unit_price_form();
RecordForm<Rate> rate_form();
RecordForm<Term> term_form();
RecordForm<Source> source_form();

/// The words for forms and kinds of models, in the order of their enumerations.
std::span<const std::string_view> form_words();
std::span<const std::string_view> model_kind_words();

}  // namespace islet
