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
  const auto add = [&](const auto& record) {
    names.push_back({folded_name(record.id), record.id, record.id, record.origin.place});
    names.push_back({folded_name(record.name), record.id, record.name, record.origin.place});
  };
  // Ours first: of two records of one name the user's is the one to rename.
  for (const bool is_own : {false, true}) {
    for (const Accelerator& device : catalog.accelerators) {
      if (device.origin.is_own == is_own) add(device);
    }
    for (const Model& model : catalog.models) {
      if (model.origin.is_own == is_own) add(model);
    }
  }
  return names;
}

/// The first record that a name stands for keeps it; every other one is a fault at its own place.
void refuse_clashes(std::vector<NamedRecord> names, Faults& faults) {
  std::stable_sort(names.begin(), names.end(),
                   [](const NamedRecord& a, const NamedRecord& b) { return a.folded < b.folded; });
  std::size_t first = 0;
  for (std::size_t index = 1; index < names.size(); ++index) {
    const NamedRecord& here = names[index];
    if (here.folded != names[first].folded) first = index;
    const NamedRecord& before = names[first];
    if (here.id == before.id || here.folded.empty()) continue;
    faults.add({here.place,
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

void add_alias_table(const std::string& path, std::vector<WrittenAlias>& aliases, Faults& faults) {
  const Result<std::string> text = read_file(path, aliases_bytes_max);
  if (!text) {
    faults.add(text.error());
    return;
  }
  const std::vector<std::string> lines = lines_of(text.value());
  for (std::size_t index = 1; index < lines.size(); ++index) {  // the first line is the header
    const int number = static_cast<int>(index) + 1;
    auto line = alias_line(lines[index]);
    if (!line) {
      faults.add({{path, number, 1},
                  fmt::format("\"{}\" is no line of the table, must be `alias,id`",
                              shown(lines[index], 60)),
                  "Put an alias that holds a comma in quotes.",
                  "S4",
                  lines[index]});
      continue;
    }
    aliases.push_back({std::move(line->alias),
                       std::move(line->id),
                       {path, number, 1},
                       {path, number, line->id_column},
                       lines[index]});
  }
}

void bind_aliases(Catalog& catalog, const std::vector<WrittenAlias>& written, Faults& faults) {
  std::vector<NamedRecord> names = own_names(catalog);
  std::vector<std::string> ids;
  for (const NamedRecord& record : names) ids.push_back(record.id);
  std::sort(ids.begin(), ids.end());
  for (const WrittenAlias& alias : written) {
    const std::string folded = folded_name(alias.alias);
    if (folded.empty()) {
      faults.add(
          {alias.place,
           fmt::format("the alias \"{}\" has no letter and no digit", shown(alias.alias, 60)), "",
           "V5", alias.line_text});
      continue;
    }
    if (!std::binary_search(ids.begin(), ids.end(), alias.id)) {
      const auto near = closest(alias.id, ids);
      faults.add({alias.id_place,
                  fmt::format("`{}` stands for \"{}\", which is not in the catalogue", alias.alias,
                              alias.id),
                  near ? fmt::format("Did you mean `{}`?", *near) : "", "D2", alias.line_text});
      continue;
    }
    names.push_back({folded, alias.id, alias.alias, alias.place});
    catalog.aliases.emplace_back(folded, alias.id);
  }
  std::sort(catalog.aliases.begin(), catalog.aliases.end());
  refuse_clashes(std::move(names), faults);
}

}  // namespace islet
