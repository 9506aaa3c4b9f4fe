#include "plan/link_saving.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "perf/input_time.h"
#include "plan/demand.h"

namespace islet {
namespace {

constexpr double bits_of_video_pixel = 0.1;
constexpr double bits_of_picture_pixel = 2;
constexpr double bits_per_byte = 8;
constexpr double bytes_of_token = 4;
constexpr double bytes_of_sample = 2;
constexpr double framing = 1.1;
constexpr Bandwidth speech_rate = 20e3 / bits_per_byte * byte / second;
constexpr FrameSize usual_frame{1280, 720};
/// Half and twice: what compression is wrong by.
constexpr double doubt = 2;

struct UnitBytes {
  Bytes up;
  Bytes down;
};

Bytes picture(const Workload& workload, double bits_of_pixel) {
  const FrameSize size = workload.frame.width > 0 ? workload.frame : usual_frame;
  const double pixels = static_cast<double>(size.width) * size.height;
  return pixels * bits_of_pixel / bits_per_byte * byte;
}

UnitBytes bytes_of(const Workload& workload) {
  const auto text = [](const Uncertain<Tokens>& length) {
    return bytes_of_token * (length.typical / token) * byte;
  };
  switch (workload.kind) {
    case WorkloadKind::video:
      return {picture(workload, bits_of_video_pixel), {}};
    case WorkloadKind::speech:
      return {speech_rate * audio_window, text(workload.reply)};
    case WorkloadKind::signal:
      return {bytes_of_sample * (workload.rate.typical * (1 * second)) * byte, {}};
    case WorkloadKind::transfer:
      return {};
    case WorkloadKind::chat:
    case WorkloadKind::requests:
    case WorkloadKind::batch:
      break;
  }
  if (workload.prompt.typical > Tokens()) return {text(workload.prompt), text(workload.reply)};
  return {picture(workload, bits_of_picture_pixel), text(workload.reply)};
}

int contracts_for(const Link& link, Bandwidth busiest_up, Bandwidth mean) {
  const double by_rate = busiest_up / (link.up * link.available);
  const double by_cap = link.cap > Bandwidth() ? mean / link.cap : 0.0;
  return static_cast<int>(std::ceil(std::max({1.0, by_rate, by_cap})));
}

MoneyRate cost_of(const Link& link, int contracts, Bandwidth mean) {
  return contracts * link.subscription + mean * link.data_price;
}

std::string text_of_rate(Bandwidth rate) {
  return fmt::format("{:.3g} Mbit/s", rate * (1 * second) / byte * bits_per_byte / 1e6);
}

}  // namespace

std::vector<RemoteTraffic> remote_traffic(const Site& site) {
  std::vector<RemoteTraffic> out;
  for (const Workload& workload : site.workloads) {
    if (workload.kind == WorkloadKind::transfer) continue;
    const WorkloadDemand demand = demand_of(workload);
    const UnitBytes unit = bytes_of(workload);
    // A batch may leave evenly over the day; what somebody waits for leaves when it comes.
    const Frequency busiest = workload.kind == WorkloadKind::batch ? demand.mean : demand.busiest;
    out.push_back({workload.name, framing * demand.mean * unit.up,
                   framing * demand.mean * unit.down, framing * busiest * unit.up});
  }
  return out;
}

std::optional<LinkSaving> link_saving(const Site& site) {
  LinkSaving best;
  best.traffic = remote_traffic(site);
  Bandwidth busiest;
  Bandwidth mean;
  for (const RemoteTraffic& one : best.traffic) {
    busiest += one.busiest_up;
    mean += one.up + one.down;
  }
  if (mean <= Bandwidth()) return std::nullopt;
  Bandwidth leaves;
  for (const Workload& workload : site.workloads) leaves += workload.data.typical;
  bool is_found = false;
  for (const Link& link : site.links) {
    const bool has_price = link.subscription > MoneyRate() || link.data_price > BytePrice();
    if (!has_price || link.up <= Bandwidth() || link.available <= 0) continue;
    const int contracts = contracts_for(link, busiest + leaves, mean + leaves);
    const MoneyRate elsewhere = cost_of(link, contracts, mean + leaves);
    if (is_found && elsewhere >= best.elsewhere) continue;
    is_found = true;
    best.link = link.name;
    best.contracts = contracts;
    best.elsewhere = elsewhere;
    best.now = cost_of(link, contracts_for(link, leaves, leaves), leaves);
  }
  return is_found ? std::optional(best) : std::nullopt;
}

Answer link_saving_answer(const LinkSaving& saving) {
  const auto each_month = [](MoneyRate rate) { return rate * month / dollar; };
  Answer answer;
  answer.question = "link-saving";
  answer.rest_on({"R113"});
  const double saved = each_month(saving.saved());
  answer.verdict =
      fmt::format("work on site saves about {:.0f} USD a month of {}", saved, saving.link);
  answer.predict("saved_usd_per_month", {saved, saved / doubt, saved * doubt, 0.9, Grade::d, ""});
  answer.count("elsewhere_usd_per_month", each_month(saving.elsewhere));
  answer.count("now_usd_per_month", each_month(saving.now));
  answer.count("contracts", saving.contracts);
  Bandwidth up;
  const RemoteTraffic* most = &saving.traffic.front();
  for (const RemoteTraffic& one : saving.traffic) {
    up += one.busiest_up;
    if (one.up + one.down > most->up + most->down) most = &one;
  }
  answer.reasons.push_back(
      fmt::format("{} would have to leave at the busiest moment; most of it is {}",
                  text_of_rate(up), most->workload));
  if (saving.contracts > 1) {
    answer.reasons.push_back(fmt::format(
        "one link of this kind does not carry it: {} would be needed", saving.contracts));
  }
  return answer;
}

}  // namespace islet
