#include "cli/gateway_status.h"

#include <cstdlib>

#include "net/http_client.h"

namespace islet {

Result<std::string> gateway_status(int port, const std::string& key) {
  const char* kept = std::getenv("ISLET_KEY");
  const std::string shown = !key.empty() ? key : kept == nullptr ? "" : kept;
  RawClient client(port);
  std::string request = "GET /islet/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (!shown.empty()) request += "Authorization: Bearer " + shown + "\r\n";
  const bool sent = client.is_open() && client.send(request + "\r\n");
  const std::string reply = sent ? client.receive_all() : "";
  const std::size_t body = reply.find("\r\n\r\n");
  if (body != std::string::npos && reply.starts_with("HTTP/1.1 200")) return reply.substr(body + 4);
  return Error{
      {}, reply.empty() ? "nobody answers" : reply.substr(0, reply.find('\r')), "", "G2", ""};
}

}  // namespace islet
