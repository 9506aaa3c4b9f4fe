// Reads one HTTP request after another from bytes as they come, within limits. What it does not
// understand for certain it refuses: two readings of one request are how requests are smuggled.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "net/http_message.h"

namespace islet {

struct HttpLimits {
  std::size_t head_bytes = 16'384;
  std::size_t target_bytes = 4'096;
  int headers = 100;
};

class HttpParser {
 public:
  enum class Step {
    more,  ///< all was taken in; more bytes are needed
    head,  ///< the head is there: set the body's limit and go on
    done,  ///< the request is whole
    fault  ///< refuse with `refusal` and close
  };
  struct Fed {
    Step step = Step::more;
    std::size_t taken = 0;  ///< bytes that need not be shown again
  };

  explicit HttpParser(const HttpLimits& limits);
  ~HttpParser();
  HttpParser(const HttpParser&) = delete;
  HttpParser& operator=(const HttpParser&) = delete;

  /// `bytes`: all that came and was not taken yet.
  Fed feed(std::string_view bytes);
  /// Between `head` and the next `feed`. False when the declared length is above it.
  bool limit_body(std::uint64_t bytes);

  HttpRequest& request() { return request_; }
  const HttpReply& refusal() const { return refusal_; }
  /// Ready for the next request on the connection.
  void reset();

 private:
  struct Beast;
  Fed refuse(int status, std::string_view why);
  Fed feed_head(std::string_view bytes);
  Fed feed_body(std::string_view bytes);
  bool take_chunk_line(std::string_view line);
  bool take_head();

  HttpLimits limits_;
  std::unique_ptr<Beast> beast_;
  HttpRequest request_;
  HttpReply refusal_;
  bool has_head_ = false;
  bool is_chunked_ = false;
  enum class Chunk { length, bytes, bytes_end, last } chunk_ = Chunk::bytes;
  std::uint64_t left_ = 0;  ///< bytes of the body, or of its chunk, that are still to come
  std::uint64_t body_limit_ = 0;
};

/// The JSON object that refusals below the routes carry, in the form of the OpenAI interface.
std::string refusal_body(std::string_view why);

}  // namespace islet
