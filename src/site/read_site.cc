#include "site/read_site.h"

#include <optional>
#include <utility>

#include "site/base_files.h"
#include "site/given_values.h"
#include "site/readers.h"
#include "site/structure.h"

namespace islet {

namespace {

void read_name(const Block& root, Site& site) {
  root.figures("version");
  const Block block = root.child("site");
  if (!block.is_given() || !block.has("name")) {
    root.reading().error(block.is_given() ? block.place() : Place{.file = root.place().file}, "S3",
                         "the site has no name", "add `site: NAME`");
  }
  site.name = block.text("name");
  site.kind = block.word("kind");
  site.fleet = block.text("fleet");
  site.note = block.text("note");
}

}  // namespace

Site read_site(const YamlDocument& document, const Catalog& catalog,
               const std::vector<Override>& overrides, Faults& faults) {
  const int faults_before = faults.count();
  const std::vector<YamlDocument> bases = read_base_files(document, faults);
  // Without its base a file lacks keys that it does not lack.
  if (faults.count() > faults_before) return {};
  Reading reading{.document = document, .bases = bases, .catalog = catalog, .faults = faults};
  YamlNode tree = merged_tree(document, bases);
  apply_overrides(reading, overrides, tree);
  settle_structure(reading, tree);
  const std::vector<KeyUnused> unused = unused_keys(reading, tree);
  if (tree.place.file.empty()) tree.place.file = document.file;
  const Block root(reading, &tree, "");
  Site site;
  site.file = document.file;
  site.unused = unused;
  read_rates(root, site);
  read_name(root, site);
  read_where(root, site);
  read_power(root, site);
  read_enclosure(root, site);
  read_links(root, site);
  read_workloads(root, site);
  read_models(root, site);
  read_hardware(root, site);
  read_goals(root, site);
  read_privacy(root, site);
  read_money(root, site);
  read_what_if(root, site);
  read_live(root, site);
  check_contradictions(root, site);
  check_advice(root, site);
  site.defaults = std::move(reading.defaults);
  site.money.rates = std::move(reading.rates);  // now with what they were used for
  for (const auto& [key, value] : overrides) site.overrides.push_back({key, value});
  site.given = given_values(tree);
  site.texts.push_back(text_of(document));
  for (const YamlDocument& base : bases) site.texts.push_back(text_of(base));
  return site;
}

Site read_site_file(const std::string& path, const Catalog& catalog,
                    const std::vector<Override>& overrides, Faults& faults) {
  const auto document = read_yaml_file(path, faults);
  return document ? read_site(*document, catalog, overrides, faults) : Site{};
}

Site read_site(std::string_view text, const std::string& file, const Catalog& catalog,
               const std::vector<Override>& overrides, Faults& faults) {
  const auto document = read_yaml(text, file, faults);
  return document ? read_site(*document, catalog, overrides, faults) : Site{};
}

}  // namespace islet
