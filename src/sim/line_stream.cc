#include "sim/line_stream.h"

#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace islet {
namespace {

Error unreadable(const std::string& path, int number) {
  return {Place{path}, "cannot read `" + path + "`: " + std::generic_category().message(number),
          "Check the name and the rights of the file.", "D1", ""};
}

}  // namespace

LineStream::LineStream(std::string path) : path_(std::move(path)), buffer_(line_max) {
  if (path_.find('\0') != std::string::npos) {
    failure_ = unreadable(path_, ENOENT);
    return;
  }
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat state {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &state) != 0) {
    failure_ = unreadable(path_, errno);
  } else if (S_ISDIR(state.st_mode)) {
    failure_ = unreadable(path_, EISDIR);
  }
}

LineStream::LineStream(LineStream&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      end_(other.end_),
      is_ended_(other.is_ended_),
      line_(other.line_),
      failure_(std::move(other.failure_)) {}

LineStream::~LineStream() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

/// False when nothing could be added: at the end, after a failure, or when a line fills it all.
bool LineStream::fill() {
  if (is_ended_ || failure_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) {
    failure_ =
        Error{Place{path_, line_ + 1, 1}, fmt::format("the line is longer than {} bytes", line_max),
              "Check that this is the file you mean.", "D8", ""};
    return false;
  }
  ssize_t count = -1;
  do {
    count = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
  } while (count < 0 && errno == EINTR);
  if (count < 0) failure_ = unreadable(path_, errno);
  if (count == 0) is_ended_ = true;
  if (count > 0) end_ += static_cast<std::size_t>(count);
  return count > 0;
}

std::string_view LineStream::cut(std::size_t end) {
  std::string_view line(buffer_.data() + begin_, end - begin_);
  begin_ = end;
  if (line_ < std::numeric_limits<int>::max()) ++line_;
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (line_ == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<std::string_view> LineStream::next() {
  while (!failure_) {
    const void* found =
        begin_ < end_ ? std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) : nullptr;
    if (found == nullptr && fill()) continue;
    if (failure_ || begin_ == end_) break;
    std::size_t end = end_;
    if (found != nullptr) {
      end = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
    }
    const std::string_view line = cut(end);
    if (found != nullptr) ++begin_;
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

}  // namespace islet
