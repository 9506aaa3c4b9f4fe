#include "live/site_server.h"

#include <algorithm>

#include "base/written_file.h"
#include "engines/word_engine.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t largest_keys_file = 4U << 20U;

bool is_loopback(const std::string& address) {
  return address == "127.0.0.1" || address == "::1" || address.starts_with("127.");
}

Result<KeyRing> keys_of(const ServeSettings& settings) {
  if (settings.keys_file.empty()) {
    if (is_loopback(settings.http.address)) return KeyRing::open_to_all();
    return Error{{},
                 "an address that others reach needs keys",
                 "Make one with `islet serve --new-key NAME`, and give the file by `--keys`.",
                 "G4",
                 ""};
  }
  const Result<std::string> text = read_file(settings.keys_file, largest_keys_file);
  if (!text) return text.error();
  return KeyRing::read(*text, settings.keys_file);
}

std::unique_ptr<EngineSide> word_engine(const ServeSettings& settings) {
  WordEngineSettings words;
  words.spec.models.add(ModelId{});
  words.spec.slots = settings.words_slots;
  words.spec.parked_max = 4 * settings.words_slots;
  words.model = settings.words_name;
  words.token_time = settings.word_time;
  return std::make_unique<WordEngine>(words);
}

std::vector<ServedModel> names_served(const ServeSettings& settings,
                                      const std::vector<PlacedModel>& placed) {
  if (!placed.empty()) return served_models(placed);
  ServedModel words;
  words.name = settings.words_name;
  return {words};
}

}  // namespace

SiteServer::SiteServer(const ServeSettings& settings, SiteParts parts)
    : settings_(settings), parts_(std::move(parts)), ending_(loop_), sweep_(loop_) {}

SiteServer::~SiteServer() {
  // The journal ends first, while those that its last outcomes go to are still there, and read it.
  if (journal_ != nullptr) journal_->end();
  loop_.run_due();
}

Result<std::unique_ptr<SiteServer>> SiteServer::open(const ServeSettings& settings,
                                                     SiteParts parts) {
  std::unique_ptr<SiteServer> site(new SiteServer(settings, std::move(parts)));
  if (auto error = site->assemble()) return *error;
  return site;
}

namespace {

std::vector<WatchedTail> watched_tails(const std::vector<PlacedModel>& placed) {
  std::vector<WatchedTail> tails;
  for (const PlacedModel& one : placed) {
    if (one.model.watch) tails.push_back({one.id, one.model.name, *one.model.watch});
  }
  return tails;
}

}  // namespace

std::optional<Error> SiteServer::assemble() {
  if (settings_.is_service) service_ = std::make_unique<ServiceWatch>(loop_, settings_.supervisor);
  Result<KeyRing> keys = keys_of(settings_);
  if (!keys) return keys.error();
  keys_ = std::make_unique<KeyRing>(std::move(*keys));
  Result<std::vector<PlacedModel>> numbered = placed(settings_.models, {});
  if (!numbered) return numbered.error();
  placed_ = std::move(*numbered);
  models_ = std::make_unique<ModelList>(parts_.models.empty() ? names_served(settings_, placed_)
                                                              : parts_.models);
  DeskSettings desk;
  desk.scheduler = parts_.scheduler;
  desk.ladders = parts_.ladders;
  desk.policy = settings_.policy;
  if (!settings_.state_folder.empty()) {
    JournalSettings journal;
    journal.folder = settings_.state_folder;
    Result<std::unique_ptr<Journal>> opened = Journal::open(journal);
    if (!opened) return opened.error();
    journal_ = std::move(*opened);
    desk.log_file = settings_.state_folder + "/decisions.log";
    desk.request_file = settings_.state_folder + "/requests.csv";
    desk.audit_file = settings_.state_folder + "/left-site.log";
  }
  engines_ = parts_.engines ? std::move(parts_.engines) : made_engines();
  for (const PlacedModel& one : placed_) know_draw(one);
  const CostEstimate* costs = parts_.costs ? parts_.costs.get() : &costs_;
  desk_ = std::make_unique<FrontDesk>(loop_, *engines_, *costs, desk);
  desk_->tails().watch(watched_tails(placed_));
  for (const ServedModel& one : models_->all()) desk_->name(one.id, one.name);
  if (journal_ != nullptr) {
    batches_ = std::make_unique<BatchRunner>(loop_, *desk_, *journal_, *keys_, *models_);
  }
  GatewaySettings gateway;
  gateway.version = settings_.version;
  gateway.policy = settings_.policy;
  gateway.fell_back = settings_.fell_back;
  if (settings_.models.empty()) gateway.fell_back = "no model: words that compute nothing";
  gateway_ = std::make_unique<Gateway>(*desk_, batches_.get(), journal_.get(), *keys_, *models_,
                                       std::move(gateway));
  Result<std::unique_ptr<HttpServer>> server = HttpServer::open(loop_, settings_.http, *gateway_);
  if (!server) return server.error();
  server_ = std::move(*server);
  gateway_->watch(server_.get());
  if (auto error = open_meters()) return error;
  desk_->start();
  if (plant_ != nullptr) {
    meters_->start();
    plant_->start();
  }
  if (batches_ != nullptr) batches_->start();
  return std::nullopt;
}

/// Each request is taken to draw its part of what a busy engine draws.
void SiteServer::know_draw(const PlacedModel& placed) {
  if (placed.model.full <= placed.model.idle) return;
  EngineFigures figures;
  figures.draw = (placed.model.full - placed.model.idle) / std::max(1, placed.model.slots);
  costs_.set(placed.engine, figures);
}

std::unique_ptr<EngineSide> SiteServer::made_engines() {
  if (placed_.empty()) return word_engine(settings_);
  PoolSettings settings;
  settings.memory = settings_.memory;
  std::vector<PoolEngine> engines;
  for (const PlacedModel& one : placed_) engines.push_back(pool_engine(one));
  auto side = std::make_unique<PoolSide>(settings, engines);
  pool_ = side.get();
  return side;
}

/// New models come up beside the old ones; from then on nobody can ask for what is gone, and its
/// engine ends when the last request for it is over.
std::optional<Error> SiteServer::reload(const std::vector<SiteModel>& models) {
  Result<KeyRing> keys = keys_of(settings_);
  if (!keys) return keys.error();
  if (pool_ == nullptr || models.empty()) {
    keys_->replace(std::move(*keys));
    return std::nullopt;
  }
  std::vector<PlacedModel> known = placed_;
  known.insert(known.end(), ending_models_.begin(), ending_models_.end());
  Result<std::vector<PlacedModel>> next = placed(models, known);
  if (!next) return next.error();
  keys_->replace(std::move(*keys));
  const auto has = [](const std::vector<PlacedModel>& list, EngineId engine) {
    return std::any_of(list.begin(), list.end(),
                       [&](const PlacedModel& one) { return one.engine == engine; });
  };
  for (const PlacedModel& one : *next) {
    if (!has(known, one.engine)) {
      know_draw(one);
      pool_->add_engine(pool_engine(one), monotonic_now());
    }
    std::erase_if(ending_models_, [&](const auto& other) { return other.engine == one.engine; });
  }
  for (const PlacedModel& one : placed_) {
    if (!has(*next, one.engine)) ending_models_.push_back(one);
  }
  placed_ = std::move(*next);
  models_->replace(served_models(placed_));
  desk_->tails().watch(watched_tails(placed_));
  for (const ServedModel& one : models_->all()) desk_->name(one.id, one.name);
  // The desk watches the new engines' sockets from its next look on.
  desk_->notice(Tick{});
  end_models();
  return std::nullopt;
}

/// Those that nobody asks for any more.
void SiteServer::end_models() {
  std::erase_if(ending_models_, [&](const PlacedModel& one) {
    if (desk_->open_for(one.id) > 0) return false;
    desk_->notice(EngineDown{one.engine});
    pool_->drop_engine(one.engine);
    return true;
  });
  if (ending_models_.empty()) return;
  sweep_.set(after(monotonic_now(), 50.0 * millisecond), [this] { end_models(); });
}

std::optional<Error> SiteServer::open_meters() {
  if (!parts_.plant) return std::nullopt;
  if (parts_.instruments) {
    Result<std::vector<MeterWish>> wishes = parts_.instruments(loop_);
    if (!wishes) return wishes.error();
    parts_.meters.insert(parts_.meters.end(), wishes->begin(), wishes->end());
  }
  if (parts_.plant->full <= Power()) {
    for (const PlacedModel& one : placed_) parts_.plant->full += one.model.full;
  }
  for (const LeverWish& one : parts_.controls) {
    SetRule& set = parts_.plant->set;
    set.may_start = set.may_start || one.kind == "generator";
  }
  plant_ = std::make_unique<PlantWatch>(*desk_, ledger_, board_, *parts_.plant);
  auto meters = SiteMeters::open(
      loop_, board_, parts_.meters,
      [this](int meter, const std::vector<Sample>& samples) { plant_->hear(meter, samples); });
  if (!meters) return meters.error();
  meters_ = std::move(*meters);
  plant_->list(meters_.get());
  plant_->show_to(parts_.twin.get());
  plant_->on_last_chance([this] {
    desk_->flush_log();
    if (journal_ != nullptr) journal_->settle();
  });
  gateway_->show(plant_.get());
  if (auto error = open_controls()) return error;
  if (settings_.state_folder.empty()) return std::nullopt;
  auto joules = LedgerStore::open(settings_.state_folder + "/energy.db");
  if (!joules) return joules.error();
  joules_ = std::move(*joules);
  plant_->keep_in(joules_.get());
  plant_->alarms().keep_in(settings_.state_folder + "/alarms.log");
  plant_->keep_state_in(settings_.state_folder + "/state.json");
  return std::nullopt;
}

/// The guard is there before anything is set, and ends after the site's last wish.
std::optional<Error> SiteServer::open_controls() {
  if (parts_.controls.empty()) return std::nullopt;
  const std::string log =
      settings_.state_folder.empty() ? "" : settings_.state_folder + "/controls.log";
  MachineDraw draw;
  for (const PlacedModel& one : placed_) draw.idle += one.model.idle;
  draw.full = parts_.plant->full;
  auto opened = SiteControls::open(loop_, parts_.controls, parts_.guard_program, log, draw);
  if (!opened) return opened.error();
  controls_ = std::move(*opened);
  plant_->on_limit([this](Power limit) { controls_->limit(limit); });
  plant_->on_set([this](bool runs) { controls_->run_generator(runs); });
  plant_->on_charging_room([this](Power room) { controls_->limit_charging(room); });
  return std::nullopt;
}

void SiteServer::run(Duration patience) {
  patience_ = patience;
  loop_.on_end_signal([this] { stop(); });
  if (service_ != nullptr) {
    service_->on_reload([this] {
      if (settings_.on_reload) settings_.on_reload(*this);
    });
    service_->ready();
  }
  loop_.run();
  desk_->flush_log();
  if (plant_ == nullptr) return;
  plant_->keep();
  plant_->keep_state();
}

void SiteServer::stop() {
  loop_.post([this] {
    if (service_ != nullptr) service_->stopping();
    gateway_->wind_down();
    server_->wind_down();
    wind_down(after(monotonic_now(), patience_));
  });
}

/// Requests of people end; lines of batches begin again at the next start.
void SiteServer::wind_down(Instant until) {
  const std::size_t durable = batches_ == nullptr ? 0 : batches_->running();
  if (desk_->open() <= durable || monotonic_now() >= until) return loop_.stop();
  ending_.set(after(monotonic_now(), 20.0 * millisecond), [this, until] { wind_down(until); });
}

}  // namespace islet
