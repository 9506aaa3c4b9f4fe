// Fuzzes the readers of tensors and of forms: odd first bytes say where JSON ends and tensors
// begin, even ones are forms or JSON alone. Whatever was read fits its shape.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engines/kserve.h"
#include "engines/tensor_batch.h"
#include "fuzz_must.h"
#include "net/multipart.h"

namespace islet {
namespace {

void fuzz_tensors(std::string_view text, std::optional<std::size_t> json_bytes) {
  const auto read = read_infer(text, json_bytes);
  if (!read) return must(!read.error().what.empty());
  for (const Tensor& tensor : read->inputs) {
    std::size_t size = bytes_of(tensor.kind);
    for (const std::int64_t extent : tensor.shape) size *= static_cast<std::size_t>(extent);
    must(size == tensor.bytes.size());
  }
  must(!infer_reply("m", *read, read->inputs).body.empty());
}

void fuzz_form(std::string_view text) {
  const auto parts = read_form("multipart/form-data; boundary=b", text);
  if (!parts) return;
  for (const FormPart& part : *parts) {
    must(part.bytes.data() >= text.data() &&
         part.bytes.data() + part.bytes.size() <= text.data() + text.size());
  }
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  if (bytes[0] % 2 != 0) {
    islet::fuzz_tensors(text, std::size_t{bytes[1]} + 256U * (bytes[0] / 2U % 4U));
  } else if (bytes[0] % 4 == 0) {
    islet::fuzz_tensors(text, std::nullopt);
  } else {
    islet::fuzz_form(text);
  }
  return 0;
}
