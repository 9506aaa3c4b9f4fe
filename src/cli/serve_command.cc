#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/console.h"
#include "live/shape_model.h"
#include "live/site_server.h"
#include "live/worker_program.h"
#include "report/version.h"
#include "serving/policies.h"

namespace islet {
namespace {

constexpr const char* demo_shape = "chat-0.2b";

std::string usual_state() {
  if (const char* folder = std::getenv("XDG_STATE_HOME")) return std::string(folder) + "/islet";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/islet";
}

class ServeCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_flag("--demo", demo_, "a small model with random weights, made on first use");
    app.add_option("--model", settings_.model_file, "a model file (GGUF)")->type_name("FILE");
    app.add_flag("--words", words_, "no model: words that compute nothing, for trials of speed");
    app.add_option("--name", settings_.model_name, "what clients call the model");
    app.add_option("--address", settings_.http.address, "where to listen")->capture_default_str();
    app.add_option("--port", settings_.http.port, "0: any free one")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    app.add_option("--keys", settings_.keys_file, "tenants and the hashes of their keys, JSON")
        ->type_name("FILE");
    app.add_option("--new-key", new_key_, "make a key for a tenant, print it and end")
        ->type_name("NAME");
    app.add_option("--state", settings_.state_folder, "folder of journal, log and models")
        ->type_name("FOLDER");
    app.add_option("--policy", settings_.policy, "rules of scheduling")
        ->check(CLI::IsMember(
            std::vector<std::string>(scheduling_names().begin(), scheduling_names().end())))
        ->capture_default_str();
    app.add_option("--tls-certificate", settings_.http.certificate_file, "PEM")->type_name("FILE");
    app.add_option("--tls-key", settings_.http.key_file, "PEM")->type_name("FILE");
    app.add_option("--slots", settings_.slots, "requests that run at once")
        ->check(CLI::Range(1, 1'024))
        ->capture_default_str();
    app.add_option("--threads", settings_.threads, "of the engine; default: all cores but one")
        ->check(CLI::Range(1, 1'024));
  }

  ExitCode run() override {
    if (!new_key_.empty()) return print_key();
    if (int{demo_} + int{words_} + int{!settings_.model_file.empty()} != 1) {
      return fail({{},
                   "`serve` takes one of `--demo`, `--model` and `--words`",
                   "Try `islet serve --demo`.",
                   "V1",
                   ""},
                  ExitCode::wrong_use);
    }
    settings_.version = version();
    if (settings_.state_folder.empty()) settings_.state_folder = usual_state();
    if (auto error = choose_model()) return fail(*error, ExitCode::data_missing);
    Result<std::unique_ptr<SiteServer>> site = SiteServer::open(settings_);
    if (!site) return fail(site.error(), ExitCode::outside_failed);
    const bool tls = !settings_.http.certificate_file.empty();
    write_message(fmt::format("serving {} on {}://{}:{}; state in {}\n", settings_.model_name,
                              tls ? "https" : "http", settings_.http.address, (*site)->port(),
                              settings_.state_folder));
    (*site)->run();
    write_message("stopped\n");
    return ExitCode::done;
  }

 private:
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

  std::optional<Error> choose_model() {
    if (settings_.threads == 0) {
      const unsigned cores = std::thread::hardware_concurrency();
      settings_.threads = cores > 1 ? static_cast<int>(cores) - 1 : 1;
    }
    if (words_) {
      if (settings_.model_name.empty()) settings_.model_name = "words";
      return std::nullopt;
    }
    const Result<std::string> worker = worker_program("llama");
    if (!worker) return worker.error();
    settings_.worker = *worker;
    if (demo_) {
      if (auto error = make_demo_model()) return error;
    }
    if (settings_.model_name.empty()) {
      settings_.model_name = std::filesystem::path(settings_.model_file).stem().string();
    }
    return std::nullopt;
  }

  std::optional<Error> make_demo_model() {
    const std::string folder = settings_.state_folder + "/models";
    std::error_code fault;
    std::filesystem::create_directories(folder, fault);
    settings_.model_file = folder + "/" + demo_shape + ".gguf";
    if (std::filesystem::exists(settings_.model_file, fault)) return std::nullopt;
    write_message("making a model with random weights ...\n");
    const Result<ShapeMade> made =
        make_shape_model({.model = demo_shape}, Catalog(), settings_.model_file);
    return made ? std::nullopt : std::optional(made.error());
  }

  ServeSettings settings_;
  bool demo_ = false;
  bool words_ = false;
  std::string new_key_;
};

}  // namespace

std::unique_ptr<Command> make_serve_command() { return std::make_unique<ServeCommand>(); }

}  // namespace islet
