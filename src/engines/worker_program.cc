#include "engines/worker_program.h"

#include <filesystem>
#include <system_error>

namespace islet {

Result<std::string> worker_program(std::string_view kind) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const fs::path self = fs::read_symlink("/proc/self/exe", unknown);
  const std::string name = "islet-worker-" + std::string(kind);
  for (const fs::path& folder :
       {self.parent_path(), self.parent_path().parent_path() / "libexec" / "islet"}) {
    if (fs::is_regular_file(folder / name, unknown)) return (folder / name).string();
  }
  return Error{{},
               "the engine `" + std::string(kind) + "` is not installed: no program " + name,
               "Run `./islet serve` from the source tree once: it fetches and builds engines.",
               "D5",
               ""};
}

}  // namespace islet
