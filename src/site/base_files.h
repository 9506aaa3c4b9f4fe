// `extends: base.yaml`: the files a site file builds on, and one tree made of all of them.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/yaml.h"

namespace islet {

/// How many files may stand behind one another.
inline constexpr int base_files_max = 8;

/// The files that `document` extends, nearest first. S6 when one is not beside the site file or
/// below it, cannot be read, or leads back to one that was read; its own faults have its own name.
std::vector<YamlDocument> read_base_files(const YamlDocument& document, Faults& faults);

/// One tree: maps merge key by key, everything else is replaced by the file that extends. `extends`
/// itself is gone. Every value keeps the place where it is written.
YamlNode merged_tree(const YamlDocument& document, const std::vector<YamlDocument>& bases);

}  // namespace islet
