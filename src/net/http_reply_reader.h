// Reads the reply of another server, in whatever pieces it comes, within limits.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace islet {

class HttpReplyReader {
 public:
  /// Bytes of the body that came are appended to `body`. False once the reply is no reply, or
  /// larger than it may be.
  bool feed(std::string_view bytes, std::string& body);
  /// The other side has ended the connection.
  void end();

  bool has_head() const { return phase_ > Phase::head; }
  bool is_done() const { return phase_ == Phase::done; }
  bool is_broken() const { return phase_ == Phase::broken; }
  int status() const { return status_; }
  /// By its name in small letters; empty when it did not come.
  std::string header(const std::string& name) const;

  static constexpr std::size_t head_most = 64U << 10U;
  static constexpr std::uint64_t body_most = std::uint64_t{64} << 20U;

 private:
  enum class Phase { head, counted, size_line, piece, piece_end, trailer, until_end, done, broken };

  bool take_head();
  bool take_line(std::string& line);
  bool take_size();
  bool step(std::string& body);
  bool fail();

  Phase phase_ = Phase::head;
  std::string waiting_;
  int status_ = 0;
  std::map<std::string, std::string> headers_;
  std::uint64_t left_ = 0;  ///< of the body or the piece
  std::uint64_t taken_ = 0;
};

}  // namespace islet
