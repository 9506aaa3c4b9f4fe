// What a site file says, value by value, for the list of assumptions beside a plan.
#pragma once

#include <vector>

#include "base/yaml.h"
#include "site/site.h"

namespace islet {

/// Every scalar of the tree by its path, in the order of the file; those of lists count from 0.
std::vector<GivenValue> given_values(const YamlNode& tree);

/// The file as it was read; line ends are LF.
SiteText text_of(const YamlDocument& document);

}  // namespace islet
