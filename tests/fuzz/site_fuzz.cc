// Fuzzes the site reader: any bytes at all end in faults or in a site, never in a stop. The first
// line of the input may be `--set KEY=VALUE`; the rest is the file.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "site/read_site.h"
#include "site/tiny_catalog.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const islet::Catalog catalog = islet::tiny_catalog();
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::vector<islet::Override> overrides;
  constexpr std::string_view option = "--set ";
  if (text.starts_with(option)) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) {
      overrides.emplace_back(line.substr(option.size(), equals - option.size()),
                             line.substr(equals + 1));
    }
    text.remove_prefix(line.size());
  }
  islet::Faults faults;
  const islet::Site site = islet::read_site(text, "site.yaml", catalog, overrides, faults);
  for (const islet::Error& fault : faults.sorted()) {
    if (fault.what.empty() || fault.code.empty() || fault.text_with_caret().empty()) {
      __builtin_trap();
    }
  }
  // A site without faults is one that can be used: what a planner relies on holds.
  if (!faults.has_errors() && (site.name.empty() || site.workloads.empty())) __builtin_trap();
  return 0;
}
