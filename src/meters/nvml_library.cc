#include "meters/nvml_library.h"

#include <algorithm>
#include <cmath>

#include <dlfcn.h>

#include "base/check.h"

namespace islet {
namespace {

using Card = void*;
constexpr int success = 0;
constexpr int core_sensor = 0;  // of temperatures
constexpr unsigned cards_max = 64;

}  // namespace

/// The few functions that are used, as NVIDIA documents them; versioned names where there are some.
struct NvmlLibrary::Calls {
  void* handle = nullptr;
  int (*init)() = nullptr;
  int (*shutdown)() = nullptr;
  int (*count)(unsigned*) = nullptr;
  int (*card)(unsigned, Card*) = nullptr;
  int (*power)(Card, unsigned*) = nullptr;
  int (*energy)(Card, unsigned long long*) = nullptr;
  int (*heat)(Card, int, unsigned*) = nullptr;
  int (*limit)(Card, unsigned*) = nullptr;
  int (*bounds)(Card, unsigned*, unsigned*) = nullptr;
  int (*set_limit)(Card, unsigned) = nullptr;
  int (*lock_clock)(Card, unsigned, unsigned) = nullptr;
  int (*free_clock)(Card) = nullptr;

  ~Calls() {
    if (handle != nullptr) ::dlclose(handle);
  }
  template <class Function>
  bool find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
  }
  bool find_all() {
    return find("nvmlInit_v2", init) && find("nvmlShutdown", shutdown) &&
           find("nvmlDeviceGetCount_v2", count) && find("nvmlDeviceGetHandleByIndex_v2", card) &&
           find("nvmlDeviceGetPowerUsage", power) &&
           find("nvmlDeviceGetTotalEnergyConsumption", energy) &&
           find("nvmlDeviceGetTemperature", heat) &&
           find("nvmlDeviceGetPowerManagementLimit", limit) &&
           find("nvmlDeviceGetPowerManagementLimitConstraints", bounds) &&
           find("nvmlDeviceSetPowerManagementLimit", set_limit) &&
           find("nvmlDeviceSetGpuLockedClocks", lock_clock) &&
           find("nvmlDeviceResetGpuLockedClocks", free_clock);
  }
};

Result<std::unique_ptr<NvmlLibrary>> NvmlLibrary::open(const std::string& file) {
  const auto refused = [&](const std::string& why) {
    return Error{{}, "no NVIDIA cards: " + file + " " + why, "", "G2", ""};
  };
  std::unique_ptr<NvmlLibrary> out(new NvmlLibrary());
  auto calls = std::make_unique<Calls>();
  calls->handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (calls->handle == nullptr) return refused("is not there");
  if (!calls->find_all()) return refused("lacks a function");
  if (calls->init() != success) return refused("finds no driver");
  unsigned cards = 0;
  if (calls->count(&cards) != success || cards == 0) {
    calls->shutdown();
    return refused("finds none");
  }
  out->cards_ = static_cast<int>(std::min(cards, cards_max));
  out->calls_ = std::move(calls);
  return out;
}

NvmlLibrary::~NvmlLibrary() {
  if (calls_ != nullptr) calls_->shutdown();
}

void* NvmlLibrary::card(int index) const {
  CHECK(index >= 0 && index < cards_);
  Card found = nullptr;
  return calls_->card(static_cast<unsigned>(index), &found) == success ? found : nullptr;
}

std::optional<Power> NvmlLibrary::power(int index) const {
  unsigned milliwatts = 0;
  const Card one = card(index);
  if (one == nullptr || calls_->power(one, &milliwatts) != success) return std::nullopt;
  return 1e-3 * milliwatts * watt;
}

std::optional<Energy> NvmlLibrary::energy(int index) const {
  unsigned long long millijoules = 0;
  const Card one = card(index);
  if (one == nullptr || calls_->energy(one, &millijoules) != success) return std::nullopt;
  return 1e-3 * static_cast<double>(millijoules) * joule;
}

std::optional<double> NvmlLibrary::heat_deg(int index) const {
  unsigned celsius_deg = 0;
  const Card one = card(index);
  if (one == nullptr || calls_->heat(one, core_sensor, &celsius_deg) != success) return {};
  return celsius_deg;
}

std::optional<Power> NvmlLibrary::limit(int index) const {
  unsigned milliwatts = 0;
  const Card one = card(index);
  if (one == nullptr || calls_->limit(one, &milliwatts) != success) return std::nullopt;
  return 1e-3 * milliwatts * watt;
}

std::optional<NvmlLibrary::Bounds> NvmlLibrary::bounds(int index) const {
  unsigned least = 0;
  unsigned most = 0;
  const Card one = card(index);
  if (one == nullptr || calls_->bounds(one, &least, &most) != success) return std::nullopt;
  return Bounds{1e-3 * least * watt, 1e-3 * most * watt};
}

bool NvmlLibrary::set_limit(int index, Power limit) {
  const Card one = card(index);
  const auto milliwatts = static_cast<unsigned>(std::lround(1e3 * (limit / watt)));
  return one != nullptr && calls_->set_limit(one, milliwatts) == success;
}

bool NvmlLibrary::lock_clock(int index, unsigned megahertz) {
  const Card one = card(index);
  return one != nullptr && calls_->lock_clock(one, 0, megahertz) == success;
}

bool NvmlLibrary::free_clock(int index) {
  const Card one = card(index);
  return one != nullptr && calls_->free_clock(one) == success;
}

}  // namespace islet
