// Block `links`: the connections to the outside.
#include <utility>

#include "site/readers.h"

namespace islet {

void read_links(const Block& root, Site& site) {
  for (const auto& [entry, block] : root.children("links")) {
    Link link;
    link.name = entry->key;
    link.place = entry->key_place;
    for (const std::string_view way : {"down", "up"}) {
      if (block.has(way)) continue;
      root.reading().error(entry->key_place, "S3",
                           "`" + block.path() + "` lacks `" + std::string(way) + "`",
                           "write its rate, like `" + std::string(way) + ": 8 Mbit/s`");
    }
    link.down = block.known<Bandwidth>("down");
    link.up = block.known<Bandwidth>("up");
    link.delay = block.uncertain<Duration>("delay");
    link.available = block.known<double>("available");
    link.power = block.known<Power>("power");
    link.cap = block.known<Bandwidth>("cap");
    link.when = block.windows("when");
    link.sync_every = block.known<Duration>("sync");
    if (!block.has("when")) block.note_default("when", "always", "no hours were stated");
    if (!block.has("sync")) block.note_default("sync", "whenever it works", "none was stated");
    if (!block.has("cap")) block.note_default("cap", "no limit", "none was stated");
    if (const auto price = block.figures("price")) {
      if (price->unit == 0) link.subscription = MoneyRate(price->typical);
      if (price->unit == 1) link.data_price = BytePrice(price->typical);
    }
    site.links.push_back(std::move(link));
  }
}

}  // namespace islet
