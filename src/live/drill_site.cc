#include "live/drill_site.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/check.h"
#include "base/written_file.h"
#include "engines/worker_program.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t largest_log = std::size_t{64} << 20U;

}  // namespace

DrillFolder::DrillFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "islet-drill-XXXXXX").string();
  CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

DrillFolder::~DrillFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<std::unique_ptr<DrillSite>> DrillSite::open(ServeSettings settings, SiteParts parts,
                                                   int port) {
  std::unique_ptr<DrillSite> drill(new DrillSite());
  settings.http.port = port;
  settings.state_folder = drill->folder_.path();
  Result<std::unique_ptr<SiteServer>> site = SiteServer::open(settings, std::move(parts));
  if (!site) return site.error();
  drill->site_ = std::move(*site);
  drill->port_ = drill->site_->port();
  drill->thread_ = std::thread([one = drill.get()] {
    one->site_->run(1.0 * second);
    one->has_ended_ = true;
  });
  return drill;
}

void DrillSite::stop() {
  if (!thread_.joinable()) return;
  thaw();
  site_->stop();
  thread_.join();
  site_.reset();
}

void DrillSite::destroy() {
  if (!thread_.joinable()) return;
  site_->loop().stop();
  thaw();
  thread_.join();
  site_.reset();
}

void DrillSite::freeze() {
  is_frozen_ = true;
  // What the loop's thread sees has to outlive this call.
  const auto is_still = std::make_shared<std::atomic<bool>>(false);
  site_->loop().post([this, is_still] {
    *is_still = true;
    while (is_frozen_) wait_for(1.0 * millisecond);
  });
  while (!*is_still && !has_ended_) wait_for(0.2 * millisecond);
}

bool DrillSite::wait_until_up(std::size_t engines) {
  for (int i = 0; i < 6'000 && !has_ended_; ++i) {
    std::size_t up = 0;
    for (const EngineStanding& one : standings()) up += one.is_up ? 1 : 0;
    if (up >= engines) return true;
    wait_for(10.0 * millisecond);
  }
  return false;
}

std::string DrillSite::text_of(const std::string& method, const std::string& path,
                               const std::string& body, const std::string& headers) {
  std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  text += headers;
  if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

std::string DrillSite::ask(const std::string& method, const std::string& path,
                           const std::string& body, const std::string& headers) const {
  RawClient client(port_, 60);
  if (!client.is_open() || !client.send(text_of(method, path, body, headers))) return "";
  return client.receive_all();
}

std::optional<double> DrillSite::status_figure(std::initializer_list<std::string_view> path) const {
  const Result<JsonValue> value = read_json(body_of(ask("GET", "/islet/status")));
  if (!value) return std::nullopt;
  const JsonValue* node = &*value;
  for (const std::string_view step : path) {
    node = node == nullptr ? nullptr : node->find(step);
  }
  if (node == nullptr || !node->is(JsonValue::Kind::number)) return std::nullopt;
  return node->number;
}

void DrillSite::on_loop(const std::function<void(SiteServer&)>& call) {
  // A site that is told to end from outside runs what is left when it is taken down: not this,
  // whose caller is gone by then.
  enum class Fate { due, done, dropped };
  const auto fate = std::make_shared<std::atomic<Fate>>(Fate::due);
  site_->loop().post([this, fate, &call] {
    if (*fate == Fate::dropped) return;
    call(*site_);
    *fate = Fate::done;
  });
  while (*fate == Fate::due && !has_ended_) wait_for(0.2 * millisecond);
  if (*fate == Fate::due) *fate = Fate::dropped;
}

std::vector<EngineStanding> DrillSite::standings() {
  std::vector<EngineStanding> found;
  on_loop([&](SiteServer& site) { found = site.standings(); });
  return found;
}

void DrillSite::notice(const Event& event) {
  on_loop([&](SiteServer& site) { site.desk().notice(event); });
}

Instant DrillSite::now() {
  Instant found;
  on_loop([&](SiteServer& site) { found = site.desk().now(); });
  return found;
}

std::string DrillSite::file(const std::string& name) const {
  const Result<std::string> text = read_file(folder_.path() + "/" + name, largest_log);
  return text ? *text : "";
}

std::string status_of(const std::string& reply) {
  return reply.size() < 12 ? "none" : reply.substr(9, 3);
}

std::string body_of(const std::string& reply) {
  const std::size_t end = reply.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.substr(end + 4);
}

Result<SiteModel> drill_model(const std::string& name, const std::string& engine,
                              const std::string& file) {
  const Result<std::string> program = worker_program(engine);
  if (!program) return program.error();
  SiteModel model;
  model.name = name;
  model.engine = engine;
  model.program = *program;
  model.file = file;
  return model;
}

}  // namespace islet
