#include "site/chain.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/utf8.h"
#include "base/written_file.h"
#include "site/chain_rows.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* key = "sites";
constexpr std::size_t csv_bytes_max = std::size_t{16} << 20;

/// Every value below `node`, with its whole key; lists as `[A, B]`. The depth is bounded by
/// YamlLimits::depth.
void add_changes(const YamlNode& node, const std::string& path, std::vector<Override>& out) {
  if (node.is_map()) {
    for (const YamlEntry& entry : node.entries) {
      add_changes(entry.value, path.empty() ? entry.key : path + "." + entry.key, out);
    }
  } else if (node.is_list()) {
    std::string text;
    for (const YamlNode& item : node.items) {
      text += (text.empty() ? "\"" : ", \"") + item.text + "\"";
    }
    out.emplace_back(path, "[" + text + "]");
  } else if (node.is_scalar()) {
    out.emplace_back(path, node.text);
  }
}

std::vector<ChainEntry> entries_of(const YamlDocument& document, const YamlNode& sites) {
  std::vector<ChainEntry> out;
  for (const YamlEntry& entry : sites.entries) {
    ChainEntry one{entry.key, {}, entry.key_place, std::nullopt};
    one.changes.emplace_back("site.name", entry.key);
    if (entry.value.is_map()) {
      add_changes(entry.value, "", one.changes);
    } else if (!entry.value.is_null()) {
      one.fault = document.error_at(
          entry.value.place, "S2", "`sites." + shown(entry.key, 80) + "` is no map of keys",
          "write it like `" + shown(entry.key, 40) + ": {where: \"19.1 N, 72.9 E\"}`");
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<ChainEntry> entries_of_file(const YamlDocument& document, const YamlNode& sites,
                                        Faults& faults) {
  const fs::path named = sites.text;
  const bool inside =
      named.is_relative() && std::find(named.begin(), named.end(), "..") == named.end();
  if (!inside || sites.text.empty()) {
    faults.add(document.error_at(sites.place, "S6", "`sites` leaves the folder of the site file",
                                 "Copy the list next to the site file and write its name."));
    return {};
  }
  const std::string path = (fs::path(document.file).parent_path() / named).lexically_normal();
  const Result<std::string> text = read_file(path, csv_bytes_max);
  if (!text) {
    faults.add(document.error_at(sites.place, "S6",
                                 "`" + shown(sites.text, 80) + "` cannot be read",
                                 "Name a CSV file beside this one."));
    return {};
  }
  return chain_rows(*text, path, faults);
}

/// Two sites of one name cannot be told apart: the later one is not planned.
void refuse_repeated_names(std::vector<ChainEntry>& entries) {
  std::set<std::string> seen;
  for (ChainEntry& entry : entries) {
    if (seen.insert(entry.name).second || entry.fault) continue;
    entry.fault = Error{entry.place, "a site before has the name `" + shown(entry.name, 80) + "`",
                        "give each site a name of its own", "S7", ""};
  }
}

std::string name_of(const YamlNode& root) {
  const YamlNode* site = root.find("site");
  if (site == nullptr) return "";
  if (site->is_scalar()) return site->text;
  const YamlNode* name = site->find("name");
  return name != nullptr && name->is_scalar() ? name->text : "";
}

}  // namespace

std::optional<Chain> read_chain_file(const std::string& path, Faults& faults) {
  auto document = read_yaml_file(path, faults);
  if (!document) return std::nullopt;
  const YamlNode* sites = document->root.find(key);
  if (sites == nullptr) return std::nullopt;
  const int before = faults.count();
  Chain out;
  if (sites->is_map()) {
    out.entries = entries_of(*document, *sites);
  } else if (sites->is_scalar()) {
    out.entries = entries_of_file(*document, *sites, faults);
  } else {
    faults.add(document->error_at(sites->place, "S2", "`sites` is neither a map nor a file",
                                  "Write `sites: LIST.csv`, or a map of names."));
  }
  if (out.entries.size() > chain_sites_max) {
    faults.add(document->error_at(sites->place, "S5", "`sites` has more than 20000 sites",
                                  "Plan them in several files."));
  }
  if (faults.count() > before) return std::nullopt;
  refuse_repeated_names(out.entries);
  out.file = path;
  out.name = name_of(document->root);
  std::erase_if(document->root.entries, [](const YamlEntry& each) { return each.key == key; });
  out.document = std::move(*document);
  return out;
}

Site site_of(const Chain& chain, const ChainEntry& entry, const Catalog& catalog,
             const std::vector<Override>& set, Faults& faults) {
  if (entry.fault) {
    faults.add(*entry.fault);
    return {};
  }
  std::vector<Override> changes = set;
  changes.insert(changes.end(), entry.changes.begin(), entry.changes.end());
  Faults own;
  Site site = read_site(chain.document, catalog, changes, own);
  for (Error fault : own.sorted()) {
    const std::string_view prefix = "--set ";
    if (fault.place.file.starts_with(prefix)) {
      fault.what += " (`" + fault.place.file.substr(prefix.size()) + "`)";
      fault.place = entry.place;
    }
    faults.add(std::move(fault));
  }
  return site;
}

}  // namespace islet
