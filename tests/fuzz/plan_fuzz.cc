// Fuzzes the reader of plan files and the report: any bytes end in a page below a few megabytes, or
// in a fault with a code.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "report/plan_record.h"
#include "report/report_page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  islet::Faults faults;
  const auto plan = islet::read_plan(text, "plan.json", faults);
  if (!plan) {
    if (faults.list().empty() || faults.list().front().code.empty()) __builtin_trap();
    return 0;
  }
  if (islet::report_html(*plan).size() > 8 * size + 4'000'000) __builtin_trap();
  return 0;
}
