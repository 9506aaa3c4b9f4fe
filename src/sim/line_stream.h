// Lines of a text file one after the other, in memory that does not grow with the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

/// Reads regular files, pipes and devices. A byte-order mark and line ends of either kind are left
/// out; empty lines are passed over.
class LineStream {
 public:
  /// No line of a table of requests is longer.
  static constexpr std::size_t line_max = 1U << 16U;

  explicit LineStream(std::string path);
  LineStream(LineStream&& other) noexcept;
  LineStream& operator=(LineStream&&) = delete;
  ~LineStream();

  /// The next line, which stays until the call after; none at the end and after a failure.
  std::optional<std::string_view> next();

  const std::string& path() const { return path_; }
  /// Number of the line that `next` gave last, from 1.
  int line() const { return line_; }
  /// Why there is no more: D1 when the file cannot be read, D8 when a line is too long.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  bool fill();
  std::string_view cut(std::size_t end);

  std::string path_;
  int descriptor_ = -1;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  ///< of what is not given out yet
  std::size_t end_ = 0;
  bool is_ended_ = false;
  int line_ = 0;
  std::optional<Error> failure_;
};

}  // namespace islet
