// Every family of effects that `row_effects` may name, with the deviation expected of it.
#pragma once

#include <vector>

#include "accuracy/effect_row.h"

namespace islet {

/// Deviations before any row is seen. Families of language models stand apart from those of nets,
/// where kinds of nets and work that is a guess make models differ far more.
std::vector<EffectFamily> effect_families();

}  // namespace islet
