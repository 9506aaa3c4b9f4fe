#include "report/catalog_sheets.h"

#include <algorithm>

#include "report/gear_sheets.h"
#include "report/machine_sheets.h"

namespace islet {

const std::vector<SheetKind>& sheet_kinds() {
  static const std::vector<SheetKind> kinds = {
      {"accelerators", "chips, cards and modules that compute", accelerator_sheets},
      {"hosts", "computers that carry accelerators", host_sheets},
      {"models", "neural networks", model_sheets},
      {"choices", "names of models that a site file may use", choice_sheets},
      {"pv_modules", "solar modules", panel_sheets},
      {"batteries", "battery modules", battery_sheets},
      {"generators", "generator sets", generator_sheets},
      {"inverters", "inverters with charger", inverter_sheets},
      {"ups", "uninterruptible supplies, with their batteries", ups_sheets},
      {"charge_controllers", "from panels to battery", charge_controller_sheets},
      {"coolers", "what moves heat out of an enclosure", cooler_sheets},
      {"enclosures", "boxes and cabinets", enclosure_sheets},
      {"prices", "prices per unit", price_sheets},
      {"rates", "yearly and other fractions", rate_sheets},
      {"terms", "how long things are planned for", term_sheets}};
  return kinds;
}

const SheetKind* sheet_kind(std::string_view name) {
  for (const SheetKind& kind : sheet_kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::optional<RecordSheet> sheet_of(const Catalog& catalog, std::string_view name) {
  std::string id(name);
  // Aliases and free spelling first; what has none is known by its id alone.
  if (const Accelerator* device = find_accelerator(catalog, name)) {
    id = device->id;
  } else if (const ModelChoice* choice = find_choice(catalog, name)) {
    id = choice->name;
  } else if (const Model* model = find_model(catalog, name)) {
    id = model->id;
  }
  for (const SheetKind& kind : sheet_kinds()) {
    const std::vector<RecordSheet> sheets = kind.sheets(catalog);
    const auto found = std::find_if(sheets.begin(), sheets.end(),
                                    [&](const RecordSheet& sheet) { return sheet.id == id; });
    if (found != sheets.end()) return *found;
  }
  return std::nullopt;
}

}  // namespace islet
