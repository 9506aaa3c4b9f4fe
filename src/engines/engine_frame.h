// The worker protocol on the wire: frames with a version, a kind and a length that is checked
// before anything is kept.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "engines/engine_message.h"

namespace islet {

inline constexpr std::uint8_t engine_protocol = 2;
/// 'I', 'W', version, kind, then the length of what follows, little-endian.
inline constexpr std::size_t frame_head_bytes = 8;
inline constexpr std::size_t frame_bytes_max = std::size_t{64} << 20U;

std::string frame_of(const EngineOrder& order);
std::string frame_of(const EngineReport& report);

/// Cuts a stream of bytes into frames. Keeps at most one frame beyond what was fed at once. After a
/// fault nothing more comes out: the other side cannot be trusted.
class FrameReader {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }

  /// None: more bytes are needed. Errors say what was wrong with the frame.
  std::optional<Result<EngineOrder>> next_order();
  std::optional<Result<EngineReport>> next_report();

 private:
  struct Frame {
    std::uint8_t kind = 0;
    std::string_view payload;
  };
  std::optional<Result<Frame>> next_frame();
  void drop_taken();

  std::string buffer_;
  std::size_t taken_ = 0;
  bool is_broken_ = false;
};

}  // namespace islet
