// Block `live`: how the site is run. Checked here, used by `islet serve`.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

/// A name or password inside an address: `scheme://user:word@host`.
void check_address(const Block& block, std::string_view key, const std::string& address) {
  const std::size_t start = address.find("://");
  if (start == std::string::npos) return;
  const std::string_view authority =
      std::string_view(address).substr(start + 3, address.find('/', start + 3) - start - 3);
  const std::size_t at = authority.find('@');
  if (at == std::string_view::npos || authority.substr(0, at).find(':') == std::string_view::npos) {
    return;
  }
  block.error(key, "V30", "`" + block.name_of(key) + "` holds a password",
              "leave it out here and give it to `islet serve` in a file that only it can read");
}

/// `host:port`, the port from 1 to 65535.
void check_listen(const Block& live, const std::string& address) {
  const std::size_t colon = address.rfind(':');
  int port = 0;
  bool good = colon != std::string::npos && colon > 0 && address.size() - colon <= 6 &&
              colon + 1 < address.size() && address.find(' ') == std::string::npos;
  for (std::size_t i = good ? colon + 1 : address.size(); i < address.size(); ++i) {
    good = good && address[i] >= '0' && address[i] <= '9';
    port = port * 10 + (address[i] - '0');
  }
  if (good && port >= 1 && port <= 65535) return;
  live.error("listen", "V3",
             "`live.listen` is `" + shown(address, 60) +
                 "`, must be an address and a port from 1 to 65535",
             "write it like `0.0.0.0:8443`");
}

void read_readings(const Block& live, LiveSettings& out) {
  for (const auto& [entry, block] : live.children("readings")) {
    LiveSettings::Reading reading{entry->key, block.word("kind"), block.text("url"),
                                  block.text("map")};
    if (reading.kind.empty()) {
      block.reading().error(entry->key_place, "S3", "`" + block.path() + "` lacks its `kind`",
                            "write `kind: auto` where it is found by itself");
    }
    check_address(block, "url", reading.url);
    out.readings.push_back(std::move(reading));
  }
}

/// A bound in the unit that the kind counts in: W, MHz, cores. Nothing after a fault.
std::optional<double> bound_of(const Block& block, std::string_view key, const std::string& kind) {
  if (!block.has(key)) {
    block.reading().error(block.place(), "S3",
                          "`" + block.path() + "` lacks its `" + std::string(key) + "`",
                          "A control is set within bounds only.");
    return std::nullopt;
  }
  const auto figures = block.figures(key);
  if (!figures) return std::nullopt;
  if (kind == "cpu_quota") return figures->typical;
  const bool is_clock = kind.find("clock") != std::string::npos;
  if ((figures->unit == 1) != is_clock) {
    block.error(key, "V3",
                "`" + block.name_of(key) + "` must be " + (is_clock ? "a clock" : "a power"),
                is_clock ? "Write it like `900 MHz`." : "Write it like `100 W`.");
    return std::nullopt;
  }
  return is_clock ? figures->typical * 1e-6 : figures->typical;
}

/// A bound that its kind does not have would be one that nobody keeps.
void refuse_other_bounds(const Block& block, const std::string& kind) {
  const bool has_none = kind == "generator";
  const bool in_cores = kind == "cpu_quota";
  for (const auto& [key, is_of_kind] :
       {std::pair("least", !has_none && !in_cores), std::pair("most", !has_none && !in_cores),
        std::pair("least_cores", in_cores), std::pair("most_cores", in_cores)}) {
    if (is_of_kind || !block.has(key)) continue;
    block.error(key, "V3", "`" + block.name_of(key) + "` is no bound of a `" + kind + "`",
                has_none   ? "It is started or let go: leave it out."
                : in_cores ? "Write `least_cores` and `most_cores`."
                           : "Write `least` and `most` with a unit.");
  }
}

void read_bounds(const Block& block, LiveSettings::Control& out) {
  out.most = 1;
  if (out.kind.empty()) return;
  refuse_other_bounds(block, out.kind);
  if (out.kind == "generator") return;
  const std::string suffix = out.kind == "cpu_quota" ? "_cores" : "";
  const std::optional<double> least = bound_of(block, "least" + suffix, out.kind);
  const std::optional<double> most = bound_of(block, "most" + suffix, out.kind);
  if (!least || !most) return;
  out.least = *least;
  out.most = *most;
  if (out.least < out.most) return;
  block.error("most" + suffix, "V3",
              "`" + block.name_of("most" + suffix) + "` must be above the least",
              "It is set between the two.");
}

void read_controls(const Block& live, LiveSettings& out) {
  for (const auto& [entry, block] : live.children("controls")) {
    LiveSettings::Control control{entry->key, block.word("kind"), block.text("place"), 0, 0, false};
    for (const auto& [key, value] :
         {std::pair("kind", &control.kind), std::pair("place", &control.place)}) {
      if (!value->empty()) continue;
      block.reading().error(entry->key_place, "S3",
                            "`" + block.path() + "` lacks its `" + key + "`",
                            "See docs/power.md, Controls.");
    }
    // What sets it is told of it in a line of words.
    if (control.place.find_first_of(" \t\r\n") != std::string::npos) {
      block.error("place", "V3", "`" + block.name_of("place") + "` must hold no blanks");
    }
    control.enabled = block.flag("enabled");
    read_bounds(block, control);
    out.controls.push_back(std::move(control));
  }
}

}  // namespace

void read_live(const Block& root, Site& site) {
  const Block live = root.child("live");
  LiveSettings& out = site.live;
  out.listen = live.text("listen");
  check_listen(live, out.listen);
  out.tls = live.word("tls");
  out.sign_in = live.word("sign_in");
  out.clock = live.word("clock");
  out.keep = live.known<Duration>("keep");
  read_readings(live, out);
  read_controls(live, out);
  const Block share = live.child("share");
  out.hub = share.text("hub");
  check_address(share, "hub", out.hub);
  out.send = share.words("send");
  out.prefer = share.words("prefer");
  std::vector<std::string_view> links;
  links.reserve(site.links.size());
  for (const Link& link : site.links) links.push_back(link.name);
  for (const std::string& name : out.prefer) {
    if (std::find(links.begin(), links.end(), name) != links.end()) continue;
    share.error("prefer", "S1",
                "`live.share.prefer` names `" + shown(name, 60) + "`, which is no link",
                did_you_mean(name, links));
  }
  out.share_at_most = share.known<Bandwidth>("at_most");
}

}  // namespace islet
