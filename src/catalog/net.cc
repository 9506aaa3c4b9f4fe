#include "catalog/net.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace islet {
namespace {

constexpr int parts_max = 20'000;
constexpr int depth_max = 4;
constexpr int number_max = 1'000'000;

/// A whole number above 0, all of the text.
std::optional<int> count_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value > 0 && value <= number_max ? std::optional(value) : std::nullopt;
}

/// "7x1" and, where a single number will do, "7".
std::vector<int> counts_in(std::string_view text) {
  std::vector<int> out;
  for (const std::string_view part : split(text, 'x')) {
    const std::optional<int> value = count_in(part);
    if (!value) return {};
    out.push_back(*value);
  }
  return out;
}

std::vector<std::string_view> words_in(std::string_view part) {
  std::vector<std::string_view> out;
  for (const std::string_view word : split(part, ' ')) {
    if (!trimmed(word).empty()) out.push_back(trimmed(word));
  }
  return out;
}

/// The parts between commas that stand outside all brackets; none where brackets do not match.
std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> out;
  int open = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at] == '(') ++open;
    if (list[at] == ')' && --open < 0) return {};
    if (list[at] != ',' || open > 0) continue;
    out.push_back(trimmed(list.substr(begin, at - begin)));
    begin = at + 1;
  }
  if (open != 0) return {};
  out.push_back(trimmed(list.substr(begin)));
  return out;
}

struct Shape {
  double rows = 0;
  double columns = 0;
  double channels = 0;

  double values() const { return rows * columns * channels; }
};

/// What stands behind a layer's sizes.
struct LayerOptions {
  int step = 1;
  int groups = 1;
  bool is_valid = false;
  bool is_again = false;
};

std::optional<LayerOptions> options_in(const std::vector<std::string_view>& words,
                                       std::size_t first) {
  LayerOptions options;
  for (std::size_t at = first; at < words.size(); ++at) {
    const std::string_view word = words[at];
    const std::optional<int> number = count_in(word.substr(1));
    if (word.front() == '/' && number) {
      options.step = *number;
    } else if (word.front() == 'g' && number) {
      options.groups = *number;
    } else if (word == "valid") {
      options.is_valid = true;
    } else if (word == "again") {
      options.is_again = true;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

class NetReader {
 public:
  /// False where a part is not understood, which `fault()` then is.
  bool read(std::string_view list, int depth) {
    const std::vector<std::string_view> parts = parts_of(list);
    if (parts.empty()) return fails(list);
    return std::all_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return read_part(part, depth); });
  }
  const std::string& fault() const { return fault_; }
  Net take() { return std::move(net_); }

 private:
  bool fails(std::string_view part) {
    fault_ = shown(std::string(part), 60);
    return false;
  }

  bool read_part(std::string_view part, int depth) {
    if (++parts_ > parts_max) return fails(part);
    const std::size_t group = part.find(" x (");
    if (group != std::string_view::npos) return read_group(part, group, depth);
    const std::vector<int> sizes = counts_in(part);
    if (sizes.size() == 3) {
      now_ = {static_cast<double>(sizes[0]), static_cast<double>(sizes[1]),
              static_cast<double>(sizes[2])};
      return true;
    }
    const std::vector<std::string_view> words = words_in(part);
    if (now_.channels <= 0 || words.size() < 2) return fails(part);
    const bool done = words[0] == "attend" ? attend(words) : convolve(words);
    return done || fails(part);
  }

  bool read_group(std::string_view part, std::size_t bracket, int depth) {
    const std::optional<int> times = count_in(part.substr(0, bracket));
    if (!times || part.back() != ')' || depth >= depth_max) return fails(part);
    constexpr std::size_t opening = 4;
    const std::string_view inside =
        part.substr(bracket + opening, part.size() - bracket - opening - 1);
    for (int time = 0; time < *times; ++time) {
      if (!read(inside, depth + 1)) return false;
    }
    return true;
  }

  bool attend(const std::vector<std::string_view>& words) {
    if (words.size() != 4) return false;
    const std::optional<int> keys = count_in(words[1]);
    const std::optional<int> width = count_in(words[2]);
    const std::optional<int> channels = count_in(words[3]);
    if (!keys || !width || !channels) return false;
    const double places = now_.rows * now_.columns;
    NetLayer layer;
    layer.work = 2.0 * places * *keys * *width;
    layer.values_in = now_.values();
    now_.channels = *channels;
    layer.values_out = now_.values();
    layer.group_channels = now_.channels;
    layer.attends = true;
    net_.layers.push_back(layer);
    return true;
  }

  bool convolve(const std::vector<std::string_view>& words) {
    const bool is_depthwise = words[0] == "dw";
    if (!is_depthwise && (words[0] != "conv" || words.size() < 3)) return false;
    const std::vector<int> kernel = counts_in(words[1]);
    const std::optional<LayerOptions> options = options_in(words, is_depthwise ? 2 : 3);
    const std::optional<int> channels =
        is_depthwise ? std::optional(static_cast<int>(now_.channels)) : count_in(words[2]);
    if (kernel.empty() || kernel.size() > 2 || !options || !channels) return false;
    const double groups = is_depthwise ? now_.channels : options->groups;
    const auto reach = [&](double size, int side) {
      const double free = options->is_valid ? size - side : size - 1;
      return std::max(1.0, static_cast<double>(static_cast<int>(free) / options->step + 1));
    };
    const Shape out{reach(now_.rows, kernel.front()), reach(now_.columns, kernel.back()),
                    static_cast<double>(*channels)};
    const double weights =
        kernel.front() * static_cast<double>(kernel.back()) * now_.channels * out.channels / groups;
    NetLayer layer;
    layer.work = 2.0 * out.rows * out.columns * weights;
    layer.parameters = options->is_again ? 0 : weights + out.channels;
    layer.values_in = now_.values();
    layer.values_out = out.values();
    layer.group_channels = out.channels / groups;
    net_.layers.push_back(layer);
    now_ = out;
    return true;
  }

  Net net_;
  Shape now_;
  int parts_ = 0;  ///< read so far, each as often as it is repeated
  std::string fault_;
};

}  // namespace

double Net::work() const {
  double sum = 0;
  for (const NetLayer& layer : layers) sum += layer.work;
  return sum;
}

double Net::parameters() const {
  double sum = 0;
  for (const NetLayer& layer : layers) sum += layer.parameters;
  return sum;
}

Result<Net> read_net(std::string_view text) {
  NetReader reader;
  if (reader.read(text, 0)) {
    Net net = reader.take();
    if (!net.layers.empty()) return net;
  }
  const std::string part = reader.fault().empty() ? "no layer" : "\"" + reader.fault() + "\"";
  return Error{{},
               fmt::format("`layers` holds {}, must hold parts such as 224x224x3, conv 3 64 /2, "
                           "dw 3, attend 197 384 192 or 2 x (...)",
                           part),
               "Begin with the shape of the input and separate parts by commas.",
               "V1",
               ""};
}

}  // namespace islet
