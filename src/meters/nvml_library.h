// NVIDIA's management library, found at run time: what cards draw, and the two levers on it. A
// machine without it has none of them, which is no fault.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

class NvmlLibrary {
 public:
  /// `file`: "libnvidia-ml.so.1" on a machine with cards. Error when it is not there, lacks a
  /// function, or finds no driver.
  static Result<std::unique_ptr<NvmlLibrary>> open(const std::string& file);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  int cards() const { return cards_; }
  /// Of card `index`, 0 to `cards()` - 1; nothing where the card does not say it.
  std::optional<Power> power(int index) const;
  std::optional<Energy> energy(int index) const;  ///< a counter since the driver was loaded
  std::optional<double> heat_deg(int index) const;
  std::optional<Power> limit(int index) const;
  struct Bounds {
    Power least, most;
  };
  std::optional<Bounds> bounds(int index) const;

  /// False when the driver refuses, such as for want of rights.
  bool set_limit(int index, Power limit);
  /// Holds the clock of the processors at most there; `free_clock` lets it go.
  bool lock_clock(int index, unsigned megahertz);
  bool free_clock(int index);

 private:
  NvmlLibrary() = default;
  struct Calls;
  void* card(int index) const;

  std::unique_ptr<Calls> calls_;
  int cards_ = 0;
};

}  // namespace islet
