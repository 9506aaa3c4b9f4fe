#include "engines/onnx_reader.h"

#include <algorithm>
#include <optional>
#include <set>

namespace islet {
namespace {

// Field numbers of the format, onnx.proto.
constexpr std::uint64_t model_graph = 7;
constexpr std::uint64_t graph_weights = 5;
constexpr std::uint64_t graph_input = 11;
constexpr std::uint64_t graph_output = 12;
constexpr std::uint64_t weights_name = 8;

constexpr std::size_t most_ports = 256;
constexpr std::size_t most_extents = 16;

/// The fields of one message, in order. Once something is cut off, there is nothing more.
class MessageReader {
 public:
  explicit MessageReader(std::string_view bytes) : bytes_(bytes) {}

  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;  ///< of a whole number
    std::string_view bytes;   ///< of a text or a message
  };

  std::optional<Field> next() {
    if (bytes_.empty() || is_broken_) return std::nullopt;
    Field field;
    const std::uint64_t key = whole_number();
    field.number = key >> 3U;
    switch (key & 7U) {
      case 0:
        field.value = whole_number();
        break;
      case 1:
        take(8);
        break;
      case 2:
        field.bytes = take(whole_number());
        break;
      case 5:
        take(4);
        break;
      default:
        is_broken_ = true;
    }
    return is_broken_ ? std::nullopt : std::optional(field);
  }
  bool is_broken() const { return is_broken_; }

 private:
  std::uint64_t whole_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::string_view one = take(1);
      if (one.empty()) return 0;
      const auto byte = static_cast<unsigned char>(one[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80U) return value;
    }
    is_broken_ = true;
    return 0;
  }
  std::string_view take(std::uint64_t count) {
    if (is_broken_ || count > bytes_.size()) {
      is_broken_ = true;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  std::string_view bytes_;
  bool is_broken_ = false;
};

/// The first field of that number that is a text or a message; empty when there is none.
std::string_view part(std::string_view message, std::uint64_t number) {
  MessageReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == number && !field->bytes.empty()) return field->bytes;
  }
  return {};
}

NetworkPort port_in(std::string_view value_info) {
  NetworkPort port;
  port.name = std::string(part(value_info, 1).substr(0, 4'096));
  const std::string_view tensor = part(part(value_info, 2), 1);
  MessageReader reader(tensor);
  while (const auto field = reader.next()) {
    if (field->number == 1) port.kind = TensorKind{static_cast<std::uint8_t>(field->value & 0xFFU)};
  }
  MessageReader extents(part(tensor, 2));
  while (const auto field = extents.next()) {
    if (field->number != 1 || port.shape.size() >= most_extents) continue;
    std::int64_t extent = -1;
    MessageReader dimension(field->bytes);
    while (const auto one = dimension.next()) {
      if (one->number == 1) extent = static_cast<std::int64_t>(one->value);
    }
    port.shape.push_back(extent);
  }
  return port;
}

}  // namespace

Result<OnnxPorts> read_onnx_ports(std::string_view bytes) {
  const std::string_view graph = part(bytes, model_graph);
  OnnxPorts ports;
  std::set<std::string, std::less<>> weights;
  MessageReader reader(graph);
  while (const auto field = reader.next()) {
    if (field->number == graph_weights) weights.emplace(part(field->bytes, weights_name));
    if (field->number == graph_input && ports.inputs.size() < most_ports) {
      ports.inputs.push_back(port_in(field->bytes));
    }
    if (field->number == graph_output && ports.outputs.size() < most_ports) {
      ports.outputs.push_back(port_in(field->bytes));
    }
  }
  std::erase_if(ports.inputs, [&](const NetworkPort& one) { return weights.contains(one.name); });
  if (graph.empty() || reader.is_broken() || ports.inputs.empty() || ports.outputs.empty()) {
    return Error{{}, "it is no whole ONNX file", "", "", ""};
  }
  return ports;
}

}  // namespace islet
