// What can be set on the machine or at the plant, and set back as it was: files of the kernel,
// NVIDIA's cards, a generator set. Used by the guard, a process of its own, which may wait.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

class Lever {
 public:
  Lever() = default;
  Lever(const Lever&) = delete;
  Lever& operator=(const Lever&) = delete;
  virtual ~Lever() = default;

  /// As it stands, in its own words, so that it can be set back.
  virtual Result<std::string> standing() = 0;
  /// In the unit of its kind.
  virtual std::optional<Error> set(double value) = 0;
  virtual std::optional<Error> set_back(const std::string& standing) = 0;
};

/// A lever that a site enables. Nothing is one until it is written down.
struct LeverWish {
  std::string name;
  std::string kind;   ///< of `lever_kinds`
  std::string place;  ///< a file, a card's number, or ADDRESS:PORT
  double least = 0;   ///< bounds that no wish passes, in the unit of the kind
  double most = 0;
};

/// By kind, with the unit of its value and what its place is:
///
///     power_file  W       a file of the kernel that holds microwatts, as powercap's do
///     clock_file  MHz     one that holds hertz, as a Jetson's devfreq does
///     cpu_quota   cores   cpu.max of a cgroup
///     card_power  W       number of an NVIDIA card
///     card_clock  MHz     the same
///     generator   0 or 1  ADDRESS:PORT of a controller that speaks GenComm
///     charge_limit  W     ADDRESS:PORT of an inverter with SunSpec's model 124
std::vector<std::string> lever_kinds();

/// Error when there is no such kind, or its place is none.
Result<std::unique_ptr<Lever>> make_lever(const LeverWish& wish,
                                          const std::string& card_library = "libnvidia-ml.so.1");

}  // namespace islet
