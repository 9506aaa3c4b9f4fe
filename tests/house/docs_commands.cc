#include "docs_commands.h"

#include <cstdlib>

namespace islet::house {

static bool holds(const std::string& text, const char* what) {
  return text.find(what) != std::string::npos;
}

std::vector<DocsCommand> commands_of(const SourceFile& page) {
  std::vector<DocsCommand> commands;
  bool inside = false;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    std::string text = page.lines[i];
    if (text.starts_with("```")) {
      inside = !inside && text == "```sh";
      continue;
    }
    if (!inside || !text.starts_with("./islet")) continue;
    const std::size_t first = i;
    while (text.ends_with("\\") && i + 1 < page.lines.size()) {
      text.pop_back();
      text += page.lines[++i];
    }
    if (holds(text, "# not run")) continue;
    const std::size_t mark = text.find("# exit ");
    const int exit_code = mark == std::string::npos ? 0 : std::atoi(text.c_str() + mark + 7);
    commands.push_back({text, first, exit_code});
  }
  return commands;
}

}  // namespace islet::house
