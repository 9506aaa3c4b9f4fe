// The terminal or pipe that the program talks to: results to stdout, all else to stderr.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "report/diagnostics.h"
#include "report/table.h"

namespace islet {

enum class ColourChoice { automatic, on, off };

struct Console {
  std::size_t width = 80;  ///< columns of stdout; 80 when it is no terminal
  bool colour_out = false;
  bool colour_err = false;
  bool err_is_terminal = false;
  bool quiet = false;
  DiagnosticForm form = DiagnosticForm::human;

  Canvas canvas() const { return {width, 0, colour_out}; }
};

/// Looks at the streams and at NO_COLOR, CLICOLOR_FORCE and TERM; `choice` goes before them.
Console console_for(ColourChoice choice);

/// Writes to stdout. A reader that closed its end (`| head`) has had enough: that is no error.
[[nodiscard]] std::optional<Error> write_result(std::string_view text);

/// Writes to stderr; what cannot be written is dropped.
void write_message(std::string_view text);

/// Writes to a device or pipe that stands at `path`.
[[nodiscard]] std::optional<Error> write_to_device(const std::string& path, std::string_view text);

/// Faults and warnings to stderr; warnings are left out when quiet.
void show(const Console& console, const std::vector<Error>& list, int seen = 0);

}  // namespace islet
