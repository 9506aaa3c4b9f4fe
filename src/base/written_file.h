// Whole files in and out: a write that fails leaves the old file as it was.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace islet {

/// Replaces `path` by `content`: written beside it, synced, then renamed over it, so that a reader
/// or a power cut sees the old file or the new one, never a part. Nothing is left behind on
/// failure. Returns the error (code D9), or nothing when the file is safe on disk.
[[nodiscard]] std::optional<Error> write_file(const std::string& path, std::string_view content);

/// The content of `path`. Error D1 when it cannot be read, D8 when it holds over `max_bytes`.
/// Pipes and devices are read too, up to the same bound.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

}  // namespace islet
