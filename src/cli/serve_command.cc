#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "base/written_file.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/rehearse.h"
#include "cli/serve_plan.h"
#include "cli/site_part.h"
#include "live/demo_models.h"
#include "live/site_server.h"
#include "net/temp_folder.h"
#include "report/version.h"
#include "serving/policies.h"

namespace islet {
namespace {

constexpr std::size_t largest_models_file = 4U << 20U;

std::string usual_state() {
  if (const char* folder = std::getenv("XDG_STATE_HOME")) return std::string(folder) + "/islet";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/islet";
}

ServiceSupervisor service_supervisor() {
  ServiceSupervisor supervisor;
  if (const char* socket = std::getenv("NOTIFY_SOCKET")) supervisor.socket = socket;
  if (const char* text = std::getenv("WATCHDOG_USEC")) {
    std::int64_t microseconds = 0;
    std::from_chars(text, text + std::strlen(text), microseconds);
    supervisor.watchdog = static_cast<double>(microseconds) * 1e-6 * second;
  }
  return supervisor;
}

class ServeCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    plan_.declare(app);
    app.add_flag("--demo", demo_, "small models with random weights, made on first use");
    app.add_option("--model", model_.file, "one model's file, or the address of another server")
        ->type_name("FILE");
    app.add_option("--models", models_file_, "models, engines and their settings, JSON")
        ->type_name("FILE");
    app.add_flag("--words", words_, "no model: words that compute nothing, for trials of speed");
    app.add_option("--name", model_.name, "what clients call the one model");
    app.add_option("--address", settings_.http.address, "where to listen")->capture_default_str();
    app.add_option("--port", settings_.http.port, "0: any free one")
        ->check(CLI::Range(0, 65'535).description(""))
        ->capture_default_str();
    app.add_option("--keys", settings_.keys_file, "tenants and the hashes of their keys, JSON")
        ->type_name("FILE");
    app.add_option("--new-key", new_key_, "make a key for a tenant, print it and end")
        ->type_name("NAME");
    app.add_option("--state", settings_.state_folder, "folder of journal, log and models")
        ->type_name("FOLDER");
    const std::vector<std::string> rules(scheduling_names().begin(), scheduling_names().end());
    app.add_option("--policy", settings_.policy,
                   fmt::format("rules of scheduling: {}", fmt::join(rules, ", ")))
        ->check(CLI::IsMember(rules).description(""))
        ->type_name("NAME")
        ->capture_default_str();
    app.add_option("--tls-certificate", settings_.http.certificate_file, "PEM")->type_name("FILE");
    app.add_option("--tls-key", settings_.http.key_file, "PEM")->type_name("FILE");
    app.add_option("--slots", model_.slots, "requests that run at once on the one model")
        ->check(CLI::Range(1, 256).description(""))
        ->capture_default_str();
    app.add_option("--threads", threads_, "of an engine; default: all cores but one")
        ->check(CLI::Range(1, 1'024).description(""));
    site_part_.declare(app);
    rehearse_.declare(app);
  }

  ExitCode run() override {
    if (!new_key_.empty()) return print_key();
    if (rehearse_.is_asked()) {
      settings_.version = version();
      // What a rehearsal leaves is kept only where somebody says.
      std::optional<TempFolder> folder;
      if (settings_.state_folder.empty()) settings_.state_folder = folder.emplace().path();
      return rehearse_.run(settings_);
    }
    if (int{demo_} + int{words_} + int{!model_.file.empty()} + int{!models_file_.empty()} +
            int{plan_.is_asked()} !=
        1) {
      return fail({{},
                   "`serve` takes one of PLAN.json, `--demo`, `--model`, `--models` and `--words`",
                   "Try `islet serve --demo`.",
                   "V1",
                   ""},
                  ExitCode::wrong_use);
    }
    settings_.version = version();
    if (settings_.state_folder.empty()) settings_.state_folder = usual_state();
    if (auto error = choose_models()) return fail(*error, ExitCode::data_missing);
    settings_.is_service = true;
    settings_.supervisor = service_supervisor();
    settings_.on_reload = [this](SiteServer& site) { reload(site); };
    SiteParts parts;
    if (site_part_.is_asked()) {
      const ExitCode code = site_part_.fill(rehearse_.overrides(), parts);
      if (code != ExitCode::done) return code;
    }
    Result<std::unique_ptr<SiteServer>> site = SiteServer::open(settings_, std::move(parts));
    if (!site) return fail(site.error(), ExitCode::outside_failed);
    const bool tls = !settings_.http.certificate_file.empty();
    write_message(fmt::format("serving {} on {}://{}:{}; state in {}\n", names(),
                              tls ? "https" : "http", settings_.http.address, (*site)->port(),
                              settings_.state_folder));
    (*site)->run();
    write_message("stopped\n");
    return ExitCode::done;
  }

 private:
  /// SIGHUP: keys and models are read again; what is wrong is said, and nothing changes.
  void reload(SiteServer& site) {
    std::vector<SiteModel> models = settings_.models;
    std::optional<Error> error;
    if (!models_file_.empty() || plan_.is_asked()) {
      error = plan_.is_asked() ? take_plan() : take_models_file();
      std::swap(models, settings_.models);
    }
    if (!error) error = site.reload(models);
    if (error) {
      show(console_for(ColourChoice::automatic), {*error});
    } else {
      settings_.models = models;
    }
    write_message(error ? "reload refused\n" : "reloaded\n");
  }

  static ExitCode fail(const Error& error, ExitCode code) {
    show(console_for(ColourChoice::automatic), {error});
    return code;
  }

  ExitCode print_key() const {
    const NewKey made = new_key();
    write_message("the key, shown this once: " + made.key + "\n");
    const std::string line = fmt::format(
        "{{\"tenants\": [{{\"name\": \"{}\", \"best\": \"normal\", \"keys\": [\"{}\"]}}]}}\n",
        new_key_, made.hash);
    return write_result(line) ? ExitCode::outside_failed : ExitCode::done;
  }

  std::string names() const {
    if (words_) return settings_.words_name;
    std::string all;
    for (const SiteModel& one : settings_.models) all += (all.empty() ? "" : ", ") + one.name;
    return all;
  }

  std::optional<Error> choose_models() {
    if (threads_ == 0) {
      const unsigned cores = std::thread::hardware_concurrency();
      threads_ = cores > 1 ? static_cast<int>(cores) - 1 : 1;
    }
    if (words_) {
      if (!model_.name.empty()) settings_.words_name = model_.name;
      settings_.words_slots = model_.slots;
      return std::nullopt;
    }
    if (demo_) {
      Result<std::vector<SiteModel>> made =
          demo_models(settings_.state_folder + "/models", threads_);
      if (!made) return made.error();
      settings_.models = std::move(*made);
      return std::nullopt;
    }
    if (plan_.is_asked()) return take_plan();
    return models_file_.empty() ? take_one_model() : take_models_file();
  }

  /// What is not as planned is said here, in headers and in the status.
  std::optional<Error> take_plan() {
    Result<ServePlan::Chosen> chosen = plan_.read(settings_.state_folder, threads_);
    if (!chosen) return chosen.error();
    if (!chosen->fell_back.empty()) write_message("not as planned: " + chosen->fell_back + "\n");
    settings_.models = std::move(chosen->models);
    settings_.memory = chosen->memory;
    settings_.fell_back = std::move(chosen->fell_back);
    return find_workers(settings_.models);
  }

  std::optional<Error> take_one_model() {
    const bool is_network = model_.file.ends_with(".onnx");
    if (is_network) model_.task = ModelTask::network;
    const bool is_address = model_.file.find("://") != std::string::npos;
    model_.engine = is_address ? "remote" : is_network ? "onnx" : "llama";
    if (model_.name.empty()) model_.name = std::filesystem::path(model_.file).stem().string();
    model_.threads = threads_;
    settings_.models = {model_};
    return find_workers(settings_.models);
  }

  std::optional<Error> take_models_file() {
    const Result<std::string> text = read_file(models_file_, largest_models_file);
    if (!text) return text.error();
    Result<std::vector<SiteModel>> models = read_site_models(*text, models_file_);
    if (!models) return models.error();
    settings_.models = std::move(*models);
    return find_workers(settings_.models);
  }

  ServeSettings settings_;
  SiteModel model_;  ///< the one of `--model`
  std::string models_file_;
  ServePlan plan_;
  int threads_ = 0;
  SitePart site_part_;
  RehearsePart rehearse_;
  bool demo_ = false;
  bool words_ = false;
  std::string new_key_;
};

}  // namespace

std::unique_ptr<Command> make_serve_command() { return std::make_unique<ServeCommand>(); }

}  // namespace islet
