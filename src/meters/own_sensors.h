// All that this machine's own sensors say, as one meter: the kernel's files and NVIDIA's cards.
#pragma once

#include "meters/folder_meter.h"
#include "meters/nvml_meter.h"

namespace islet {

class OwnSensors {
 public:
  /// `root` as in FolderMeter; `library` as in NvmlMeter, empty: no cards are looked for.
  OwnSensors(std::string root, const std::string& library);

  /// Energy (or power) of processors and cards together, the hottest of all. No value while one of
  /// them says none: a part is not the whole.
  void look(std::vector<Sample>& samples);
  /// "energy of package-0, 2 cards"; empty: there is nothing.
  std::string found() const;

 private:
  FolderMeter folder_;
  std::optional<NvmlMeter> cards_;
};

}  // namespace islet
