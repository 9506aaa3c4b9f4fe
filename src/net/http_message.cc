#include "net/http_message.h"

#include <algorithm>

#include <fmt/format.h>

namespace islet {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Error bad_target(const char* what) {
  return Error{{}, std::string("the path ") + what, "Send a plain absolute path.", "G1", ""};
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  std::string_view found;
  for (const HttpHeader& one : headers) {
    if (one.name != name) continue;
    if (found.data() != nullptr) return {};
    found = one.value;
  }
  return found;
}

int HttpRequest::count(std::string_view name) const {
  return static_cast<int>(std::count_if(headers.begin(), headers.end(),
                                        [&](const HttpHeader& one) { return one.name == name; }));
}

std::string_view HttpRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') {
      return one.substr(name.size() + 1);
    }
  }
  return {};
}

std::string_view phrase_of(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 507:
      return "Insufficient Storage";
    default:
      return status < 500 ? "Error" : "Internal Server Error";
  }
}

std::string head_text(const HttpReply& reply, std::int64_t length, bool keep_alive) {
  std::string text;
  text.reserve(256);
  fmt::format_to(std::back_inserter(text), "HTTP/1.1 {} {}\r\n", reply.status,
                 phrase_of(reply.status));
  if (!reply.type.empty()) text += "Content-Type: " + reply.type + "\r\n";
  for (const HttpHeader& one : reply.headers) text += one.name + ": " + one.value + "\r\n";
  if (length >= 0) {
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", length);
  } else if (keep_alive) {
    text += "Transfer-Encoding: chunked\r\n";
  }
  text += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return text;
}

Result<std::pair<std::string, std::string>> read_target(std::string_view target) {
  if (!target.starts_with('/')) return bad_target("does not start with `/`");
  const std::size_t mark = target.find('?');
  const std::string_view raw = target.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  std::string path;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      const int high = i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
      const int low = i + 2 < raw.size() ? hex_digit(raw[i + 2]) : -1;
      if (high < 0 || low < 0) return bad_target("holds a `%` that is no escape");
      c = static_cast<char>(high * 16 + low);
      // An escaped slash is part of a name, and no name of ours holds one.
      if (c == '/') return bad_target("holds an escaped `/`");
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') {
      return bad_target("holds a control character or a backslash");
    }
    path += c;
  }
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    const std::string_view part = std::string_view(path).substr(at + 1, end - at - 1);
    if (part == "." || part == "..") return bad_target("holds `.` or `..`");
    at = end;
  }
  return std::pair(std::move(path), std::string(query));
}

}  // namespace islet
