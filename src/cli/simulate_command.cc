#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "cli/site_simulation.h"
#include "report/serving_page.h"
#include "sim/engine_tuning.h"
#include "sim/timeline.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/simulate/1";

std::vector<Error> notes_on(const Trace& trace) {
  std::vector<Error> notes;
  if (trace.scan().unsorted > 0) {
    notes.push_back(
        {Place{trace.path()},
         fmt::format("requests that stand after later ones: {}; all were sorted by arrival",
                     trace.scan().unsorted),
         "", "V4", "", Severity::warning});
  }
  return notes;
}

std::string evidence_of(const RunQuestion& question) {
  if (has_recorded_runs(question.engine, *question.device)) {
    return "Step times by perf's step model, its constants fitted to recorded vLLM runs on this "
           "device (grade B).";
  }
  return "Step times by perf's step model, with constants of the device's class and of the engine "
         "(grade C).";
}

class SimulateCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("--trace", trace_, "requests: CSV with time of arrival, prompt and reply tokens")
        ->type_name("FILE");
    app.add_option("--model", model_, "id, alias or choice")->type_name("NAME");
    app.add_option("--on", device_, "device: id, name or alias")->type_name("NAME");
    site_.declare(app);
    engine_.declare(app);
    app.add_option("--warm-up", warm_up_s_, "seconds whose requests are left out of the figures")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option("--timeline", timeline_,
                   "what happened when: .csv by request, .json for trace viewers")
        ->type_name("FILE");
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) return fail(*refusal, ExitCode::wrong_use);
    if (const auto refusal = form_refusal()) return fail(*refusal, ExitCode::wrong_use);
    if (site_.is_asked()) return site_.run(catalog_, output_);
    if (const auto refusal = timeline_refusal()) return fail(*refusal, ExitCode::wrong_use);
    const LoadedCatalog loaded = load_few_records(catalog_, {model_, device_});
    if (loaded.code != ExitCode::done) {
      return put_failure(output_, schema, loaded.list, loaded.seen, loaded.code);
    }
    const auto made = engine_.engine(loaded.catalog, model_, device_, EngineSettings{});
    if (const auto* refused = std::get_if<RunRefusal>(&made)) {
      return put_failure(output_, schema, refused->list, 0, refused->code);
    }
    Faults faults;
    const std::optional<Trace> trace = Trace::open(trace_, faults);
    if (!trace) {
      const std::vector<Error> list = faults.sorted();
      return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
    }
    return serve(std::get<EngineUnderTest>(made), *trace);
  }

 private:
  ExitCode fail(const Error& error, ExitCode code) const {
    return put_failure(output_, schema, {error}, 0, code);
  }

  /// Either a file, or a trace with a model and a device.
  std::optional<Error> form_refusal() const {
    const char* hint =
        "Give a site or a plan: islet simulate SITE.yaml; or --trace, --model and --on.";
    if (site_.is_asked() != trace_.empty()) {
      return Error{{}, "`simulate` takes either a FILE or `--trace`", hint, "V1", ""};
    }
    if (!site_.is_asked() && (model_.empty() || device_.empty())) {
      return Error{{}, "`--trace` needs `--model` and `--on`", hint, "V1", ""};
    }
    return std::nullopt;
  }

  bool wants_steps() const { return timeline_.ends_with(".json"); }

  std::optional<Error> timeline_refusal() const {
    if (timeline_.empty()) return std::nullopt;
    if (!wants_steps() && !timeline_.ends_with(".csv")) {
      return Error{
          {}, "`--timeline` is \"" + timeline_ + "\", must end in .csv or .json", "", "V1", ""};
    }
    OutputOptions other = output_;
    other.file = timeline_;
    return output_refusal(other);
  }

  ExitCode serve(const EngineUnderTest& engine, const Trace& trace) {
    ServingSetup setup = engine.setup;
    setup.warm_up = warm_up_s_ * second;
    RequestTimeline by_request;
    ChromeTimeline by_step;
    EngineWatcher* watcher = nullptr;
    if (!timeline_.empty()) {
      watcher = wants_steps() ? static_cast<EngineWatcher*>(&by_step) : &by_request;
    }
    const std::unique_ptr<RequestSource> requests = trace.requests();
    ServedTrace served{engine.question.model->id,
                       engine.question.device->id,
                       engine.question.engine,
                       engine.question.layout,
                       setup,
                       trace.scan(),
                       serve_trace(*requests, engine.deployment, setup, watcher),
                       evidence_of(engine.question)};
    std::vector<Error> notes = notes_on(trace);
    if (watcher != nullptr) {
      if (by_request.is_cut() || by_step.is_cut()) notes.push_back(cut_note());
      OutputOptions other = output_;
      other.file = timeline_;
      const ExitCode code =
          put_result(other, wants_steps() ? by_step.text() : by_request.text(), ExitCode::done);
      if (code != ExitCode::done) return code;
    }
    return put(served, notes);
  }

  Error cut_note() const {
    return {Place{timeline_},
            "the timeline is cut: it has grown beyond its limit",
            "Simulate a part of the trace.",
            "D8",
            "",
            Severity::warning};
  }

  ExitCode put(const ServedTrace& served, const std::vector<Error>& notes) const {
    show(output_.console(), notes);
    const ExitCode code = output_.strict && !notes.empty() ? ExitCode::warnings : ExitCode::done;
    switch (output_.chosen()) {
      case Format::json:
        return put_result(output_, served_json(served, notes), code);
      case Format::csv:
        return put_result(output_, csv_of(served_table(served)), code);
      case Format::markdown:
        return put_result(output_, markdown_of(served_page(served)), code);
      case Format::table:
        break;
    }
    return put_result(output_, text_of(served_page(served), output_.console().canvas()), code);
  }

  std::string trace_;
  std::string model_;
  std::string device_;
  std::string timeline_;  ///< empty: none
  double warm_up_s_ = 0;
  SiteSimulation site_;
  EngineOptions engine_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_simulate_command() { return std::make_unique<SimulateCommand>(); }

}  // namespace islet
