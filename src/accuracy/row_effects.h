// Which effects bear on a measured row: its engine, device, model and so on, by component.
#pragma once

#include <string>
#include <vector>

#include "accuracy/effect_row.h"
#include "accuracy/row_setup.h"

namespace islet {

/// What the goals of accuracy are stated for.
enum class AccuracyKind { language, other, power };

AccuracyKind accuracy_kind(const JoinedRow& joined, const RowSetup& setup);
std::string_view name_of(AccuracyKind kind);

/// Terms of the row, of families that accuracy/effect_families.h lists. Names are those of engines,
/// architectures, devices and models.
std::vector<EffectTerm> row_effects(const JoinedRow& joined, const RowSetup& setup);

/// Rows of one group scatter alike about a right model.
std::string noise_group(const JoinedRow& joined, const RowSetup& setup);

}  // namespace islet
