// ONNX files are protocol-buffer messages; this writes the few kinds that a model file is made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace islet {

/// A graph under construction. Names of values are the caller's.
class OnnxGraph {
 public:
  using Extents = std::vector<std::int64_t>;
  using Names = std::vector<std::string>;
  using Attribute = std::pair<std::string, Extents>;  ///< list, or a single whole number

  void input(const std::string& name, bool is_whole_number, const Names& extents);
  void output(const std::string& name, const Names& extents);
  /// FP32 values, four bytes each, little-endian.
  void weights(const std::string& name, const Extents& extents, std::string_view bytes);
  void numbers(const std::string& name, const Extents& values);
  void number(const std::string& name, float value);
  /// A node with one output of its own name. Attributes with one value are single numbers unless
  /// the name ends in "s" or is "axes", "pads", "strides", "perm".
  void node(const std::string& kind, const Names& inputs, const std::string& output,
            const std::vector<Attribute>& attributes = {});

  /// The whole file, opset 13.
  std::string model(std::string_view name, std::string_view note) const;

 private:
  std::string nodes_;
  std::string initializers_;
  std::string inputs_;
  std::string outputs_;
};

}  // namespace islet
