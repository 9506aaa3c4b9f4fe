#include "meters/folder_meter.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "base/written_file.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_max = 4096;
constexpr std::size_t folders_max = 256;

std::string text_in(const std::string& file) {
  const Result<std::string> text = read_file(file, file_max);
  if (!text) return "";
  const std::size_t end = text->find_last_not_of(" \n\r\t");
  return end == std::string::npos ? "" : text->substr(0, end + 1);
}

bool is_there(const std::string& file) {
  std::error_code fault;
  return fs::exists(file, fault);
}

/// Folders in it, by name: the order in which a file system lists them means nothing.
std::vector<std::string> folders_in(const std::string& path) {
  std::vector<std::string> out;
  std::error_code fault;
  for (fs::directory_iterator at(path, fault), end; !fault && at != end; at.increment(fault)) {
    if (out.size() >= folders_max) break;
    out.push_back(at->path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

FolderMeter::FolderMeter(std::string root) : root_(std::move(root)) {
  find_hwmon();
  // Boards that are metered whole hold their processors too.
  if (counters_.empty() && rails_.empty()) find_powercap();
}

/// Packages alone: cores and memory are parts of them, and the memory-mapped copies are the same.
void FolderMeter::find_powercap() {
  for (const std::string& folder : folders_in(root_ + "/class/powercap")) {
    const std::string name = text_in(folder + "/name");
    const std::string zone = fs::path(folder).filename().string();
    if (!name.starts_with("package") || zone.starts_with("intel-rapl-mmio")) continue;
    Counter counter;
    counter.file = folder + "/energy_uj";
    counter.name = name;
    counter.range = number_in(folder + "/max_energy_range_uj").value_or(0);
    if (number_in(counter.file)) counters_.push_back(counter);
  }
}

void FolderMeter::find_hwmon() {
  for (const std::string& folder : folders_in(root_ + "/class/hwmon")) {
    const std::string name = text_in(folder + "/name");
    if (is_there(folder + "/energy1_input")) {
      Counter counter;
      counter.file = folder + "/energy1_input";
      counter.name = name;
      counters_.push_back(counter);
    } else if (is_there(folder + "/power1_average")) {
      rails_.push_back({name, folder + "/power1_average", "", ""});
    } else if (name == "ina3221") {
      find_rails(folder);
    }
    if (is_there(folder + "/temp1_input")) heat_files_.push_back(folder + "/temp1_input");
  }
}

/// The rail of the whole board where there is one; else all, which then are its parts.
void FolderMeter::find_rails(const std::string& folder) {
  std::vector<Rail> all;
  for (int k = 1; k <= 3; ++k) {
    const std::string label = text_in(fmt::format("{}/in{}_label", folder, k));
    if (label.empty()) continue;
    const Rail rail{label, "", fmt::format("{}/in{}_input", folder, k),
                    fmt::format("{}/curr{}_input", folder, k)};
    if (label == "VDD_IN") {
      rails_.push_back(rail);
      return;
    }
    all.push_back(rail);
  }
  rails_.insert(rails_.end(), all.begin(), all.end());
}

std::optional<double> FolderMeter::number_in(const std::string& file) const {
  const std::string text = text_in(file);
  double value = 0;
  const char* begin = text.data();
  const auto got = std::from_chars(begin, begin + text.size(), value);
  const bool is_all = got.ec == std::errc() && got.ptr == begin + text.size() && !text.empty();
  return is_all ? std::optional(value) : std::nullopt;
}

std::optional<double> FolderMeter::energy() {
  double sum = 0;
  for (Counter& counter : counters_) {
    const auto value = number_in(counter.file);
    if (!value) return std::nullopt;
    if (*value < counter.last) counter.wrapped += counter.range > 0 ? counter.range : counter.last;
    counter.last = *value;
    sum += counter.unit_j * (counter.wrapped + *value);
  }
  return sum;
}

std::optional<double> FolderMeter::power() const {
  double sum = 0;
  for (const Rail& rail : rails_) {
    if (!rail.power_file.empty()) {
      const auto value = number_in(rail.power_file);
      if (!value) return std::nullopt;
      sum += 1e-6 * *value;
      continue;
    }
    const auto volts = number_in(rail.volt_file);
    const auto amperes = number_in(rail.ampere_file);
    if (!volts || !amperes) return std::nullopt;
    sum += 1e-6 * *volts * *amperes;
  }
  return sum;
}

void FolderMeter::look(std::vector<Sample>& samples) {
  if (!counters_.empty()) samples.push_back({Gauge::device_energy, energy()});
  if (!rails_.empty()) samples.push_back({Gauge::device_power, power()});
  if (heat_files_.empty()) return;
  double hottest = -300;
  for (const std::string& file : heat_files_) {
    hottest = std::max(hottest, 1e-3 * number_in(file).value_or(-300'000));
  }
  samples.push_back({Gauge::temperature, hottest});
}

std::string FolderMeter::found() const {
  std::string out;
  for (const Counter& one : counters_) out += (out.empty() ? "energy of " : ", ") + one.name;
  for (const Rail& one : rails_) out += (out.empty() ? "power of " : ", ") + one.name;
  return out;
}

}  // namespace islet
