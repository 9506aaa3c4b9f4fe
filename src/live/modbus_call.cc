#include "live/modbus_call.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/tcp_dial.h"

namespace islet {
namespace {

constexpr int patience_ms = 2'000;
constexpr std::uint8_t read_holding = 3;
constexpr std::uint8_t write_several = 16;
constexpr int unit_most = 247;

Error refused(const std::string& what) { return Error{{}, what, "", "G2", ""}; }

/// A connection that is closed with it.
class Line {
 public:
  explicit Line(int socket) : socket_(socket) {}
  ~Line() { ::close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Result<ModbusReply> ask(const ModbusRequest& request) {
    if (!waited(POLLOUT) || dial_outcome(socket_).state != DialState::connected) {
      return refused("the device cannot be reached");
    }
    const std::string frame = frame_of(request);
    if (::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(frame.size())) {
      return refused("the device takes no question");
    }
    ModbusReader reader;
    while (waited(POLLIN)) {
      char piece[512];
      const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
      if (got <= 0) break;
      reader.feed({piece, static_cast<std::size_t>(got)});
      const auto reply = reader.next_reply();
      if (reply && reply->exception != 0) {
        return refused(fmt::format("the device refuses: exception {}", reply->exception));
      }
      if (reply && reply->transaction == request.transaction) return *reply;
      if (!reader.fault().empty()) return refused(reader.fault());
    }
    return refused("the device does not answer");
  }

 private:
  bool waited(short what) const {
    pollfd one{socket_, what, 0};
    return ::poll(&one, 1, patience_ms) == 1;
  }
  int socket_;
};

/// The whole text as a figure from `least` to `most`; -1 when it is none.
int figure_in(std::string_view text, int least, int most) {
  int figure = -1;
  const char* end = text.data() + text.size();
  const auto got = std::from_chars(text.data(), end, figure);
  return got.ec == std::errc() && got.ptr == end && figure >= least && figure <= most ? figure : -1;
}

}  // namespace

Result<ModbusPlace> modbus_place(const std::string& text, std::uint8_t unit) {
  const std::size_t slash = text.find('/');
  const std::string_view where = std::string_view(text).substr(0, slash);
  const std::size_t colon = where.rfind(':');
  ModbusPlace place{"", -1, unit};
  if (colon != std::string_view::npos) {
    place.address = where.substr(0, colon);
    place.port = figure_in(where.substr(colon + 1), 1, 65'535);
  }
  const int written =
      slash == std::string::npos ? unit : figure_in(text.substr(slash + 1), 0, unit_most);
  if (place.port < 0 || written < 0) {
    return refused("`" + text + "` is no ADDRESS:PORT or ADDRESS:PORT/UNIT of a device");
  }
  place.unit = static_cast<std::uint8_t>(written);
  return place;
}

Result<ModbusReply> ask_modbus(const ModbusPlace& place, const ModbusRequest& request) {
  const Result<int> socket = dial(place.address, place.port);
  if (!socket) return socket.error();
  ModbusRequest asked = request;
  asked.transaction = 1;  // the only one of its connection
  asked.unit = place.unit;
  return Line(*socket).ask(asked);
}

Result<std::vector<std::uint16_t>> read_registers(const ModbusPlace& place, std::uint16_t address,
                                                  std::uint16_t count) {
  ModbusRequest request;
  request.function = read_holding;
  request.address = address;
  request.count = count;
  Result<ModbusReply> got = ask_modbus(place, request);
  if (!got) return got.error();
  if (got->registers.size() != count) return refused("the device answers with other registers");
  return std::move(got->registers);
}

std::optional<Error> write_registers(const ModbusPlace& place, std::uint16_t address,
                                     std::vector<std::uint16_t> values) {
  ModbusRequest request;
  request.function = write_several;
  request.address = address;
  request.count = static_cast<std::uint16_t>(values.size());
  request.written = std::move(values);
  const Result<ModbusReply> taken = ask_modbus(place, request);
  return taken ? std::nullopt : std::optional(taken.error());
}

}  // namespace islet
