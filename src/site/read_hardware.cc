// Block `hardware`: which machines are there and which may be bought.
#include <algorithm>
#include <charconv>
#include <cmath>
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

}  // namespace

void read_hardware(const Block& root, Site& site) {
  const Block hardware = root.child("hardware");
  HardwareWish& out = site.hardware;
  out.place = hardware.place();
  out.have = hardware.words("have");
  check_devices(hardware, "have", out.have);
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
}

}  // namespace islet
