#include "net/http_reply_reader.h"

#include <algorithm>
#include <charconv>

namespace islet {
namespace {

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// All of the text is a number of that base.
bool is_number(std::string_view text, int base, std::uint64_t& value) {
  const auto got = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return !text.empty() && got.ec == std::errc() && got.ptr == text.data() + text.size();
}

}  // namespace

bool HttpReplyReader::fail() {
  phase_ = Phase::broken;
  waiting_.clear();
  return false;
}

std::string HttpReplyReader::header(const std::string& name) const {
  const auto found = headers_.find(name);
  return found == headers_.end() ? "" : found->second;
}

/// The next whole line, without its end. False when it is not whole yet.
bool HttpReplyReader::take_line(std::string& line) {
  const std::size_t end = waiting_.find('\n');
  if (end == std::string::npos) {
    if (waiting_.size() > head_most) fail();
    return false;
  }
  line = waiting_.substr(0, end);
  if (line.ends_with('\r')) line.pop_back();
  waiting_.erase(0, end + 1);
  return true;
}

/// From the status line to the empty line. False when it is not whole yet, or broken.
bool HttpReplyReader::take_head() {
  const std::size_t end = waiting_.find("\r\n\r\n");
  if (end == std::string::npos || end > head_most) {
    return waiting_.size() > head_most ? fail() : false;
  }
  std::string line;
  take_line(line);
  std::uint64_t status = 0;
  if (!line.starts_with("HTTP/1.") || line.size() < 12 ||
      !is_number(std::string_view(line).substr(9, 3), 10, status)) {
    return fail();
  }
  status_ = static_cast<int>(status);
  headers_.clear();
  while (take_line(line) && !line.empty()) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return fail();
    headers_[small(line.substr(0, colon))] = trimmed(std::string_view(line).substr(colon + 1));
  }
  if (status_ < 200) return true;  // "100 Continue": the head that counts comes behind it
  const std::string length = header("content-length");
  if (small(header("transfer-encoding")) == "chunked") {
    phase_ = Phase::size_line;
  } else if (!length.empty()) {
    if (!is_number(length, 10, left_) || left_ > body_most) return fail();
    phase_ = left_ == 0 ? Phase::done : Phase::counted;
  } else {
    phase_ = status_ == 204 || status_ == 304 ? Phase::done : Phase::until_end;
  }
  return true;
}

bool HttpReplyReader::take_size() {
  std::string line;
  if (!take_line(line)) return false;
  const std::string_view size = trimmed(std::string_view(line).substr(0, line.find(';')));
  if (!is_number(size, 16, left_) || left_ > body_most) return fail();
  phase_ = left_ == 0 ? Phase::trailer : Phase::piece;
  return true;
}

/// One step further. False when there is nothing more to do with what waits.
bool HttpReplyReader::step(std::string& body) {
  std::string line;
  switch (phase_) {
    case Phase::head:
      return take_head();
    case Phase::size_line:
      return take_size();
    case Phase::counted:
    case Phase::piece:
    case Phase::until_end: {
      const bool is_open = phase_ == Phase::until_end;
      const std::size_t count =
          is_open ? waiting_.size()
                  : static_cast<std::size_t>(std::min<std::uint64_t>(left_, waiting_.size()));
      if (count == 0) return false;
      body.append(waiting_, 0, count);
      waiting_.erase(0, count);
      taken_ += count;
      if (taken_ > body_most) return fail();
      if (is_open) return false;
      left_ -= count;
      if (left_ == 0) phase_ = phase_ == Phase::piece ? Phase::piece_end : Phase::done;
      return true;
    }
    case Phase::piece_end:
      if (!take_line(line)) return false;
      if (!line.empty()) return fail();
      phase_ = Phase::size_line;
      return true;
    case Phase::trailer:
      if (!take_line(line)) return false;
      if (line.empty()) phase_ = Phase::done;
      return true;
    case Phase::done:
    case Phase::broken:
      break;
  }
  return false;
}

bool HttpReplyReader::feed(std::string_view bytes, std::string& body) {
  if (is_done() || is_broken()) return !is_broken();
  waiting_ += bytes;
  while (step(body)) continue;
  return !is_broken();
}

void HttpReplyReader::end() {
  if (is_done() || is_broken()) return;
  phase_ = phase_ == Phase::until_end ? Phase::done : Phase::broken;
}

}  // namespace islet
