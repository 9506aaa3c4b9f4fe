// Requests and replies of HTTP as the gateway sees them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace islet {

struct HttpHeader {
  std::string name;  ///< lower case when it was received
  std::string value;
};

struct HttpRequest {
  std::string method;
  std::string path;   ///< decoded; starts with '/', holds no "..", no control character
  std::string query;  ///< as it was sent, after the '?'
  std::vector<HttpHeader> headers;
  std::string body;
  std::string peer;  ///< address of who sent it
  bool keep_alive = true;
  bool is_1_1 = true;
  bool expects_continue = false;

  /// The value of the only header of that name; empty when there is none or more than one.
  std::string_view header(std::string_view name) const;
  int count(std::string_view name) const;
  /// The value of `name=` in the query; empty when it is not there.
  std::string_view parameter(std::string_view name) const;
};

struct HttpReply {
  int status = 200;
  std::string type = "application/json";
  std::vector<HttpHeader> headers;
  std::string body;
  bool close = false;
};

/// "Too Many Requests".
std::string_view phrase_of(int status);

/// Status line and headers, as they are sent. With `length` < 0 the body comes in chunks.
std::string head_text(const HttpReply& reply, std::int64_t length, bool keep_alive);

/// Path and query of a request target. Error when it does not start with '/', holds an escape that
/// is none, a control character, a backslash, or a part that is "." or "..".
Result<std::pair<std::string, std::string>> read_target(std::string_view target);

}  // namespace islet
