#include "live/site_server.h"

#include "base/written_file.h"
#include "live/clock.h"
#include "live/word_engine.h"

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

EngineSpec spec_of(const ServeSettings& settings) {
  EngineSpec spec;
  spec.models.add(ModelId{});
  spec.slots = settings.slots;
  spec.quantum = 50.0 * millisecond;
  spec.parked_max = 4 * settings.slots;
  if (!settings.model_file.empty()) {
    spec.cache = 0.5 * static_cast<double>(settings.context_tokens * settings.slots) * token;
    spec.parked_cache = 4.0 * spec.cache;
  }
  return spec;
}

std::unique_ptr<EngineSide> engines_of(const ServeSettings& settings) {
  if (settings.model_file.empty()) {
    WordEngineSettings words;
    words.spec = spec_of(settings);
    words.model = settings.model_name;
    words.token_time = settings.word_time;
    return std::make_unique<WordEngine>(words);
  }
  PoolEngine engine;
  engine.spec = spec_of(settings);
  PoolModel model;
  model.program = settings.worker;
  model.load.file = settings.model_file;
  model.load.cache_tokens = static_cast<std::uint32_t>(engine.spec.cache / token);
  model.load.sequences = static_cast<std::uint32_t>(settings.slots);
  model.load.threads = static_cast<std::uint32_t>(std::max(1, settings.threads));
  engine.models.push_back(model);
  return std::make_unique<PoolSide>(PoolSettings(), std::vector<PoolEngine>{engine});
}

}  // namespace

SiteServer::SiteServer(const ServeSettings& settings) : settings_(settings), ending_(loop_) {}

SiteServer::~SiteServer() {
  // The journal ends first, while those that its last outcomes go to are still there.
  journal_.reset();
  loop_.run_due();
}

Result<std::unique_ptr<SiteServer>> SiteServer::open(const ServeSettings& settings) {
  std::unique_ptr<SiteServer> site(new SiteServer(settings));
  if (auto error = site->assemble()) return *error;
  return site;
}

std::optional<Error> SiteServer::assemble() {
  Result<KeyRing> keys = keys_of(settings_);
  if (!keys) return keys.error();
  keys_ = std::make_unique<KeyRing>(std::move(*keys));
  ServedModel model;
  model.name = settings_.model_name;
  model.context_tokens = settings_.context_tokens;
  models_ = std::make_unique<ModelList>(std::vector<ServedModel>{model});
  DeskSettings desk;
  desk.policy = settings_.policy;
  if (!settings_.state_folder.empty()) {
    JournalSettings journal;
    journal.folder = settings_.state_folder;
    Result<std::unique_ptr<Journal>> opened = Journal::open(journal);
    if (!opened) return opened.error();
    journal_ = std::move(*opened);
    desk.log_file = settings_.state_folder + "/decisions.log";
  }
  engines_ = engines_of(settings_);
  desk_ = std::make_unique<FrontDesk>(loop_, *engines_, costs_, desk);
  if (journal_ != nullptr) {
    batches_ = std::make_unique<BatchRunner>(loop_, *desk_, *journal_, *keys_, *models_);
  }
  GatewaySettings gateway;
  gateway.version = settings_.version;
  gateway.policy = settings_.policy;
  if (settings_.model_file.empty()) gateway.fell_back = "no model: words that compute nothing";
  gateway_ = std::make_unique<Gateway>(*desk_, batches_.get(), journal_.get(), *keys_, *models_,
                                       std::move(gateway));
  Result<std::unique_ptr<HttpServer>> server = HttpServer::open(loop_, settings_.http, *gateway_);
  if (!server) return server.error();
  server_ = std::move(*server);
  gateway_->watch(server_.get());
  desk_->start();
  if (batches_ != nullptr) batches_->start();
  return std::nullopt;
}

void SiteServer::run(Duration patience) {
  patience_ = patience;
  loop_.on_end_signal([this] { stop(); });
  loop_.run();
  desk_->flush_log();
}

void SiteServer::stop() {
  loop_.post([this] {
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
