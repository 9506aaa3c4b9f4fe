#include "mock_engine.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace islet {
namespace {

constexpr std::string_view body =
    R"({"id":"mock-1","object":"chat.completion","created":0,"model":"words",)"
    R"("choices":[{"index":0,)"
    R"("message":{"role":"assistant","content":"sun salt tide wind lamp stone rope north"},)"
    R"("finish_reason":"length"}],"usage":{"prompt_tokens":200,"completion_tokens":8,)"
    R"("total_tokens":208}})";

std::string reply_text() {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

struct Caller {
  int socket = -1;
  std::string got;

  /// Takes one whole request away; false when there is none yet.
  bool take() {
    const std::size_t end = got.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    constexpr std::string_view mark = "Content-Length: ";
    std::size_t length = 0;
    const std::size_t at = got.find(mark);
    if (at < end) std::from_chars(got.data() + at + mark.size(), got.data() + end, length);
    if (got.size() < end + 4 + length) return false;
    got.erase(0, end + 4 + length);
    return true;
  }
};

/// False when the caller has gone.
bool answer(Caller& caller, const std::string& reply) {
  std::array<char, 16'384> block{};
  const ssize_t count = ::recv(caller.socket, block.data(), block.size(), 0);
  if (count <= 0) return false;
  caller.got.append(block.data(), static_cast<std::size_t>(count));
  while (caller.take()) {
    if (::send(caller.socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) return false;
  }
  return true;
}

}  // namespace

MockEngine::MockEngine() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(place);
  auto* address = reinterpret_cast<sockaddr*>(&place);  // NOLINT: the sockets' own way
  if (::bind(listener_, address, size) != 0 || ::listen(listener_, 128) != 0) return;
  if (::getsockname(listener_, address, &size) != 0) return;
  port_ = ntohs(place.sin_port);
  thread_ = std::thread([this] { serve(); });
}

MockEngine::~MockEngine() {
  is_over_ = true;
  if (thread_.joinable()) thread_.join();
  ::close(listener_);
}

void MockEngine::serve() const {
  const std::string reply = reply_text();
  std::vector<Caller> callers;
  while (!is_over_) {
    std::vector<pollfd> polls = {{listener_, POLLIN, 0}};
    for (const Caller& one : callers) polls.push_back({one.socket, POLLIN, 0});
    ::poll(polls.data(), polls.size(), 100);
    for (std::size_t i = callers.size(); i-- > 0;) {
      if (polls[i + 1].revents == 0 || answer(callers[i], reply)) continue;
      ::close(callers[i].socket);
      callers.erase(callers.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if ((polls[0].revents & POLLIN) == 0) continue;
    Caller fresh;
    fresh.socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int on = 1;
    ::setsockopt(fresh.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (fresh.socket >= 0) callers.push_back(fresh);
  }
  for (const Caller& one : callers) ::close(one.socket);
}

}  // namespace islet
