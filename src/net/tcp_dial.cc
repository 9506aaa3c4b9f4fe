#include "net/tcp_dial.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace islet {

Result<int> dial(const std::string& address, int port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, address.c_str(), &place.sin_addr) != 1) {
    return Error{{}, "\"" + address + "\" is no numeric address", "", "", ""};
  }
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return Error{{}, std::strerror(errno), "", "", ""};
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int done = ::connect(socket, reinterpret_cast<sockaddr*>(&place), sizeof place);
  if (done == 0 || errno == EINPROGRESS) return socket;
  const std::string fault = std::strerror(errno);
  ::close(socket);
  return Error{{}, fault, "", "", ""};
}

DialOutcome dial_outcome(int socket) {
  int fault = 0;
  socklen_t size = sizeof fault;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &fault, &size);
  if (fault != 0) return {DialState::failed, std::strerror(fault)};
  sockaddr_in peer{};
  socklen_t peer_size = sizeof peer;
  const bool stands = ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0;
  return {stands ? DialState::connected : DialState::waits, {}};
}

}  // namespace islet
