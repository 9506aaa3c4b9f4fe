#include "net/loopback_listener.h"

#include <cerrno>
#include <cstdint>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace islet {

std::optional<LoopbackListener> listen_on_loopback(int port) {
  constexpr int waiting = 64;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return std::nullopt;
  // A port whose last connections have only just ended may be had again.
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  if (::bind(socket, address, size) == 0 && ::listen(socket, waiting) == 0 &&
      ::getsockname(socket, address, &size) == 0) {
    return LoopbackListener{socket, ntohs(place.sin_port)};
  }
  const int why = errno;
  ::close(socket);
  errno = why;
  return std::nullopt;
}

}  // namespace islet
