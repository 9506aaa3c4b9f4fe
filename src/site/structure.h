// The shape of a site file, checked against the table of keys before any value is read.
#pragma once

#include "base/yaml.h"
#include "site/read_site.h"
#include "site/reading.h"

namespace islet {

/// Puts the values of `--set` into the tree. Their places read "--set KEY".
void apply_overrides(Reading& reading, const std::vector<Override>& overrides, YamlNode& root);

/// Checks every key and shape; afterwards blocks are maps, short forms are written out
/// (`solar: 4 kWp` as `solar: {size: 4 kWp}`), and whatever was wrong, `none` or `x_...` is gone.
void settle_structure(Reading& reading, YamlNode& root);

/// The keys of the settled tree that no plan uses yet, whole blocks as one.
std::vector<KeyUnused> unused_keys(const Reading& reading, const YamlNode& root);

/// Turns the bare value of a block into the map it stands for, if it may stand for one.
bool write_out_short_form(const KeySpec& key, YamlNode& node);

}  // namespace islet
