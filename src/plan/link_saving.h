// What the links would cost if the work were done elsewhere: pictures, speech and texts would have
// to leave, and answers to come back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "knowledge/answer.h"
#include "site/site.h"

namespace islet {

/// Mean rates over the week of what one workload would send and get.
struct RemoteTraffic {
  std::string workload;
  Bandwidth up;
  Bandwidth down;
  Bandwidth busiest_up;
};

/// Of every workload that computes, in the file's order.
///
///     up, down = units/s * bytes of one unit * 1.1
///     frame       pixels * 0.1 bit (video), pixels * 2 bit (single pictures); 1280 x 720 unsaid
///     speech      20 kbit/s while somebody speaks
///     text        4 bytes a token of prompt and reply
///     signal      2 bytes a sample
///
/// Valid for   streams that are compressed as is usual; grade D
/// Leaves out  pictures that a camera sends only when something moves
/// Source      video: 0.07 bit a pixel times motion of 1 to 2 (K. Amerasinghe, "H.264 for the rest
///             of us", Adobe, 2009); speech: Opus, wideband (RFC 6716, 2012, 2.1.1); pictures: JPEG
///             of good quality; 1.1 for TLS and IP: own assumption, 2026-11
std::vector<RemoteTraffic> remote_traffic(const Site& site);

struct LinkSaving {
  std::string link;     ///< the one that would carry it for least
  int contracts = 0;    ///< of it, for the traffic and its busiest moment
  MoneyRate elsewhere;  ///< price of the link with all work done elsewhere
  MoneyRate now;        ///< with what leaves anyway: transfers
  std::vector<RemoteTraffic> traffic;

  MoneyRate saved() const { return elsewhere - now; }
};

/// None without a link that has a price and a rate, or without work.
///
///     contracts = max(1, ceil(busiest up / (up * available)), ceil(mean up and down / cap))
///     cost      = contracts * subscription + (mean up and down) * price of data
///
/// Valid for   contracts that can be had more than once
/// Leaves out  what the machines elsewhere cost, and whether their answers come in time
/// Source      R113 (satellite costs that inference on site saves); definition of `links`
std::optional<LinkSaving> link_saving(const Site& site);

/// The same as an answer of the plan: "link-saving".
Answer link_saving_answer(const LinkSaving& saving);

}  // namespace islet
