#include "meters/nut_meter.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::array<std::string_view, 6> variables = {"ups.status",      "battery.charge",
                                                       "battery.runtime", "ups.realpower",
                                                       "ups.load",        "ups.realpower.nominal"};
enum Variable : std::size_t { status, charge, runtime, real_power, load, nominal };

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const char* begin = text.data();
  const auto got = std::from_chars(begin, begin + text.size(), value);
  const bool is_all = got.ec == std::errc() && got.ptr == begin + text.size();
  return is_all ? std::optional(value) : std::nullopt;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.find_first_of(" \"\\\n\r\t") == name.npos;
}

}  // namespace

std::optional<std::vector<std::string>> nut_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    const bool is_taken = c == '\\' && i + 1 < line.size();
    if (is_taken) c = line[++i];
    if (!is_taken && c == '"') {
      quoted = !quoted;
      inside = true;
    } else if (!is_taken && !quoted && (c == ' ' || c == '\t' || c == '\r')) {
      if (inside) words.push_back(std::exchange(word, {}));
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (quoted) return std::nullopt;
  if (inside) words.push_back(word);
  return words;
}

NutStatus read_nut_status(std::string_view text) {
  NutStatus out;
  bool on_line = false;
  bool on_battery = false;
  bool low = false;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    on_line = on_line || word == "OL";
    on_battery = on_battery || word == "OB" || word == "FSD";
    low = low || word == "LB" || word == "FSD";
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  if (on_line || on_battery) {
    out.mains = on_battery ? 0.0 : 1.0;
    out.low = low ? 1.0 : 0.0;
  }
  return out;
}

void NutMeter::open(Instant now) {
  held_.clear();
  fault_.clear();
  output_.clear();
  ups_ = wanted_;
  unknown_ = 0;
  lists_ = ups_.empty();
  asked_ = variables.size();
  round_.open(now);
  if (!lists_) return look(now);
  output_ = "LIST UPS\n";
  round_.asked(now);
}

void NutMeter::look(Instant now) {
  if (!round_.is_due(now, fault_)) return;
  asked_ = 0;
  ask_next(now);
}

void NutMeter::ask_next(Instant now) {
  while (asked_ < variables.size() && (unknown_ >> asked_ & 1U) != 0) ++asked_;
  if (asked_ == variables.size()) {
    round_.rest(now);
    return;
  }
  output_ += fmt::format("GET VAR {} {}\n", ups_, variables[asked_]);
  round_.asked(now);
}

void NutMeter::receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) {
  held_ += bytes;
  for (std::size_t end = held_.find('\n'); end != std::string::npos && fault_.empty();
       end = held_.find('\n')) {
    const std::string line = held_.substr(0, end);
    held_.erase(0, end + 1);
    take_line(now, line, samples);
  }
  if (held_.size() > line_max && fault_.empty()) fault_ = "a line without end";
}

void NutMeter::take_line(Instant now, std::string_view line, std::vector<Sample>& samples) {
  const auto words = nut_words(line);
  if (!words || words->empty()) {
    fault_ = "a line that is no answer of a UPS server";
    return;
  }
  const std::string& first = words->front();
  if (lists_) {
    if (first == "UPS" && words->size() >= 2 && ups_.empty() && is_name((*words)[1])) {
      ups_ = (*words)[1];
      peer_ = words->size() >= 3 ? (*words)[2] : ups_;
    }
    if (first == "ERR") fault_ = "the UPS server says " + (words->size() > 1 ? (*words)[1] : first);
    if (first != "END") return;
    lists_ = false;
    if (ups_.empty()) fault_ = "the server knows no UPS";
    round_.open(now);
    return look(now);
  }
  if (!round_.waits()) return;
  round_.answered();
  if (first == "VAR" && words->size() >= 4 && (*words)[2] == variables[asked_]) {
    take_variable(*words, samples);
  } else if (first == "ERR" && words->size() >= 2) {
    take_refusal(*words, samples);
  } else {
    fault_ = "an answer to a question that was not asked";
  }
  ++asked_;
  if (fault_.empty()) ask_next(now);
}

void NutMeter::take_variable(const std::vector<std::string>& words, std::vector<Sample>& samples) {
  const std::string& text = words[3];
  const auto number = number_in(text);
  switch (asked_) {
    case status: {
      const NutStatus said = read_nut_status(text);
      samples.push_back({Gauge::mains, said.mains});
      samples.push_back({Gauge::ups_low, said.low});
      return;
    }
    case charge:
      samples.push_back({Gauge::ups_charge, number ? std::optional(*number / 100) : std::nullopt});
      return;
    case runtime:
      samples.push_back({Gauge::ups_runtime, number});
      return;
    case real_power:
      samples.push_back({Gauge::load_power, number});
      // It says watts: percent of a rating are not needed.
      unknown_ |= 1U << load | 1U << nominal;
      return;
    case load:
      if (nominal_w_ > 0 && number) {
        samples.push_back({Gauge::load_power, *number / 100 * nominal_w_});
      }
      return;
    case nominal:
      nominal_w_ = number.value_or(0);
      unknown_ |= 1U << nominal;
      return;
    default:
      return;
  }
}

/// "I have no such variable" is for good; "I do not know now" says nothing of the plant.
void NutMeter::take_refusal(const std::vector<std::string>& words, std::vector<Sample>& samples) {
  const std::string& why = words[1];
  if (why == "VAR-NOT-SUPPORTED" && asked_ != status) {
    unknown_ |= 1U << asked_;
    return;
  }
  if (why == "DATA-STALE" || why == "DRIVER-NOT-CONNECTED") {
    if (asked_ == status) samples.push_back({Gauge::mains, std::nullopt});
    return;
  }
  fault_ = "the UPS server says " + why;
}

}  // namespace islet
