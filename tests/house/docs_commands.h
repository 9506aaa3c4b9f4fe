// Reads the commands that README.md and docs/ show, so that a test can run them.
#pragma once

#include <string>
#include <vector>

#include "source_tree.h"

namespace islet::house {

struct DocsCommand {
  std::string text;      ///< "./islet plan examples/mine.yaml"
  std::size_t line = 0;  ///< counted from 0
  int exit_code = 0;     ///< what it must end with
};

/// The commands in blocks fenced as ```sh that start with ./islet. A trailing `\` joins the next
/// line; `# exit 4` at the end names the code to expect; `# not run` leaves the command out.
std::vector<DocsCommand> commands_of(const SourceFile& page);

}  // namespace islet::house
