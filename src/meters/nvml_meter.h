// What NVIDIA's cards in this machine draw, all together: a meter that is looked at, as those of
// the kernel are.
#pragma once

#include <vector>

#include "meters/nvml_library.h"
#include "meters/reading.h"

namespace islet {

class NvmlMeter {
 public:
  explicit NvmlMeter(const std::string& library = "libnvidia-ml.so.1");

  /// Energy where every card counts it, else power; and the hottest card. No value where a card
  /// that said it before does not.
  void look(std::vector<Sample>& samples) const;
  /// "2 cards"; empty: there are none.
  std::string found() const;

 private:
  std::unique_ptr<NvmlLibrary> library_;
  bool counts_ = false;
};

}  // namespace islet
