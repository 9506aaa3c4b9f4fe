#include "cli/word_reader.h"

#include "base/quantity_text.h"

namespace islet {

Error wrong_word(const AskedWord& asked, const std::string& text) {
  return {{},
          fmt::format("{} is \"{}\", must be {}", asked.option, text, asked.what),
          fmt::format("Write for example {} '10 {}'.", asked.option, asked.unit),
          "V5",
          ""};
}

Result<double> word_value(const std::string& text, const AskedWord& asked, double least,
                          double most) {
  Result<ParsedValue> value = parse_value(text);
  const auto unit = parse_unit(asked.unit);
  if (value && !value->has_unit && value->form == ValueForm::known) {
    value = parse_value(text + " " + asked.unit);
  }
  if (!value || !unit || value->form != ValueForm::known || value->dimension != unit->dimension) {
    return wrong_word(asked, text);
  }
  if (value->typical < least || value->typical > most) return wrong_word(asked, text);
  return value->typical;
}

}  // namespace islet
