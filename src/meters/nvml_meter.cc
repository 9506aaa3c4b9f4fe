#include "meters/nvml_meter.h"

#include <algorithm>

namespace islet {

NvmlMeter::NvmlMeter(const std::string& library) {
  Result<std::unique_ptr<NvmlLibrary>> opened = NvmlLibrary::open(library);
  if (!opened) return;
  library_ = std::move(*opened);
  counts_ = true;
  for (int i = 0; i < library_->cards(); ++i) counts_ = counts_ && library_->energy(i).has_value();
}

void NvmlMeter::look(std::vector<Sample>& samples) const {
  if (library_ == nullptr) return;
  std::optional<double> sum = 0.0;
  std::optional<double> hottest;
  for (int i = 0; i < library_->cards(); ++i) {
    const auto energy = counts_ ? library_->energy(i) : std::nullopt;
    const auto power = counts_ ? std::nullopt : library_->power(i);
    if (!energy && !power) sum.reset();
    if (sum && energy) *sum += *energy / joule;
    if (sum && power) *sum += *power / watt;
    const auto heat = library_->heat_deg(i);
    if (heat) hottest = std::max(hottest.value_or(*heat), *heat);
  }
  samples.push_back({counts_ ? Gauge::device_energy : Gauge::device_power, sum});
  if (hottest) samples.push_back({Gauge::temperature, hottest});
}

std::string NvmlMeter::found() const {
  if (library_ == nullptr) return "";
  return std::to_string(library_->cards()) + (library_->cards() == 1 ? " card" : " cards");
}

}  // namespace islet
