#include "site/given_values.h"

#include <string>

namespace islet {
namespace {

/// The depth of the tree is bounded by YamlLimits::depth.
void add_values(const YamlNode& node, const std::string& key, std::vector<GivenValue>& out) {
  const std::string before = key.empty() ? "" : key + ".";
  if (node.is_map()) {
    for (const YamlEntry& entry : node.entries) add_values(entry.value, before + entry.key, out);
  } else if (node.is_list()) {
    for (std::size_t index = 0; index < node.items.size(); ++index) {
      add_values(node.items[index], before + std::to_string(index), out);
    }
  } else if (node.is_scalar()) {
    out.push_back({key, node.text, node.place});
  }
}

}  // namespace

std::vector<GivenValue> given_values(const YamlNode& tree) {
  std::vector<GivenValue> out;
  add_values(tree, "", out);
  return out;
}

SiteText text_of(const YamlDocument& document) {
  SiteText out{document.file, ""};
  for (const std::string& line : document.lines) out.text += line + "\n";
  return out;
}

}  // namespace islet
