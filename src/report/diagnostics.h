// Faults and warnings as text: with the source line and a caret, one a line, or as JSON.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

enum class DiagnosticForm { human, short_lines, json };

/// How many faults are shown in the human form; the rest are counted.
inline constexpr int diagnostics_shown = 20;

/// Text for stderr; empty when there is nothing to say. `seen` counts all faults, those that were
/// not kept included.
std::string diagnostics_text(const std::vector<Error>& list, int seen, DiagnosticForm form,
                             bool colour);

/// One fault for people: message, place, source line with a caret, hint.
std::string diagnostic_text(const Error& error, bool colour);

}  // namespace islet
