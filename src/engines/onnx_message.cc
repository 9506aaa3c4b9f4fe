#include "engines/onnx_message.h"

#include <bit>

namespace islet {
namespace {

// Numbers of the format: kinds of values, kinds of attributes, versions.
constexpr std::int64_t element_float = 1;
constexpr std::int64_t element_int64 = 7;
constexpr std::int64_t attribute_int = 2;
constexpr std::int64_t attribute_ints = 7;
constexpr std::int64_t format_version = 7;
constexpr std::int64_t operator_set = 13;

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>(0x80U | (value & 0x7FU)));
  out.push_back(static_cast<char>(value));
}

void put_number(std::string& out, unsigned field, std::int64_t value) {
  put_varint(out, field << 3U);
  put_varint(out, static_cast<std::uint64_t>(value));
}

void put_bytes(std::string& out, unsigned field, std::string_view bytes) {
  put_varint(out, field << 3U | 2U);
  put_varint(out, bytes.size());
  out += bytes;
}

std::string value_of(const std::string& name, std::int64_t element,
                     const OnnxGraph::Names& extents) {
  std::string shape;
  for (const std::string& extent : extents) {
    std::string dimension;
    if (extent.find_first_not_of("0123456789") == std::string::npos) {
      std::int64_t number = 0;
      for (const char c : extent) number = number * 10 + (c - '0');
      put_number(dimension, 1, number);
    } else {
      put_bytes(dimension, 2, extent);
    }
    put_bytes(shape, 1, dimension);
  }
  std::string tensor;
  put_number(tensor, 1, element);
  put_bytes(tensor, 2, shape);
  std::string type;
  put_bytes(type, 1, tensor);
  std::string value;
  put_bytes(value, 1, name);
  put_bytes(value, 2, type);
  return value;
}

std::string tensor_of(const std::string& name, std::int64_t element,
                      const OnnxGraph::Extents& extents, std::string_view bytes) {
  std::string tensor;
  for (const std::int64_t extent : extents) put_number(tensor, 1, extent);
  put_number(tensor, 2, element);
  put_bytes(tensor, 8, name);
  put_bytes(tensor, 9, bytes);
  return tensor;
}

bool is_list(const std::string& name) {
  return name == "axes" || name == "pads" || name == "strides" || name == "perm" ||
         name == "kernel_shape";
}

}  // namespace

void OnnxGraph::input(const std::string& name, bool is_whole_number, const Names& extents) {
  put_bytes(inputs_, 11, value_of(name, is_whole_number ? element_int64 : element_float, extents));
}

void OnnxGraph::output(const std::string& name, const Names& extents) {
  put_bytes(outputs_, 12, value_of(name, element_float, extents));
}

void OnnxGraph::weights(const std::string& name, const Extents& extents, std::string_view bytes) {
  put_bytes(initializers_, 5, tensor_of(name, element_float, extents, bytes));
}

void OnnxGraph::numbers(const std::string& name, const Extents& values) {
  std::string bytes;
  for (const std::int64_t value : values) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
    }
  }
  put_bytes(initializers_, 5,
            tensor_of(name, element_int64, {static_cast<std::int64_t>(values.size())}, bytes));
}

void OnnxGraph::number(const std::string& name, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
  }
  put_bytes(initializers_, 5, tensor_of(name, element_float, {}, bytes));
}

void OnnxGraph::node(const std::string& kind, const Names& inputs, const std::string& output,
                     const std::vector<Attribute>& attributes) {
  std::string node;
  for (const std::string& one : inputs) put_bytes(node, 1, one);
  put_bytes(node, 2, output);
  put_bytes(node, 3, output);
  put_bytes(node, 4, kind);
  for (const auto& [name, values] : attributes) {
    std::string attribute;
    put_bytes(attribute, 1, name);
    if (is_list(name)) {
      for (const std::int64_t value : values) put_number(attribute, 8, value);
    } else {
      put_number(attribute, 3, values.front());
    }
    put_number(attribute, 20, is_list(name) ? attribute_ints : attribute_int);
    put_bytes(node, 5, attribute);
  }
  put_bytes(nodes_, 1, node);
}

std::string OnnxGraph::model(std::string_view name, std::string_view note) const {
  std::string graph = nodes_;
  put_bytes(graph, 2, name);
  graph += initializers_;
  graph += inputs_;
  graph += outputs_;
  std::string version;
  put_bytes(version, 1, "");
  put_number(version, 2, operator_set);
  std::string file;
  put_number(file, 1, format_version);
  put_bytes(file, 2, "islet");
  put_bytes(file, 6, note);
  put_bytes(file, 8, version);
  put_bytes(file, 7, graph);
  return file;
}

}  // namespace islet
