#include "report/catalog_reference.h"

#include <fmt/format.h>

#include "catalog/key_tables.h"

namespace islet {
namespace {

std::string range_text(const KeyLine& key) {
  if (key.form != "number" && key.form != "numbers" && key.form != "figure" &&
      key.form != "price") {
    return "";
  }
  const NumberRange any;
  if (key.range.high < any.high) return fmt::format("{:g} to {:g}", key.range.low, key.range.high);
  return fmt::format("at least {:g}", key.range.low);
}

std::string value_text(const KeyLine& key) {
  std::string text = key.form;
  if (key.words.empty()) {
    const std::string range = range_text(key);
    return range.empty() ? text : text + ", " + range;
  }
  text += ": ";
  bool is_first = true;
  for (const std::string& word : key.words) {
    text += (is_first ? "`" : ", `") + word + "`";
    is_first = false;
  }
  return text;
}

std::string need_text(const KeyLine& key) {
  if (!key.is_needed) return "no";
  return key.unless.empty() ? "yes" : fmt::format("unless `{}`", key.unless);
}

std::string keys_table(const std::vector<KeyLine>& keys) {
  std::string text = "| Key | Value | Unit | Needed | Meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const KeyLine& key : keys) {
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, value_text(key), key.unit,
                        need_text(key), key.line);
  }
  return text;
}

constexpr const char* head = R"(# The catalogue's files, key by key

Written from the tables by which the program reads records, by `./check --update`.
`data/README.md` tells how a record is added and which rules its figures follow.
`islet catalog verify FILE` checks a file of yours, `islet catalog add FILE` keeps it.

A record of yours is written like one of Islet's. Your folder (`--catalog`, `ISLET_CATALOG`, or
`islet/catalog` below `XDG_DATA_HOME` or `~/.local/share`) may hold

- files `*.yaml` whose keys are the kinds below, with one record or a list of them under each;
- the keys `sources` and `aliases` in such a file (`aliases: {My card: l4}`), `sources.yaml`, and
  `aliases.csv` (`alias,id`);
- a folder for each kind with one record a file, named after its `id`, and `prices/` with lists.

A record with the id of one of Islet's takes its place; one with a name of another's is refused.
`source: own` names yourself.

## Values

A **word** is text; **words** is a list of it, or one; a **number** is plain, without its unit,
which is in the key's name; a fraction is 0 to 1. A **figure** is a number or a map of the keys
below. A **price** is a figure that must have `year` or `date`; it is old when it is older than
twelve months for certain on the day of `edition.yaml`, which is never a clock's. A **map** has
the keys that stand below its own with a dot.

)";

}  // namespace

std::string catalogue_page() {
  std::string page = head + keys_table(figure_keys());
  for (const KindKeys& table : record_key_tables()) {
    page += fmt::format("\n## {}\n\n{}; {}.\n\n{}", table.kind, table.line, table.where,
                        keys_table(table.keys));
  }
  return page;
}

}  // namespace islet
