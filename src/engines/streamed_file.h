// A large file that is written piece by piece and appears under its name only when it is whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace islet {

/// Errors are D9. What is not committed leaves nothing behind.
class StreamedFile {
 public:
  /// Room for `bytes` must be there.
  static Result<StreamedFile> open(const std::string& path, std::uint64_t bytes);

  StreamedFile(StreamedFile&& other) noexcept;
  StreamedFile& operator=(StreamedFile&& other) = delete;
  ~StreamedFile();

  [[nodiscard]] std::optional<Error> append(std::string_view piece);
  /// Synced, then put in place of what stood there.
  [[nodiscard]] std::optional<Error> commit();

 private:
  StreamedFile(std::string path, std::string beside, int descriptor);
  Error error(int number) const;

  std::string path_;
  std::string beside_;
  int descriptor_ = -1;
};

}  // namespace islet
