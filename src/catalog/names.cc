#include "catalog/names.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "base/written_file.h"

namespace islet {
namespace {

constexpr std::size_t aliases_bytes_max = std::size_t{1} << 20;

/// One line of the table, with its columns from 1.
struct AliasLine {
  std::string alias;
  std::string id;
  int id_column = 0;
};

/// `alias,id` or `"alias, with a comma",id`; nothing for a line of another form.
std::optional<AliasLine> alias_line(std::string_view line) {
  AliasLine out;
  const bool quoted = !line.empty() && line.front() == '"';
  const std::size_t end = quoted ? line.find('"', 1) : line.find(',');
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t comma = quoted ? end + 1 : end;
  if (comma >= line.size() || line[comma] != ',') return std::nullopt;
  out.alias = std::string(quoted ? line.substr(1, end - 1) : line.substr(0, end));
  out.id = std::string(line.substr(comma + 1));
  out.id_column = static_cast<int>(comma) + 2;
  const bool fits =
      !folded_name(out.alias).empty() && !out.id.empty() && out.id.find(',') == std::string::npos;
  return fits ? std::optional(out) : std::nullopt;
}

/// What one name stands for, and where that is written.
struct NamedRecord {
  std::string folded;
  std::string id;
  std::string written;
  Place place;
};

std::vector<NamedRecord> own_names(const Catalog& catalog) {
  std::vector<NamedRecord> names;
  const auto add = [&](const std::string& id, const std::string& name) {
    names.push_back({folded_name(id), id, id, {}});
    names.push_back({folded_name(name), id, name, {}});
  };
  for (const Accelerator& device : catalog.accelerators) add(device.id, device.name);
  for (const Model& model : catalog.models) add(model.id, model.name);
  return names;
}

/// The first record that a name stands for keeps it; every other one is a fault at its own place.
void refuse_clashes(std::vector<NamedRecord> names, const std::string& path, Faults& faults) {
  std::stable_sort(names.begin(), names.end(),
                   [](const NamedRecord& a, const NamedRecord& b) { return a.folded < b.folded; });
  for (std::size_t index = 1; index < names.size(); ++index) {
    const NamedRecord& before = names[index - 1];
    const NamedRecord& here = names[index];
    if (here.folded != before.folded || here.id == before.id) continue;
    Place place = here.place;
    if (place.line == 0) place.file = path;
    faults.add({std::move(place),
                fmt::format("`{}` stands for both `{}` and `{}`", here.written, before.id, here.id),
                "Case and punctuation do not count in names.", "D4", ""});
  }
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string out;
  for (const char letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return out;
}

void read_aliases(Catalog& catalog, Faults& faults) {
  const std::string path = catalog.folder + "/aliases.csv";
  const Result<std::string> text = read_file(path, aliases_bytes_max);
  if (!text) {
    faults.add(text.error());
    return;
  }
  std::vector<NamedRecord> names = own_names(catalog);
  std::vector<std::string> ids;
  for (const NamedRecord& record : names) ids.push_back(record.id);
  std::sort(ids.begin(), ids.end());
  const std::vector<std::string> lines = lines_of(text.value());
  for (std::size_t index = 1; index < lines.size(); ++index) {  // the first line is the header
    const int number = static_cast<int>(index) + 1;
    const auto line = alias_line(lines[index]);
    if (!line) {
      faults.add({{path, number, 1},
                  fmt::format("\"{}\" is no line of the table, must be `alias,id`",
                              shown(lines[index], 60)),
                  "Put an alias that holds a comma in quotes.",
                  "S4",
                  lines[index]});
      continue;
    }
    if (!std::binary_search(ids.begin(), ids.end(), line->id)) {
      const auto near = closest(line->id, ids);
      faults.add({{path, number, line->id_column},
                  fmt::format("`{}` stands for \"{}\", which is not in the catalogue", line->alias,
                              line->id),
                  near ? fmt::format("Did you mean `{}`?", *near) : "",
                  "D2",
                  lines[index]});
      continue;
    }
    names.push_back({folded_name(line->alias), line->id, line->alias, {path, number, 1}});
    catalog.aliases.emplace_back(folded_name(line->alias), line->id);
  }
  std::sort(catalog.aliases.begin(), catalog.aliases.end());
  refuse_clashes(std::move(names), path, faults);
}

}  // namespace islet
