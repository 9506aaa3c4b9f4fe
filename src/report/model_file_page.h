// Pages about model files: what a file holds, and of which models a shape can be made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/table.h"

namespace islet {

/// One setting of a file, as text.
struct FileSetting {
  std::string name;
  std::string value;
};

struct ModelFileFacts {
  std::string file;
  std::string architecture;
  std::string name;
  double parameters = 0;
  std::uint64_t tensors = 0;
  Bytes size;
  Bytes load_memory;  ///< that loading it takes on a processor
  std::vector<FileSetting> settings;
};

struct ListedShape {
  std::string name;
  std::string format;
  std::string architecture;
  double parameters = 0;
  Bytes size;  ///< of the usual file: q4_0, or FP32 for ONNX
};

Table model_file_table(const ModelFileFacts& facts);
std::string model_file_json(const ModelFileFacts& facts);
Table shapes_table(const std::vector<ListedShape>& shapes);
std::string shapes_json(const std::vector<ListedShape>& shapes);

}  // namespace islet
