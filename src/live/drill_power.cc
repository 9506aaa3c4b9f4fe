// Drills about the loss of power, with the 0.2 B shape model on llama.cpp: the bridge of the UPS
// through two failed cranks, and an envelope that steps down under load.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "engines/shape_model.h"
#include "live/drill_plant.h"
#include "live/live_drill.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr const char* chat_path = "/v1/chat/completions";
constexpr int slots = 4;

Error failed(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

std::string chat_request(int tokens, const std::string& work_class) {
  return DrillSite::text_of("POST", chat_path,
                            fmt::format(R"({{"model":"m","ignore_eos":true,"stream":true,)"
                                        R"("max_tokens":{},"messages":[{{"role":"user",)"
                                        R"("content":"count the lamps"}}]}})",
                                        tokens),
                            "x-islet-class: " + work_class + "\r\n");
}

/// The site with plant and model; the shape model is made beside it.
struct PoweredSite {
  DrillFolder folder;
  DrillPlant plant{folder.path() + "/sys"};
  std::unique_ptr<DrillSite> site;

  std::optional<Error> open(Power idle, Power each) {
    const std::string file = folder.path() + "/chat.gguf";
    ShapeWish wish;
    wish.model = "chat-0.2b";
    wish.format = ShapeFormat::gguf;
    const Result<ShapeMade> made = make_shape_model(wish, Catalog(), file);
    if (!made) return made.error();
    Result<SiteModel> model = drill_model("m", "llama", file);
    if (!model) return model.error();
    model->slots = slots;
    model->idle = idle;
    model->full = idle + slots * each;
    ServeSettings settings;
    settings.models = {*model};
    auto opened = DrillSite::open(settings, plant.parts(idle, each));
    if (!opened) return opened.error();
    site = std::move(*opened);
    if (!site->wait_until_up(1)) return failed("the engine did not come up");
    site->on_loop([this](SiteServer& live) { plant.meter(live); });
    return std::nullopt;
  }
  ~PoweredSite() {
    if (site == nullptr) return;
    site->on_loop([this](SiteServer&) { plant.close(); });
    site->stop();
  }
  std::unique_ptr<DrillStream> ask(int tokens, const std::string& work_class) const {
    return std::make_unique<DrillStream>(site->port(), chat_request(tokens, work_class));
  }
  void say(const std::string& status) {
    site->on_loop([&](SiteServer&) { plant.say(status); });
  }
  void set_state(std::uint16_t state) {
    site->on_loop([&](SiteServer&) { plant.set_state(state); });
  }
  PlantStanding standing() const {
    PlantStanding out;
    site->on_loop([&](SiteServer& live) { out = live.plant()->standing(); });
    return out;
  }
  std::int64_t log_bytes() const {
    std::error_code fault;
    const auto size = std::filesystem::file_size(site->folder() + "/journal.db-wal", fault);
    return fault ? 0 : static_cast<std::int64_t>(size);
  }
};

template <class Truth>
bool wait_until(const Truth& truth, Duration most = 60.0 * second) {
  const Instant end = after(monotonic_now(), most);
  while (!truth()) {
    if (monotonic_now() >= end) return false;
    wait_for(1.0 * millisecond);
  }
  return true;
}

bool is_whole(const std::string& reply) {
  return status_of(reply) == "200" && reply.find("data: [DONE]") != std::string::npos;
}

using Streams = std::vector<std::unique_ptr<DrillStream>>;

bool all_speak(const Streams& streams, std::size_t pieces) {
  return std::all_of(streams.begin(), streams.end(),
                     [&](const auto& one) { return one->pieces() >= pieces; });
}

}  // namespace

Result<DrillFigures> drill_bridge() {
  PoweredSite powered;
  if (auto error = powered.open(10.0 * watt, 20.0 * watt)) return *error;
  Streams batch;
  for (int i = 0; i < 2; ++i) batch.push_back(powered.ask(4'000, "batch"));
  Streams acute;
  acute.push_back(powered.ask(600, "high"));
  if (!wait_until([&] { return all_speak(batch, 10) && all_speak(acute, 10); })) {
    return failed("the engine does not answer");
  }
  // From here on nothing but the store feeds the site.
  powered.say("OB DISCHRG");
  if (!wait_until([&] { return powered.standing().reading.bridging; })) {
    return failed("the loss was not seen");
  }
  // Two cranks that fail, with acute work all the while; the third one works.
  for (const std::uint16_t state : std::array<std::uint16_t, 5>{1, 0, 1, 0, 1}) {
    powered.set_state(state);
    acute.push_back(powered.ask(24, "high"));
    wait_for(1.0 * second);
  }
  const PlantStanding bridging = powered.standing();
  Instant told;
  std::int64_t settled = 0;
  powered.site->on_loop([&](SiteServer&) { told = powered.plant.told_lost(); });
  // The battery says that it ends soon before the set is there.
  powered.say("OB DISCHRG LB");
  acute.push_back(powered.ask(24, "high"));
  wait_for(1.0 * second);
  settled = powered.log_bytes();
  const Instant runs = monotonic_now();
  powered.set_state(3);
  powered.say("OL");
  int whole = 0;
  for (const auto& one : acute) whole += is_whole(one->whole()) ? 1 : 0;
  const bool resumed = wait_until([&] {
    return std::all_of(batch.begin(), batch.end(),
                       [&](const auto& one) { return one->first_after(runs) != never; });
  });
  double parked_ms = 0;
  double resumed_s = 1e9;
  for (const auto& one : batch) {
    const Instant last = one->last_before(after(told, 500.0 * millisecond));
    if (last != never && last > told) {
      parked_ms = std::max(parked_ms, between(told, last) / millisecond);
    }
    const Instant early = one->last_before(runs);
    if (early != never && early > after(told, 500.0 * millisecond)) parked_ms = 1e9;
    const Instant again = one->first_after(runs);
    if (again != never) resumed_s = std::min(resumed_s, between(runs, again) / second);
    one->leave();
  }
  return DrillFigures{{"bridges", static_cast<double>(bridging.bridges), ""},
                      {"last_batch_token_after_reading_ms", parked_ms, ""},
                      {"acute_asked", static_cast<double>(acute.size()), ""},
                      {"acute_served", static_cast<double>(whole), ""},
                      {"acute_lost", static_cast<double>(std::ssize(acute)) - whole, ""},
                      {"journal_log_left_at_low_battery_bytes", static_cast<double>(settled), ""},
                      {"batch_resumed", resumed ? 1.0 : 0.0, ""},
                      {"batch_resumed_after_set_s", resumed_s, ""}};
}

Result<DrillFigures> drill_envelope() {
  constexpr double idle_w = 20;
  constexpr double each_w = 45;
  PoweredSite powered;
  if (auto error = powered.open(idle_w * watt, each_w * watt)) return *error;
  Streams streams;
  streams.push_back(powered.ask(400, "high"));
  for (int i = 0; i < 3; ++i) streams.push_back(powered.ask(400, i < 2 ? "batch" : "low"));
  if (!wait_until([&] { return all_speak(streams, 10); })) {
    return failed("the engine does not answer");
  }
  const auto draw = [&] {
    Power out;
    powered.site->on_loop([&](SiteServer&) { out = powered.plant.draw(); });
    return out / watt;
  };
  wait_for(1.5 * second);
  const double before = draw();
  const double limit = 0.7 * before;
  const Instant stepped = monotonic_now();
  powered.site->on_loop([&](SiteServer& live) { live.plant()->limit(limit * watt); });
  const bool held = wait_until([&] { return draw() <= limit; }, 20.0 * second);
  const double held_s = between(stepped, monotonic_now()) / second;
  double most = 0;
  const Instant until = after(monotonic_now(), 2.0 * second);
  while (monotonic_now() < until) {
    most = std::max(most, draw());
    wait_for(20.0 * millisecond);
  }
  const bool acute_whole = is_whole(streams.front()->whole());
  powered.site->on_loop([](SiteServer& live) { live.plant()->limit(unlimited_power); });
  int whole = 0;
  for (const auto& one : streams) whole += is_whole(one->whole()) ? 1 : 0;
  return DrillFigures{{"draw_before_w", before, ""},
                      {"limit_w", limit, ""},
                      {"held", held ? 1.0 : 0.0, ""},
                      {"within_s", held_s, ""},
                      {"most_after_share_of_limit", most / limit, ""},
                      {"acute_served", acute_whole ? 1.0 : 0.0, ""},
                      {"served_in_the_end", static_cast<double>(whole), ""}};
}

}  // namespace islet
