#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>

#include "accuracy/own_rows.h"
#include "base/text.h"
#include "base/written_file.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/measure_ledger.h"
#include "cli/measured_model.h"
#include "cli/result_output.h"
#include "engines/resident.h"
#include "engines/worker_program.h"
#include "knowledge/operands.h"
#include "measure/evidence_file.h"
#include "measure/held_against.h"
#include "measure/host_record.h"
#include "measure/measure_model.h"
#include "measure/worker_bench.h"
#include "net/clock.h"
#include "net/utc_text.h"
#include "report/measure_page.h"
#include "report/version.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/measure/1";

std::string models_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return std::string(state) + "/islet/models";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/islet/models";
}

std::string system_text() {
  struct utsname name {};
  if (::uname(&name) != 0) return "";
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

class MeasureCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("MODEL", wish_.model,
                   "a model of the catalogue, one of `islet model list`, or a file");
    app.add_option("--file", wish_.file, "the model's file; else one with random weights is made");
    app.add_option("--weights", wish_.weights, "of a made GGUF: q4_0, q8_0 or f16")
        ->check(CLI::IsMember({"q4_0", "q8_0", "f16"}).description(""))
        ->capture_default_str();
    app.add_option("--on", device_, "what computes, as the catalogue calls it; else the processor");
    declare_load(app);
    app.add_option("--threads", threads_, "of the engine; else all cores but one")
        ->check(CLI::Range(1, 1024).description(""));
    app.add_option("--sys", sys_, "where the kernel shows its sensors")->capture_default_str();
    app.add_option("--save", save_, "write a file of evidence that --evidence reads")
        ->type_name("FILE.csv");
    app.add_flag("--keep", keep_, "keep it in your own catalogue, where all commands find it");
    ledger_.declare(app);
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (ledger_.is_asked()) return ledger_.run(wish_.model, catalog_, output_);
    if (wish_.model.empty()) return fail(nothing_named(), ExitCode::wrong_use);
    if (const auto refusal = output_refusal(output_)) return fail(*refusal, ExitCode::wrong_use);
    if (const auto refusal = read_words()) return fail(*refusal, ExitCode::wrong_use);
    run_.date = utc_date(wall_now());
    run_.islet = version();
    run_.machine.system = system_text();
    if (const auto fault = describe_machine()) return fail(*fault, exit_code_for({*fault}));
    LoadedCatalog loaded = load_catalog(catalog_);
    if (loaded.code != ExitCode::done) return fail(loaded);
    const Result<MeasuredModel> model = measured_model(wish_, loaded.catalog);
    if (!model) return fail(model.error(), exit_code_for({model.error()}));
    if (!model->record.empty()) {
      run_.records += model->record;
      catalog_.texts.push_back(model->record);
      loaded = load_catalog(catalog_);
      if (loaded.code != ExitCode::done) return fail(loaded);
    }
    const Accelerator* device = find_accelerator(loaded.catalog, device_);
    if (device == nullptr) return fail(unknown_device(), ExitCode::data_missing);
    run_.machine.id = device->id;
    run_.machine.name = device->name;
    if (const auto fault = measure(*model)) return fail(*fault, ExitCode::outside_failed);
    if (run_.figures.empty()) return fail(nothing_measured(), ExitCode::interrupted);
    return put(loaded.catalog);
  }

 private:
  void declare_load(CLI::App& app) {
    app.add_option("--scenario", scenarios_,
                   "single, multi, offline and server, or those of them that are wanted")
        ->delimiter(',')
        ->check(CLI::IsMember({"single", "multi", "offline", "server"}).description(""))
        ->group("Load");
    app.add_option("--for", time_, "time of all scenarios together")
        ->capture_default_str()
        ->type_name("DURATION")
        ->group("Load");
    app.add_option("--streams", load_.streams, "at one time in all but the single stream")
        ->check(CLI::Range(2, 256).description(""))
        ->capture_default_str()
        ->group("Load");
    app.add_option("--prompt", load_.prompt, "tokens of a prompt")
        ->check(CLI::Range(2, 1 << 20).description(""))
        ->capture_default_str()
        ->group("Load");
    app.add_option("--reply", load_.reply, "tokens of a reply")
        ->check(CLI::Range(2, 1 << 20).description(""))
        ->capture_default_str()
        ->group("Load");
    app.add_option("--rate", load_.rate_per_s,
                   "server: arrivals a second; else 0.6 of what offline kept up")
        ->check(CLI::Range(1e-4, 1e6).description(""))
        ->group("Load");
    app.add_option("--seed", load_.seed, "of prompts and arrivals")
        ->capture_default_str()
        ->group("Load");
  }

  std::optional<Error> read_words() {
    const Result<Duration> time = quantity_operand<Duration>(time_, "2 min");
    if (!time || *time <= Duration{} || *time > 24.0 * hour) {
      return Error{{},
                   "--for is \"" + time_ + "\", must be a duration up to 24 h",
                   "Write for example --for '2 min'.",
                   "",
                   ""};
    }
    load_.time = *time;
    const bool has_name = save_.empty() || save_.ends_with(".csv");
    if (!has_name) {
      return Error{{},
                   "--save is \"" + save_ + "\", must be a name that ends in .csv",
                   "Evidence is a table.",
                   "",
                   ""};
    }
    if (!scenarios_.empty()) {
      load_.scenarios.clear();
      constexpr std::pair<const char*, AskedAs> names[] = {{"single", AskedAs::single_stream},
                                                           {"multi", AskedAs::multi_stream},
                                                           {"offline", AskedAs::offline},
                                                           {"server", AskedAs::server}};
      for (const auto& [name, scenario] : names) {
        if (std::find(scenarios_.begin(), scenarios_.end(), name) != scenarios_.end()) {
          load_.scenarios.push_back(scenario);
        }
      }
    }
    return std::nullopt;
  }

  /// Without --on: a record of the processor, for the catalogue knows sockets, not machines.
  std::optional<Error> describe_machine() {
    if (!device_.empty()) return std::nullopt;
    Result<HostFacts> facts = read_host_facts("/");
    if (!facts) return facts.error();
    facts->memory = measured_read_bandwidth(facts->cores);
    const HostRecord record = host_record(*facts, run_.date);
    device_ = record.id;
    run_.records += record.yaml;
    catalog_.texts.push_back(record.yaml);
    return std::nullopt;
  }

  std::optional<Error> measure(const MeasuredModel& model) {
    const Result<std::string> program = worker_program(model.worker);
    if (!program) return program.error();
    run_.model = model.id;
    run_.model_file = std::filesystem::path(model.file).filename().string();
    run_.precision = model.precision;
    run_.streams = load_.streams;
    const LoadOrder order = load_order(model);
    run_.threads = order.threads;
    MeterLog log(sys_, "libnvidia-ml.so.1");
    run_.machine.meters = log.found();
    const std::uint64_t own_before = cpu_nanoseconds();
    auto bench = WorkerBench::open(*program, order, log, [] { return interrupt_asked(); });
    if (!bench) return bench.error();
    WorkerBench& machine = **bench;
    run_.engine = machine.loaded().engine;
    run_.load_s = static_cast<double>(machine.loaded().load_ns) * 1e-9;
    if (machine.loaded().vocabulary > 0) {
      run_.prompt = load_.prompt;
      run_.reply = load_.reply;
    }
    look_idle(machine, log);
    if (auto fault = measure_model(machine, machine.loaded(), load_, log, run_)) return fault;
    const Result<std::uint64_t> resident = machine.resident_bytes();
    if (!resident) return resident.error();
    run_.machine.resident_gb = static_cast<double>(*resident) * 1e-9;
    const auto own = static_cast<double>(cpu_nanoseconds() - own_before);
    const auto engine = static_cast<double>(machine.cpu_ns());
    run_.machine.share_own = own / std::max(1.0, own + engine);
    return std::nullopt;
  }

  LoadOrder load_order(const MeasuredModel& model) const {
    LoadOrder order;
    order.file = model.file;
    const auto streams = static_cast<std::uint32_t>(load_.streams);
    order.sequences = streams;
    order.cache_tokens = streams * static_cast<std::uint32_t>(load_.prompt + load_.reply + 16);
    order.step_tokens = load_.step_tokens;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    order.threads = threads_ > 0 ? static_cast<unsigned>(threads_) : std::max(1U, cores - 1);
    return order;
  }

  /// Watts of the loaded machine without work, where a meter tells.
  void look_idle(WorkerBench& machine, const MeterLog& log) {
    if (log.found().empty()) return;
    const Instant begin = machine.now();
    machine.wait_until(after(begin, 3.0 * second));
    if (const auto idle = log.mean_power(begin, machine.now())) run_.machine.idle_w = *idle / watt;
  }

  ExitCode put(const Catalog& catalog) {
    Faults faults;
    const Calibration calibration =
        read_calibration_of(catalog, measured_files_of(catalog_), faults);
    if (faults.has_errors()) {
      const std::vector<Error> list = faults.sorted();
      return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
    }
    hold_against(catalog, calibration, run_);
    std::string saved = save_;
    if (const auto fault = keep(saved)) return fail(*fault, ExitCode::outside_failed);
    const ExitCode code = run_.is_outside()   ? ExitCode::check_failed
                          : interrupt_asked() ? ExitCode::stopped_early
                                              : ExitCode::done;
    return put_result(output_,
                      in_form(output_, {[&] { return measure_json(run_, saved); },
                                        [&] { return csv_of(measure_table(run_)); },
                                        [&] { return measure_page(run_); }}),
                      code);
  }

  /// Writes the evidence where it is wanted; `saved` becomes the last file.
  std::optional<Error> keep(std::string& saved) const {
    const std::string text = evidence_text(run_);
    if (!save_.empty()) {
      if (auto fault = write_file(save_, text)) return fault;
      write_message("evidence in " + save_ + "\n");
    }
    if (!keep_) return std::nullopt;
    const Result<std::string> folder = own_catalog_to_write(catalog_.folder);
    if (!folder) return folder.error();
    std::error_code ignored;
    std::filesystem::create_directories(*folder + "/measured", ignored);
    saved = fmt::format("{}/measured/{}-{}-{}.csv", *folder, run_.machine.id, run_.model,
                        run_.precision);
    if (auto fault = write_file(saved, text)) return fault;
    write_message("evidence kept in " + saved + "\n");
    return std::nullopt;
  }

  Error unknown_device() const {
    return {
        {},
        "no device is called `" + device_ + "`",
        "`islet catalog list accelerators` names them; without --on the processor is described.",
        "D2",
        ""};
  }

  static Error nothing_named() {
    return {{}, "no model is named", "Try `islet measure chat-0.2b`.", "", ""};
  }

  static Error nothing_measured() {
    return {{}, "stopped before anything was measured", "", "", ""};
  }

  ExitCode fail(const Error& error, ExitCode code) const {
    return put_failure(output_, schema, {error}, 0, code);
  }
  ExitCode fail(const LoadedCatalog& loaded) const {
    return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
  }

  MeasuredModelWish wish_{{}, {}, "q4_0", models_folder()};
  MeasureWish load_;
  MeasureLedger ledger_;
  std::vector<std::string> scenarios_;
  std::string device_;
  std::string time_ = "1 min";
  int threads_ = 0;
  std::string sys_ = "/sys";
  std::string save_;
  bool keep_ = false;
  CatalogOptions catalog_;
  OutputOptions output_;
  MeasuredRun run_;
};

}  // namespace

std::unique_ptr<Command> make_measure_command() { return std::make_unique<MeasureCommand>(); }

}  // namespace islet
