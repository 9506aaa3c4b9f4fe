#include "catalog/key_tables.h"

#include "catalog/read_records.h"

namespace islet {

std::vector<KindKeys> record_key_tables() {
  const auto one_a_file = [](const char* kind) { return std::string(kind) + "/ID.yaml"; };
  const char* lists = "lists in prices/*.yaml";
  return {
      {"accelerators", one_a_file("accelerators"), "one card, module or chip",
       accelerator_form().keys.lines()},
      {"models", one_a_file("models"), "the shape of a language model, or the work of one input",
       model_form().keys.lines()},
      {"choices", "a list in choices.yaml", "a name for site files, and what it resolves to",
       choice_form().keys.lines()},
      {"hosts", one_a_file("hosts"), "a computer without its cards", host_form().keys.lines()},
      {"pv_modules", one_a_file("pv_modules"), "a class of solar panel",
       pv_module_form().keys.lines()},
      {"inverters", one_a_file("inverters"), "a class of inverter with its charger",
       inverter_form().keys.lines()},
      {"ups", one_a_file("ups"), "a class of uninterruptible supply, with its battery",
       ups_form().keys.lines()},
      {"charge_controllers", one_a_file("charge_controllers"), "a class of solar charger",
       charge_controller_form().keys.lines()},
      {"batteries", one_a_file("batteries"), "a class of battery module",
       battery_form().keys.lines()},
      {"generators", one_a_file("generators"), "a class of generator set",
       generator_form().keys.lines()},
      {"coolers", one_a_file("coolers"), "a class of cooler", cooler_form().keys.lines()},
      {"enclosures", one_a_file("enclosures"), "a cabinet, rack or shelter",
       enclosure_form().keys.lines()},
      {"prices", lists, "a price per unit of something", unit_price_form().keys.lines()},
      {"rates", lists, "a fraction of something, per something", rate_form().keys.lines()},
      {"terms", lists, "how long something is planned for", term_form().keys.lines()},
      {"sources", "a map of id to source in sources.yaml", "where figures come from",
       source_form().keys.lines()},
  };
}

std::vector<KeyLine> figure_keys() {
  const auto optional = [](KeyLine line) {
    line.is_needed = false;
    return line;
  };
  return {
      {"typical", "number of its key", "", {}, "the value that is used"},
      optional({"low",
                "number of its key",
                "",
                {},
                "nine cases in ten lie above; `typical` when absent"}),
      optional({"high",
                "number of its key",
                "",
                {},
                "nine cases in ten lie below; `typical` when absent"}),
      optional({"grade", "word", "", {}, "the record's when absent", {"A", "B", "C", "D"}}),
      optional({"source", "words", "", {}, "ids of sources; the record's when absent"}),
      optional({"stated", "word", "", {}, "what a document states, as written, where it differs"}),
      optional({"see", "word", "", {}, "the contradiction that argues the correction"}),
      optional({"note", "word", "", {}, "what a reader of the figure should know"}),
      optional({"year", "number", "", {1990, 2100}, "of a price: when it is of; or `date`"}),
      optional({"date", "word", "", {}, "of a price: 2025-06-15 or 2025-06"}),
  };
}

}  // namespace islet
