#include "net/upstream.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace islet {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c >= 0x7F) return false;
  }
  return true;
}

}  // namespace

Result<UpstreamAddress> read_upstream(std::string_view address) {
  const Error wrong{{},
                    "`" + std::string(address.substr(0, 200)) + "` is no address of a server",
                    "Write http://HOST:PORT/v1#MODEL, or kserve+http://HOST:PORT#MODEL.",
                    "",
                    ""};
  UpstreamAddress read;
  if (!is_plain(address)) return wrong;
  if (address.starts_with("kserve+")) {
    read.is_kserve = true;
    address.remove_prefix(7);
  } else if (address.starts_with("openai+")) {
    address.remove_prefix(7);
  }
  if (!address.starts_with("http://")) return wrong;
  address.remove_prefix(7);
  const std::size_t mark = address.find('#');
  if (mark != std::string_view::npos) read.model = std::string(address.substr(mark + 1));
  address = address.substr(0, mark);
  const std::size_t slash = address.find('/');
  if (slash != std::string_view::npos) read.path = std::string(address.substr(slash));
  while (read.path.ends_with('/')) read.path.pop_back();
  address = address.substr(0, slash);
  const std::size_t colon = address.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && address.find(']', colon) == std::string_view::npos;
  if (has_port) read.port = std::string(address.substr(colon + 1));
  read.host = std::string(has_port ? address.substr(0, colon) : address);
  if (read.host.starts_with('[') && read.host.ends_with(']')) {
    read.host = read.host.substr(1, read.host.size() - 2);
  }
  if (read.host.empty() || read.port.empty() || read.model.empty()) return wrong;
  return read;
}

std::string upstream_request(const UpstreamAddress& address, std::string_view method,
                             const std::string& path, const std::string& body,
                             const std::string& more) {
  std::string text = std::string(method) + " " + address.path + path +
                     " HTTP/1.1\r\nHost: " + address.host + ":" + address.port +
                     "\r\nConnection: close\r\n";
  if (!address.key.empty()) text += "Authorization: Bearer " + address.key + "\r\n";
  text += more;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

UpstreamCall::UpstreamCall(const UpstreamAddress& address, std::string request)
    : unsent_(std::move(request)) {
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &wish, &found);
  const std::unique_ptr<addrinfo, FreeAddresses> list(found);
  if (code != 0 || found == nullptr) {
    fail("nobody knows " + address.host);
    return;
  }
  socket_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) {
    fail("no socket");
    return;
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
    fail("nobody answers at " + address.host + ":" + address.port);
  }
}

UpstreamCall::~UpstreamCall() {
  if (socket_ >= 0) ::close(socket_);
}

void UpstreamCall::fail(const std::string& why, bool is_cut) {
  fault_ = why;
  was_cut_ = is_cut;
  is_over_ = true;
}

void UpstreamCall::look(std::string& body) {
  while (!is_over_ && !unsent_.empty()) {
    const ssize_t count = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (count < 0)
      return fail(std::string("the server cannot be reached: ") + std::strerror(errno));
    unsent_.erase(0, static_cast<std::size_t>(count));
  }
  std::array<char, 65'536> block{};
  while (!is_over_) {
    const ssize_t count = ::recv(socket_, block.data(), block.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count < 0) return fail(std::string("the server went away: ") + std::strerror(errno));
    received_ += static_cast<std::uint64_t>(count);
    if (count == 0) {
      reader_.end();
    } else {
      reader_.feed({block.data(), static_cast<std::size_t>(count)}, body);
    }
    if (reader_.is_broken()) {
      return count == 0 ? fail("the server's reply ended early")
                        : fail("the server's reply is none, or too large", false);
    }
    is_over_ = reader_.is_done();
  }
}

void wait_for_calls(const std::vector<const UpstreamCall*>& calls, int milliseconds) {
  std::vector<pollfd> polls;
  for (const UpstreamCall* one : calls) {
    pollfd entry{one->descriptor(), POLLIN, 0};
    if (one->wants_write()) entry.events |= POLLOUT;
    polls.push_back(entry);
  }
  ::poll(polls.data(), polls.size(), milliseconds);
}

}  // namespace islet
