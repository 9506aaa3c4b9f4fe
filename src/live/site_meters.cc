#include "live/site_meters.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "meters/mqtt_meter.h"
#include "meters/nut_meter.h"
#include "meters/register_meter.h"
#include "meters/sunspec_meter.h"
#include "net/clock.h"

namespace islet {
namespace {

struct Kind {
  const char* name;
  std::unique_ptr<MeterProtocol> (*make)(const PollPace& pace);
  std::vector<Gauge> says;  ///< at least: absent until it does
};

/// The one table of what can be read over a connection.
std::vector<Kind> kinds() {
  return {
      {"sunspec",
       [](const PollPace& pace) -> std::unique_ptr<MeterProtocol> {
         return std::make_unique<SunSpecMeter>(pace);
       },
       {}},
      {"gencomm",
       [](const PollPace& pace) -> std::unique_ptr<MeterProtocol> {
         return std::make_unique<RegisterMeter>(pace, gencomm_map());
       },
       {Gauge::generator_runs}},
      {"victron-modbus",
       [](const PollPace& pace) -> std::unique_ptr<MeterProtocol> {
         return std::make_unique<RegisterMeter>(pace, victron_map());
       },
       {Gauge::battery_charge}},
      {"victron",
       [](const PollPace& pace) -> std::unique_ptr<MeterProtocol> {
         return std::make_unique<MqttMeter>(pace, victron_topics());
       },
       {Gauge::battery_charge}},
      {"nut",
       [](const PollPace& pace) -> std::unique_ptr<MeterProtocol> {
         return std::make_unique<NutMeter>(pace);
       },
       {Gauge::mains}},
  };
}

constexpr const char* folder_kind = "folder";
constexpr const char* usual_folder = "/sys";

/// The port that a kind's devices usually have.
int usual_port(std::string_view kind) {
  if (kind == "nut") return 3493;
  return kind == "victron" ? 1883 : 502;
}

/// "192.0.2.10:502" or without port.
std::optional<MeterPlace> place_in(std::string_view text, std::string_view kind) {
  MeterPlace place;
  place.port = usual_port(kind);
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    const std::string_view number = text.substr(colon + 1);
    const char* begin = number.data();
    const auto got = std::from_chars(begin, begin + number.size(), place.port);
    if (got.ec != std::errc() || got.ptr != begin + number.size() || place.port < 1 ||
        place.port > 65'535)
      return {};
  }
  place.address = std::string(text.substr(0, colon));
  return place.address.empty() ? std::nullopt : std::optional(place);
}

}  // namespace

Result<MeterWish> meter_wish(std::string_view text) {
  const std::size_t at = text.find('@');
  MeterWish wish;
  wish.kind = std::string(text.substr(0, at));
  wish.name = wish.kind;
  const std::vector<std::string> known = meter_kinds();
  const bool is_known = std::find(known.begin(), known.end(), wish.kind) != known.end();
  const std::string_view rest = at == std::string_view::npos ? "" : text.substr(at + 1);
  if (wish.kind == folder_kind) {
    wish.folder = rest.empty() ? usual_folder : std::string(rest);
    return wish;
  }
  const auto place = place_in(rest, wish.kind);
  if (!is_known || !place) {
    return Error{{},
                 "the meter \"" + std::string(text.substr(0, 200)) + "\" must be KIND@ADDRESS:PORT",
                 "Such as nut@127.0.0.1:3493; kinds are sunspec, gencomm, victron, "
                 "victron-modbus, nut and folder.",
                 "V1",
                 ""};
  }
  wish.place = *place;
  return wish;
}

std::vector<MeterWish> meters_of(const LiveSettings& live, std::vector<Error>& refused) {
  std::vector<MeterWish> out;
  for (const LiveSettings::Reading& one : live.readings) {
    if (one.kind == "none") continue;
    const std::size_t slashes = one.url.find("://");
    const std::string rest = slashes == std::string::npos ? one.url : one.url.substr(slashes + 3);
    const bool is_mqtt = one.url.starts_with("mqtt:");
    std::string kind = one.kind;
    if (kind == "victron" && !is_mqtt) kind = "victron-modbus";
    if (kind == "auto") kind = folder_kind;
    Result<MeterWish> wish = meter_wish(kind.append("@").append(rest));
    if (!wish) {
      refused.push_back(
          {{},
           "`live.readings." + one.name + "` of kind " + one.kind + " cannot be read yet",
           wish.error().hint,
           "S3",
           ""});
      continue;
    }
    wish->name = one.name;
    out.push_back(std::move(*wish));
  }
  return out;
}

std::vector<std::string> meter_kinds() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  names.emplace_back(folder_kind);
  return names;
}

Result<std::unique_ptr<SiteMeters>> SiteMeters::open(EventLoop& loop, MeterBoard& board,
                                                     const std::vector<MeterWish>& wishes,
                                                     Told told) {
  std::unique_ptr<SiteMeters> site(new SiteMeters(loop, std::move(told)));
  const std::vector<Kind> all = kinds();
  for (const MeterWish& wish : wishes) {
    const int number = board.add_meter(wish.name, wish.period);
    if (wish.kind == folder_kind) {
      site->folders_.push_back({number, wish.name, FolderMeter(wish.folder)});
      site->folder_period_ = std::min(site->folder_period_, wish.period);
      continue;
    }
    const auto kind = std::find_if(all.begin(), all.end(),
                                   [&](const Kind& one) { return wish.kind == one.name; });
    if (kind == all.end()) {
      return Error{
          {},
          "meter \"" + wish.name + "\" is of kind \"" + wish.kind + "\", which cannot be read yet",
          "Kinds are sunspec, gencomm, victron-modbus, nut and folder.",
          "V1",
          ""};
    }
    for (const Gauge what : kind->says) board.expect(number, what);
    for (const Gauge what : wish.says) board.expect(number, what);
    const PollPace pace{wish.period, 2.0 * wish.period};
    site->links_.emplace_back(
        wish.name,
        std::make_unique<MeterLink>(loop, wish.place, kind->make(pace),
                                    [raw = site.get(), number](const std::vector<Sample>& said) {
                                      raw->told_(number, said);
                                    }));
  }
  return site;
}

void SiteMeters::start() {
  for (const auto& [name, link] : links_) link->start();
  if (!folders_.empty()) look_at_folders();
}

void SiteMeters::look_at_folders() {
  std::vector<Sample> samples;
  for (Folder& folder : folders_) {
    samples.clear();
    folder.reader.look(samples);
    told_(folder.meter, samples);
  }
  timer_.set(after(monotonic_now(), folder_period_), [this] { look_at_folders(); });
}

std::vector<std::pair<std::string, LinkStanding>> SiteMeters::standings() const {
  std::vector<std::pair<std::string, LinkStanding>> out;
  for (const auto& [name, link] : links_) out.emplace_back(name, link->standing());
  for (const Folder& folder : folders_) {
    LinkStanding one;
    one.peer = folder.reader.found();
    one.is_connected = !one.peer.empty();
    if (!one.is_connected) one.last_fault = "nothing there is a meter";
    out.emplace_back(folder.name, one);
  }
  return out;
}

}  // namespace islet
