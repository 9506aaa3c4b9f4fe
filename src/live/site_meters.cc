#include "live/site_meters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/written_file.h"
#include "live/json_meter.h"
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
/// Those whose points stand in a file.
constexpr std::array<std::string_view, 3> mapped_kinds = {"modbus", "mqtt", "json"};
constexpr std::size_t map_max = 1U << 20U;

bool is_mapped(std::string_view kind) {
  return std::find(mapped_kinds.begin(), mapped_kinds.end(), kind) != mapped_kinds.end();
}

/// The protocol of a device whose points a file lists.
Result<std::unique_ptr<MeterProtocol>> mapped_meter(const MeterWish& wish, const PollPace& pace) {
  const Result<std::string> text = read_file(wish.map, map_max);
  if (!text) return text.error();
  Result<PointMap> map = read_point_map(*text, wish.map);
  if (!map) return map.error();
  const bool has_points = wish.kind == "modbus" ? !map->registers.points.empty()
                          : wish.kind == "mqtt" ? !map->topics.points.empty()
                                                : !map->members.empty();
  if (!has_points) {
    return Error{{wish.map},
                 "no point of it is for a meter of kind " + wish.kind,
                 "Points of modbus have a `register`, of mqtt a `topic`, of json a `member`.",
                 "S3",
                 ""};
  }
  if (wish.kind == "modbus") {
    return std::unique_ptr<MeterProtocol>(new RegisterMeter(pace, map->registers));
  }
  if (wish.kind == "mqtt") return std::unique_ptr<MeterProtocol>(new MqttMeter(pace, map->topics));
  return std::unique_ptr<MeterProtocol>(new JsonMeter(pace, wish.place.address, *map));
}
constexpr const char* usual_folder = "/sys";
constexpr const char* usual_library = "libnvidia-ml.so.1";

/// The port that a kind's devices usually have.
int usual_port(std::string_view kind) {
  if (kind == "nut") return 3493;
  if (kind == "json") return 80;
  return kind == "victron" || kind == "mqtt" ? 1883 : 502;
}

/// "192.0.2.10:502" or without port.
std::optional<MeterPlace> place_in(std::string_view text, std::string_view kind) {
  text = text.substr(0, text.find('/'));
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
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const auto place = place_in(rest.substr(0, comma), wish.kind);
  if (comma < rest.size()) wish.map = std::string(rest.substr(comma + 1));
  if (!is_known || !place) {
    return Error{{},
                 "the meter \"" + std::string(text.substr(0, 200)) + "\" must be KIND@ADDRESS:PORT",
                 "Such as nut@127.0.0.1:3493; kinds are sunspec, gencomm, victron, "
                 "victron-modbus, nut, folder, modbus, mqtt and json.",
                 "V1",
                 ""};
  }
  wish.place = *place;
  return wish;
}

std::vector<MeterWish> meters_of(const LiveSettings& live, const std::string& site_file,
                                 std::vector<Error>& refused) {
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
    if (is_mapped(wish->kind)) {
      wish->map = (std::filesystem::path(site_file).parent_path() / one.map).string();
    }
    out.push_back(std::move(*wish));
  }
  return out;
}

std::vector<std::string> meter_kinds() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  names.emplace_back(folder_kind);
  names.insert(names.end(), mapped_kinds.begin(), mapped_kinds.end());
  return names;
}

namespace {

/// Of a known kind with what it always says, or of a device with its own map.
Result<std::unique_ptr<MeterProtocol>> protocol_of(const MeterWish& wish, const PollPace& pace,
                                                   const std::function<void(Gauge)>& expect) {
  if (is_mapped(wish.kind)) return mapped_meter(wish, pace);
  for (const Kind& kind : kinds()) {
    if (wish.kind != kind.name) continue;
    for (const Gauge what : kind.says) expect(what);
    return kind.make(pace);
  }
  return Error{{},
               "meter \"" + wish.name + "\" is of kind \"" + wish.kind + "\", which cannot be read",
               "`islet doctor --help` names the kinds.",
               "V1",
               ""};
}

}  // namespace

Result<std::unique_ptr<SiteMeters>> SiteMeters::open(EventLoop& loop, MeterBoard& board,
                                                     const std::vector<MeterWish>& wishes,
                                                     Told told) {
  std::unique_ptr<SiteMeters> site(new SiteMeters(loop, std::move(told)));
  for (const MeterWish& wish : wishes) {
    const int number = board.add_meter(wish.name, wish.period);
    if (wish.kind == folder_kind) {
      // Another folder than the machine's is another machine's: its cards are not ours.
      const char* library = wish.folder == usual_folder ? usual_library : "";
      site->folders_.push_back(
          {number, wish.name, std::make_unique<OwnSensors>(wish.folder, library)});
      site->folder_period_ = std::min(site->folder_period_, wish.period);
      continue;
    }
    const PollPace pace{wish.period, 2.0 * wish.period};
    auto protocol = protocol_of(wish, pace, [&](Gauge what) { board.expect(number, what); });
    if (!protocol) return protocol.error();
    for (const Gauge what : wish.says) board.expect(number, what);
    site->links_.emplace_back(
        wish.name,
        std::make_unique<MeterLink>(loop, wish.place, std::move(*protocol),
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
    folder.sensors->look(samples);
    told_(folder.meter, samples);
  }
  timer_.set(after(monotonic_now(), folder_period_), [this] { look_at_folders(); });
}

std::vector<std::pair<std::string, LinkStanding>> SiteMeters::standings() const {
  std::vector<std::pair<std::string, LinkStanding>> out;
  for (const auto& [name, link] : links_) out.emplace_back(name, link->standing());
  for (const Folder& folder : folders_) {
    LinkStanding one;
    one.peer = folder.sensors->found();
    one.is_connected = !one.peer.empty();
    if (!one.is_connected) one.last_fault = "nothing there is a meter";
    out.emplace_back(folder.name, one);
  }
  return out;
}

}  // namespace islet
