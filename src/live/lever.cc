#include "live/lever.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "base/written_file.h"
#include "live/charge_lever.h"
#include "live/set_lever.h"
#include "meters/nvml_library.h"

namespace islet {
namespace {

constexpr std::size_t file_max = 4096;

Error refused(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

/// A file of the kernel: what it holds is a whole number, or a line of them.
class FileLever : public Lever {
 public:
  FileLever(std::string file, double factor) : file_(std::move(file)), factor_(factor) {}

  Result<std::string> standing() override {
    Result<std::string> text = read_file(file_, file_max);
    if (!text) return text.error();
    const std::size_t end = text->find_last_not_of(" \n\r\t");
    if (end == std::string::npos) return refused(file_ + " is empty");
    return text->substr(0, end + 1);
  }
  std::optional<Error> set(double value) override {
    return write(fmt::format("{:.0f}", factor_ * value));
  }
  std::optional<Error> set_back(const std::string& standing) override { return write(standing); }

 protected:
  std::optional<Error> write(const std::string& text) {
    std::ofstream out(file_);
    out << text << '\n' << std::flush;
    return out.good() ? std::nullopt : std::optional(refused(file_ + " cannot be written"));
  }

 private:
  std::string file_;
  double factor_;
};

/// `cpu.max`: "quota period" in microseconds; the period is left as it is.
class QuotaLever final : public FileLever {
 public:
  explicit QuotaLever(const std::string& file) : FileLever(file, 1) {}
  std::optional<Error> set(double cores) override {
    constexpr int period_us = 100'000;
    return write(fmt::format("{:.0f} {}", cores * period_us, period_us));
  }
};

class CardLever final : public Lever {
 public:
  CardLever(std::unique_ptr<NvmlLibrary> library, int card, bool is_clock)
      : library_(std::move(library)), card_(card), is_clock_(is_clock) {}

  Result<std::string> standing() override {
    if (is_clock_) return std::string("free");
    const std::optional<Power> limit = library_->limit(card_);
    if (!limit) return refused("the card does not say its limit");
    return fmt::format("{:.3f}", *limit / watt);
  }
  std::optional<Error> set(double value) override {
    if (is_clock_) {
      return said(library_->lock_clock(card_, static_cast<unsigned>(std::lround(value))));
    }
    const std::optional<NvmlLibrary::Bounds> bounds = library_->bounds(card_);
    if (!bounds) return refused("the card does not say its bounds");
    return said(library_->set_limit(card_, std::clamp(value * watt, bounds->least, bounds->most)));
  }
  std::optional<Error> set_back(const std::string& standing) override {
    if (is_clock_) return said(library_->free_clock(card_));
    double watts = 0;
    const auto end = std::from_chars(standing.data(), standing.data() + standing.size(), watts);
    if (end.ec != std::errc()) return refused("no limit was kept");
    return said(library_->set_limit(card_, watts * watt));
  }

 private:
  static std::optional<Error> said(bool is_done) {
    if (is_done) return std::nullopt;
    return refused("the card's driver refuses: it may want more rights");
  }
  std::unique_ptr<NvmlLibrary> library_;
  int card_;
  bool is_clock_;
};

Result<std::unique_ptr<Lever>> card_lever(const LeverWish& wish, const std::string& library) {
  int card = -1;
  const char* begin = wish.place.data();
  const auto end = std::from_chars(begin, begin + wish.place.size(), card);
  auto opened = NvmlLibrary::open(library);
  if (!opened) return opened.error();
  if (end.ec != std::errc() || card < 0 || card >= (*opened)->cards()) {
    return refused("`" + wish.place + "` is the number of no card");
  }
  const bool is_clock = wish.kind == "card_clock";
  return std::unique_ptr<Lever>(new CardLever(std::move(*opened), card, is_clock));
}

constexpr std::array<const char*, 7> kinds = {"power_file",  "clock_file", "cpu_quota",
                                              "card_power",  "card_clock", "generator",
                                              "charge_limit"};

}  // namespace

std::vector<std::string> lever_kinds() { return {kinds.begin(), kinds.end()}; }

Result<std::unique_ptr<Lever>> make_lever(const LeverWish& wish, const std::string& card_library) {
  constexpr double per_watt = 1e6;
  constexpr double per_megahertz = 1e6;
  if (wish.kind == "power_file") {
    return std::unique_ptr<Lever>(new FileLever(wish.place, per_watt));
  }
  if (wish.kind == "clock_file") {
    return std::unique_ptr<Lever>(new FileLever(wish.place, per_megahertz));
  }
  if (wish.kind == "cpu_quota") return std::unique_ptr<Lever>(new QuotaLever(wish.place));
  if (wish.kind == "card_power" || wish.kind == "card_clock") {
    return card_lever(wish, card_library);
  }
  if (wish.kind == "generator") return set_lever(wish.place);
  if (wish.kind == "charge_limit") return charge_lever(wish.place);
  return refused(fmt::format("the control \"{}\" is of kind \"{}\", must be one of {}", wish.name,
                             wish.kind, fmt::join(kinds, ", ")));
}

}  // namespace islet
