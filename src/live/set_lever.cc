#include "live/set_lever.h"

#include <charconv>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "meters/gencomm_points.h"
#include "meters/modbus_frame.h"
#include "net/tcp_dial.h"

namespace islet {
namespace {

constexpr int patience_ms = 2'000;

Error refused(const std::string& what) { return Error{{}, what, "", "G2", ""}; }

/// One question over a connection of its own: seldom asked, so nothing is kept open.
class ModbusCall {
 public:
  explicit ModbusCall(int socket) : socket_(socket) {}
  ~ModbusCall() { ::close(socket_); }
  ModbusCall(const ModbusCall&) = delete;
  ModbusCall& operator=(const ModbusCall&) = delete;

  Result<ModbusReply> ask(const ModbusRequest& request) {
    if (!waited(POLLOUT) || dial_outcome(socket_).state != DialState::connected) {
      return refused("the controller cannot be reached");
    }
    const std::string frame = frame_of(request);
    if (::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(frame.size())) {
      return refused("the controller takes no question");
    }
    ModbusReader reader;
    while (waited(POLLIN)) {
      char piece[512];
      const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
      if (got <= 0) break;
      reader.feed({piece, static_cast<std::size_t>(got)});
      const auto reply = reader.next_reply();
      if (reply && reply->exception != 0) {
        return refused(fmt::format("the controller refuses: exception {}", reply->exception));
      }
      if (reply && reply->transaction == request.transaction) return *reply;
      if (!reader.fault().empty()) return refused(reader.fault());
    }
    return refused("the controller does not answer");
  }

 private:
  bool waited(short what) const {
    pollfd one{socket_, what, 0};
    return ::poll(&one, 1, patience_ms) == 1;
  }
  int socket_;
};

class SetLever final : public Lever {
 public:
  SetLever(std::string address, int port) : address_(std::move(address)), port_(port) {}

  /// A set that we did not start is none of ours to stop, and one that we did is let go.
  Result<std::string> standing() override { return std::string("let go"); }
  std::optional<Error> set(double value) override {
    ModbusRequest mode;
    mode.address = GencommPoints::control_mode;
    mode.count = 1;
    const Result<ModbusReply> stands = ask(mode);
    if (!stands) return stands.error();
    if (stands->registers.empty() || stands->registers[0] != GencommPoints::automatic) {
      return refused("the set is not in automatic mode: somebody has it in hand");
    }
    return press(value > 0.5 ? GencommPoints::key_start : GencommPoints::key_let_go);
  }
  std::optional<Error> set_back(const std::string& /*standing*/) override {
    return press(GencommPoints::key_let_go);
  }

 private:
  std::optional<Error> press(std::uint16_t key) {
    ModbusRequest press;
    press.function = 16;
    press.address = GencommPoints::key;
    press.count = 2;
    press.written = {key, static_cast<std::uint16_t>(0xFFFF - key)};
    const Result<ModbusReply> taken = ask(press);
    return taken ? std::nullopt : std::optional(taken.error());
  }
  Result<ModbusReply> ask(ModbusRequest request) {
    request.transaction = ++transaction_;
    request.unit = GencommPoints::unit;
    const Result<int> socket = dial(address_, port_);
    if (!socket) return socket.error();
    return ModbusCall(*socket).ask(request);
  }

  std::string address_;
  int port_;
  std::uint16_t transaction_ = 0;
};

}  // namespace

Result<std::unique_ptr<Lever>> set_lever(const std::string& place) {
  const std::size_t colon = place.rfind(':');
  int port = 0;
  const char* end = place.data() + place.size();
  const char* begin = colon == std::string::npos ? end : place.data() + colon + 1;
  const auto got = std::from_chars(begin, end, port);
  if (got.ec != std::errc() || got.ptr != end || port < 1 || port > 65'535) {
    return refused("`" + place + "` is no ADDRESS:PORT of a controller");
  }
  return std::unique_ptr<Lever>(new SetLever(place.substr(0, colon), port));
}

}  // namespace islet
