// Block `hardware`: which machines are there and which may be bought.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

/// Names of accelerators and hosts that `hardware.have` and `consider` give.
void check_devices(const Block& hardware, std::string_view key,
                   const std::vector<std::string>& names) {
  const Catalog& catalog = hardware.reading().catalog;
  const YamlNode* node = hardware.node(key);
  if (node == nullptr) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    if (find_accelerator(catalog, name) != nullptr || find_host(catalog, name) != nullptr) continue;
    const bool own_place = node->is_list() && node->items.size() == names.size();
    std::vector<std::string_view> known;
    known.reserve(catalog.accelerators.size() + catalog.hosts.size());
    for (const Accelerator& device : catalog.accelerators) known.push_back(device.id);
    for (const Host& host : catalog.hosts) known.push_back(host.id);
    std::string hint = did_you_mean(name, known);
    if (hint.empty()) hint = "`islet catalog list accelerators` shows all names";
    hardware.reading().error(own_place ? node->items[i].place : node->place, "D2",
                             "unknown device `" + shown(name, 60) + "`", std::move(hint));
  }
}

/// `loss of any 1 node`: how many.
int read_survive(const Block& hardware) {
  const std::string text = hardware.text("survive");
  if (text == "none" || text == "nothing" || text.empty()) return 0;
  std::string_view rest = text;
  for (const std::string_view lead : {"loss of ", "any ", "the loss of "}) {
    if (rest.starts_with(lead)) rest.remove_prefix(lead.size());
  }
  int nodes = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), nodes);
  const std::string_view tail(read.ptr,
                              static_cast<std::size_t>(rest.data() + rest.size() - read.ptr));
  const bool good =
      read.ec == std::errc() && nodes >= 0 && nodes <= 64 && (tail == " node" || tail == " nodes");
  if (good) return nodes;
  hardware.error(
      "survive", "V3",
      "`hardware.survive` is `" + shown(text, 60) + "`, must be like `loss of any 1 node`",
      "write `none` where no loss needs to be survived");
  return 0;
}

/// "2 x l4" or "l4": how many of what; nothing when the count is none.
std::optional<OwnedDevice> owned_device(const std::string& text) {
  constexpr int count_max = 10'000;
  const std::size_t digits = text.find_first_not_of("0123456789");
  const bool counted = digits != std::string::npos && digits > 0 && text.substr(digits, 3) == " x ";
  if (!counted) return OwnedDevice{.id = text, .count = 1, .place = {}};
  OwnedDevice out{.id = text.substr(digits + 3), .count = 0, .place = {}};
  const auto read = std::from_chars(text.data(), text.data() + digits, out.count);
  if (read.ec != std::errc() || out.count < 1 || out.count > count_max) return std::nullopt;
  return out;
}

void read_have(const Block& hardware, HardwareWish& out) {
  const Catalog& catalog = hardware.reading().catalog;
  const YamlNode* node = hardware.node("have");
  const std::vector<std::string> texts = hardware.words("have");
  std::vector<OwnedDevice> devices;
  std::vector<std::string> names;
  for (std::size_t index = 0; index < texts.size(); ++index) {
    const bool own_place = node->is_list() && node->items.size() == texts.size();
    auto device = owned_device(texts[index]);
    const Place place = own_place ? node->items[index].place : node->place;
    if (!device) {
      hardware.reading().error(place, "V1",
                               "`hardware.have` has `" + shown(texts[index], 60) +
                                   "`, its count must be from 1 to 10000",
                               "write it like `2 x l4`");
      return;
    }
    device->place = place;
    names.push_back(device->id);
    devices.push_back(std::move(*device));
  }
  check_devices(hardware, "have", names);
  for (OwnedDevice& device : devices) {  // the planner knows records by their id
    if (const Accelerator* card = find_accelerator(catalog, device.id)) device.id = card->id;
    if (const Host* host = find_host(catalog, device.id)) device.id = host->id;
    const auto same = std::find_if(out.have.begin(), out.have.end(),
                                   [&](const OwnedDevice& each) { return each.id == device.id; });
    if (same == out.have.end()) {
      out.have.push_back(std::move(device));
    } else {
      same->count += device.count;
    }
  }
  constexpr std::size_t kinds_max = 16;
  if (out.have.size() <= kinds_max) return;
  hardware.error("have", "V1",
                 "`hardware.have` names " + std::to_string(out.have.size()) +
                     " kinds, must be at most " + std::to_string(kinds_max),
                 "leave out what is not meant for this work");
}

/// A count must be whole.
int whole(const Block& block, std::string_view key, double value) {
  if (value != std::floor(value)) {
    const YamlNode* node = block.node(key);
    block.error(key, "V1",
                "`" + block.name_of(key) + "` is `" + shown(node != nullptr ? node->text : "", 60) +
                    "`, must be a whole number",
                "write it like `" + std::string(block.example_of(key)) + "`");
  }
  return static_cast<int>(value);
}

void read_nodes(const Block& hardware, HardwareWish& out) {
  const auto nodes = hardware.size<double>("nodes");
  const bool listed = !nodes.options.empty();
  out.nodes_min = whole(hardware, "nodes", listed ? nodes.options.front() : nodes.low);
  out.nodes_max = whole(hardware, "nodes", listed ? nodes.options.back() : nodes.high);
  out.spares = whole(hardware, "spares", hardware.known<double>("spares"));
}

/// A list as it is written, a range in steps of 5 %; falling.
std::vector<double> read_power_caps(const Block& hardware) {
  constexpr double step = 0.05;
  const SizeChoice<double> choice = hardware.size<double>("power_cap");
  std::vector<double> caps = choice.options;
  if (caps.empty()) {
    const int steps = static_cast<int>(std::floor((choice.high - choice.low) / step + 1e-9));
    for (int index = 0; index <= steps; ++index) caps.push_back(choice.high - index * step);
  }
  std::sort(caps.begin(), caps.end(), std::greater<>());
  caps.erase(std::unique(caps.begin(), caps.end()), caps.end());
  return caps;
}

}  // namespace

void read_hardware(const Block& root, Site& site) {
  const Block hardware = root.child("hardware");
  HardwareWish& out = site.hardware;
  out.place = hardware.place();
  read_have(hardware, out);
  read_nodes(hardware, out);
  out.survive_node_losses = read_survive(hardware);
  out.consider = hardware.words("consider");
  if (out.consider == std::vector<std::string>{"any"}) {
    out.consider.clear();
  } else {
    check_devices(hardware, "consider", out.consider);
    for (std::string& name : out.consider) {  // the planner knows records by their id
      const Accelerator* device = find_accelerator(hardware.reading().catalog, name);
      if (device != nullptr) name = device->id;
    }
  }
  out.avoid = hardware.words("avoid");
  out.storage = hardware.limit<Bytes>("storage");
  out.mass = hardware.limit<Mass>("mass");
  out.height_u = hardware.limit<double>("height");
  out.noise_dba = hardware.limit<double>("noise");
  out.cooling = hardware.word("cooling");
  if (out.cooling == "any") out.cooling.clear();
  out.approvals = hardware.words("approvals");
  out.power_caps = read_power_caps(hardware);
}

}  // namespace islet
