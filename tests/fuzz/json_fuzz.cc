// Fuzzes the reader of JSON and what reads a journal's JSON: any bytes end in a value or a fault,
// and what was read can be written and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz_must.h"
#include "live/batch_runner.h"
#include "net/json.h"

namespace islet {
namespace {

void fuzz_json(std::string_view text) {
  const std::string phase = BatchPhase::read(text).text();
  must(BatchPhase::read(phase).text() == phase);
  if (const auto order = BatchOrder::read(text)) must(BatchOrder::read(order->text()).has_value());
  const Result<JsonValue> value = read_json(text, {.depth = 64, .values = 10'000});
  if (!value) return must(!value.error().what.empty());
  const Result<JsonValue> again = read_json(value->written());
  must(again.has_value() && again->written() == value->written());
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  islet::fuzz_json({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
