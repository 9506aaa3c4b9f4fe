#include "net/http_parser.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace islet {
namespace {

namespace http = boost::beast::http;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// What the library would let pass or mend: folded lines, line ends without their partner, NUL,
/// blanks before the colon.
bool is_ambiguous(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0') return true;
    if (c == '\n' && (i == 0 || head[i - 1] != '\r')) return true;
    if (c == '\r' && i + 1 < head.size() && head[i + 1] != '\n') return true;
    const bool folds =
        c == '\n' && i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t');
    if (folds) return true;
  }
  return false;
}

bool is_length(std::string_view text) {
  return !text.empty() && text.size() <= 15 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether all agree where the body ends.
bool is_framed_clearly(const HttpRequest& request) {
  const int lengths = request.count("content-length");
  const int encodings = request.count("transfer-encoding");
  if (lengths > 1 || encodings > 1 || lengths + encodings > 1) return false;
  if (lengths == 1 && !is_length(request.header("content-length"))) return false;
  return encodings == 0 || lower(request.header("transfer-encoding")) == "chunked";
}

constexpr std::size_t longest_chunk_line = 256;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Printable, but for a line end that may be half there.
bool is_chunk_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line.size() <= longest_chunk_line &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// The digits were looked at before.
std::uint64_t number_in(std::string_view digits, int base) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return value;
}

}  // namespace

struct HttpParser::Beast {
  std::optional<http::request_parser<http::empty_body>> parser;
};

std::string refusal_body(std::string_view why) {
  return "{\"error\":{\"message\":\"" + std::string(why) +
         "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
}

HttpParser::HttpParser(const HttpLimits& limits)
    : limits_(limits), beast_(std::make_unique<Beast>()) {
  reset();
}
HttpParser::~HttpParser() = default;

void HttpParser::reset() {
  beast_->parser.emplace();
  beast_->parser->header_limit(static_cast<std::uint32_t>(limits_.head_bytes));
  // Boost 1.74 takes "no limit" for less than any length.
  beast_->parser->body_limit(UINT64_MAX);
  request_ = {};
  has_head_ = false;
}

HttpParser::Fed HttpParser::refuse(int status, std::string_view why) {
  refusal_ = {};
  refusal_.status = status;
  refusal_.body = refusal_body(why);
  refusal_.close = true;
  return {Step::fault, 0};
}

HttpParser::Fed HttpParser::feed(std::string_view bytes) {
  return has_head_ ? feed_body(bytes) : feed_head(bytes);
}

HttpParser::Fed HttpParser::feed_head(std::string_view bytes) {
  // Some clients end a body with an empty line too many.
  std::size_t blank = 0;
  while (blank < 4 && bytes.substr(blank).starts_with("\r\n")) blank += 2;
  const std::string_view rest = bytes.substr(blank);
  const std::size_t line_end = rest.find_first_of("\r\n");
  if (std::min(line_end, rest.size()) > limits_.target_bytes + 32) {
    return refuse(414, "the request line is too long");
  }
  const std::size_t end = rest.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (rest.size() > limits_.head_bytes) return refuse(431, "the headers are too large");
    if (is_ambiguous(rest)) return refuse(400, "the head of the request is malformed");
    return {Step::more, 0};
  }
  const std::string_view head = rest.substr(0, end + 4);
  if (head.size() > limits_.head_bytes) return refuse(431, "the headers are too large");
  if (is_ambiguous(head)) return refuse(400, "the head of the request is malformed");
  boost::beast::error_code fault;
  beast_->parser->put(boost::asio::buffer(head.data(), head.size()), fault);
  if (fault || !beast_->parser->is_header_done()) {
    return refuse(400, "the head of the request is malformed");
  }
  if (!take_head()) return {Step::fault, 0};
  has_head_ = true;
  return {Step::head, blank + head.size()};
}

/// Copies what the library read; false with a refusal.
bool HttpParser::take_head() {
  const auto& message = beast_->parser->get();
  const unsigned version = message.version();
  const auto target = read_target({message.target().data(), message.target().size()});
  if (version != 10 && version != 11) return refuse(400, "the version of HTTP is unknown"), false;
  if (!target) return refuse(400, "the path of the request is malformed"), false;
  request_.method = std::string(message.method_string());
  request_.path = target->first;
  request_.query = target->second;
  request_.is_1_1 = version == 11;
  for (const auto& field : message) {
    if (std::ssize(request_.headers) >= limits_.headers) {
      return refuse(431, "there are too many headers"), false;
    }
    request_.headers.push_back({lower({field.name_string().data(), field.name_string().size()}),
                                std::string(field.value())});
  }
  if (!is_framed_clearly(request_)) return refuse(400, "the length of the body is unclear"), false;
  if (request_.count("content-encoding") > 0 &&
      lower(request_.header("content-encoding")) != "identity") {
    return refuse(415, "compressed bodies are not taken"), false;
  }
  if (request_.is_1_1 && request_.count("host") != 1) {
    return refuse(400, "there must be one Host header"), false;
  }
  const std::string connection = lower(request_.header("connection"));
  request_.keep_alive = request_.is_1_1 ? connection != "close" : connection == "keep-alive";
  request_.expects_continue = lower(request_.header("expect")) == "100-continue";
  return true;
}

bool HttpParser::limit_body(std::uint64_t bytes) {
  body_limit_ = bytes;
  left_ = number_in(request_.header("content-length"), 10);
  is_chunked_ = request_.count("transfer-encoding") > 0;
  if (!is_chunked_ && left_ > bytes) {
    refuse(413, "the body is too large");
    return false;
  }
  chunk_ = is_chunked_ ? Chunk::length : Chunk::bytes;
  return true;
}

/// Chunks are read here: the library's reader of chunks stops the program at some line ends.
HttpParser::Fed HttpParser::feed_body(std::string_view bytes) {
  std::size_t taken = 0;
  for (;;) {
    const std::string_view rest = bytes.substr(taken);
    if (chunk_ == Chunk::bytes) {
      const std::size_t now = std::min<std::uint64_t>(left_, rest.size());
      request_.body.append(rest.substr(0, now));
      taken += now;
      left_ -= now;
      if (left_ > 0) return {Step::more, taken};
      if (!is_chunked_) return {Step::done, taken};
      chunk_ = Chunk::bytes_end;
      continue;
    }
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) {
      const bool is_fine = rest.size() <= longest_chunk_line && is_chunk_line(rest);
      return is_fine ? Fed{Step::more, taken} : refuse(400, "the body is malformed");
    }
    taken += end + 2;
    const bool was_last = chunk_ == Chunk::last;
    if (!take_chunk_line(rest.substr(0, end))) return {Step::fault, 0};
    if (was_last) return {Step::done, taken};
  }
}

/// A line between chunks: the length of the next one, or an empty one. False with a refusal.
bool HttpParser::take_chunk_line(std::string_view line) {
  if (chunk_ != Chunk::length) {
    // What follows a chunk's bytes, and the last chunk, is an empty line: trailers are not taken.
    if (!line.empty()) return refuse(400, "the body is malformed"), false;
    chunk_ = Chunk::length;
    return true;
  }
  const std::string_view digits = line.substr(0, line.find(';'));
  if (digits.empty() || digits.size() > 15 || !is_chunk_line(line) || !is_hex(digits)) {
    return refuse(400, "the body is malformed"), false;
  }
  left_ = number_in(digits, 16);
  if (left_ > body_limit_ - request_.body.size()) {
    return refuse(413, "the body is too large"), false;
  }
  chunk_ = left_ == 0 ? Chunk::last : Chunk::bytes;
  return true;
}

}  // namespace islet
