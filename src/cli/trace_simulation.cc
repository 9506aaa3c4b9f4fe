#include "cli/trace_simulation.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "cli/input.h"
#include "cli/result_output.h"
#include "report/policy_page.h"
#include "report/site_run_page.h"
#include "sim/engine_tuning.h"
#include "sim/replications.h"
#include "sim/timeline.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/simulate/1";
constexpr const char* group = "Trace";

/// Policies that `--compare-policies` sets side by side.
constexpr std::array compared = {default_scheduling, std::string_view("first-come"),
                                 std::string_view("ageing"), std::string_view("goals")};

std::string evidence_of(const RunQuestion& question) {
  if (has_recorded_runs(question.engine, *question.device)) {
    return "Step times by perf's step model, its constants fitted to recorded vLLM runs on this "
           "device (grade B).";
  }
  return "Step times by perf's step model, with constants of the device's class and of the engine "
         "(grade C).";
}

Error wrong_use(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "V1", ""};
}

Error unsorted_note(const Trace& trace) {
  return {Place{trace.path()},
          fmt::format("requests that stand after later ones: {}; all were sorted by arrival",
                      trace.scan().unsorted),
          "",
          "V4",
          "",
          Severity::warning};
}

Error cut_note(const std::string& file) {
  return {Place{file},
          "the record is cut: it has grown beyond its limit",
          "Simulate a part of the trace.",
          "D8",
          "",
          Severity::warning};
}

/// Runs in the order of their numbers; threads share them out and change nothing in them.
std::vector<ServingRun> replicated(int runs, int threads,
                                   const std::function<ServingRun(int index)>& one) {
  std::vector<ServingRun> out(static_cast<std::size_t>(runs));
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int index = next++; index < runs; index = next++) {
      out[static_cast<std::size_t>(index)] = one(index);
    }
  };
  std::vector<std::thread> others;
  for (int thread = 1; thread < std::min(threads, runs); ++thread) others.emplace_back(work);
  work();
  for (std::thread& each : others) each.join();
  return out;
}

}  // namespace

void TraceSimulation::declare(CLI::App& app) {
  app.add_option("--trace", trace_, "requests: CSV with time of arrival, prompt and reply tokens")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--arrivals", arrivals_,
                 "requests by chance: poisson:RATE, gamma:RATE,CV, weibull:RATE,SHAPE, "
                 "users:COUNT,THINK_S or bulk:COUNT,GAP_S")
      ->type_name("LAW")
      ->group(group);
  app.add_option("--hourly", hourly_, "with --arrivals: 24 or 168 rates of the hours, relative")
      ->type_name("F,F,...")
      ->group(group);
  app.add_option("--prompt", prompt_,
                 "with --arrivals, tokens: N, LOW..HIGH, gamma:MEAN,CV, lognormal:MEDIAN,SIGMA")
      ->type_name("LAW")
      ->capture_default_str()
      ->group(group);
  app.add_option("--reply", reply_, "the same of replies")
      ->type_name("LAW")
      ->capture_default_str()
      ->group(group);
  app.add_option("--requests", count_, "with --arrivals: how many")
      ->check(CLI::Range(std::int64_t{1}, trace_rows_max).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--model", model_, "id, alias or choice")->type_name("NAME")->group(group);
  app.add_option("--on", device_, "device: id, name or alias")->type_name("NAME")->group(group);
  app.add_option("--warm-up", warm_up_s_, "seconds whose requests are left out of the figures")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--replications", replications_, "runs with seeds of their own; means over them")
      ->check(CLI::Range(1, 10'000).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--timeline", timeline_,
                 "what happened when: .csv by request, .json for trace viewers")
      ->type_name("FILE")
      ->group(group);
  scheduling_.declare(app);
  engine_.declare(app);
  engine_.declare_kinds(app);
}

std::optional<Error> TraceSimulation::refusal() const {
  if (!trace_.empty() && !arrivals_.empty()) {
    return wrong_use("`--trace` and `--arrivals` were given, only one can be",
                     "Requests come from a file or by chance.");
  }
  if (model_.empty() || device_.empty()) {
    return wrong_use(
        fmt::format("`{}` needs `--model` and `--on`", trace_.empty() ? "--arrivals" : "--trace"),
        "Give a site or a plan: islet simulate SITE.yaml; or --trace, --model and --on.");
  }
  const bool by_chance = !arrivals_.empty() || scheduling_.marks(0).acute_share > 0;
  if (replications_ > 1 && !by_chance) {
    return wrong_use("`--replications` needs `--arrivals` or `--acute`",
                     "A trace alone is the same in every run.");
  }
  if (replications_ > 1 && (shared_.compares || !timeline_.empty())) {
    return wrong_use("`--replications` goes with neither `--compare-policies` nor `--timeline`",
                     "");
  }
  const bool has_users = origin_.generated.arrivals.kind == ArrivalLaw::Kind::users;
  if (has_users && (shared_.compares || scheduling_.load() > 0)) {
    return wrong_use("users who wait for their answers cannot be speeded up or compared",
                     "Take --arrivals poisson:RATE.");
  }
  if (const auto wrong = record_refusal()) return wrong;
  return scheduling_.refusal();
}

/// A log is of one run of the scheduler.
std::optional<Error> TraceSimulation::record_refusal() const {
  if (shared_.log.empty() && shared_.replay.empty()) return std::nullopt;
  if (!is_scheduled()) {
    return wrong_use("`--log` and `--replay` need `--policy` or classes",
                     "Without them the engines' own queue decides: add --policy first-come.");
  }
  if (shared_.compares || replications_ > 1 || (!shared_.log.empty() && !shared_.replay.empty())) {
    return wrong_use("`--log` and `--replay` go with one run alone", "");
  }
  return std::nullopt;
}

/// Whether the site's scheduler stands before the engines.
bool TraceSimulation::is_scheduled() const {
  const bool has_users = origin_.generated.arrivals.kind == ArrivalLaw::Kind::users;
  return !shared_.policy.empty() || scheduling_.is_asked() || has_users;
}

std::optional<Error> TraceSimulation::timeline_refusal(const OutputOptions& output) const {
  if (timeline_.empty()) return std::nullopt;
  if (!wants_steps() && !timeline_.ends_with(".csv")) {
    return wrong_use("`--timeline` is \"" + timeline_ + "\", must end in .csv or .json", "");
  }
  OutputOptions other = output;
  other.file = timeline_;
  return output_refusal(other);
}

std::optional<Error> TraceSimulation::read_laws() {
  if (arrivals_.empty()) return std::nullopt;
  const Result<ArrivalLaw> arrivals = read_arrivals(arrivals_);
  if (!arrivals) return arrivals.error();
  const Result<LengthLaw> prompt = read_lengths(prompt_);
  if (!prompt) return prompt.error();
  const Result<LengthLaw> reply = read_lengths(reply_);
  if (!reply) return reply.error();
  origin_.generated = {*arrivals, *prompt, *reply, count_, shared_.seed};
  if (hourly_.empty()) return std::nullopt;
  Result<std::vector<double>> hourly = read_hourly(hourly_);
  if (!hourly) return hourly.error();
  origin_.generated.arrivals.hourly = std::move(*hourly);
  return std::nullopt;
}

std::unique_ptr<RequestSource> TraceSimulation::requests(std::uint64_t seed) const {
  if (origin_.trace) return origin_.trace->requests();
  GeneratedLoad load = origin_.generated;
  load.seed = seed;
  return std::make_unique<GeneratedRequests>(load);
}

TraceScheduling TraceSimulation::scheduling() const {
  TraceScheduling out;
  out.policy = shared_.policy;
  if (out.policy.empty()) {
    const bool has_users = origin_.generated.arrivals.kind == ArrivalLaw::Kind::users;
    out.policy = has_users && !scheduling_.is_asked() ? "first-come" : default_scheduling;
  }
  if (origin_.trace) {
    const TraceScan& scan = origin_.scan;
    const auto count = static_cast<double>(scan.requests);
    out.usual = {static_cast<double>(scan.prompt_tokens) / count * token,
                 static_cast<double>(scan.output_tokens) / count * token};
  } else {
    out.usual = {origin_.generated.prompt.mean(), origin_.generated.reply.mean()};
  }
  out.has_acute = origin_.scan.has_acute || scheduling_.marks(0).acute_share > 0;
  out.keeps_log = !shared_.log.empty();
  // Without names all requests are one tenant's.
  if (!origin_.scan.has_tenants) out.settings.tenant_limit = out.settings.max_requests;
  return out;
}

/// A draft is one more model of the catalogue.
LoadedCatalog TraceSimulation::needed_records(const CatalogOptions& catalog) const {
  if (!engine_.kinds().draft_model().empty()) return load_catalog(catalog);
  return load_few_records(catalog, {model_, device_});
}

ExitCode TraceSimulation::run(const SharedRunOptions& shared, const CatalogOptions& catalog,
                              const OutputOptions& output) {
  shared_ = shared;
  std::optional<Error> wrong = read_laws();
  if (!wrong) wrong = refusal();
  if (!wrong) wrong = timeline_refusal(output);
  if (wrong) return put_failure(output, schema, {*wrong}, 0, ExitCode::wrong_use);
  const LoadedCatalog loaded = needed_records(catalog);
  if (loaded.code != ExitCode::done) {
    return put_failure(output, schema, loaded.list, loaded.seen, loaded.code);
  }
  const auto made = engine_.engine(loaded.catalog, model_, device_, EngineSettings{});
  if (const auto* refused = std::get_if<RunRefusal>(&made)) {
    return put_failure(output, schema, refused->list, 0, refused->code);
  }
  if (!trace_.empty()) {
    Faults faults;
    origin_.trace = Trace::open(trace_, faults);
    if (!origin_.trace) {
      const std::vector<Error> list = faults.sorted();
      return put_failure(output, schema, list, faults.count(), exit_code_for(list));
    }
    origin_.scan = origin_.trace->scan();
  }
  // From here on nothing about the requests is read any more.
  SimulatedEngine engine = std::get<SimulatedEngine>(made);
  engine.setup.warm_up = warm_up_s_ * second;
  if (!shared_.replay.empty()) return replayed(engine, output);
  return shared_.compares ? compare(engine, output) : serve(engine, output);
}

ServingRun TraceSimulation::one_run(const SimulatedEngine& engine, std::uint64_t seed,
                                    EngineWatcher* watcher) const {
  const std::unique_ptr<RequestSource> source = requests(seed);
  const bool is_plain = !is_scheduled();
  RequestMarks marks = scheduling_.marks(seed);
  if (scheduling_.load() > 0) {
    const auto make = [&] { return requests(seed); };
    marks.speed = speed_for_load(make, engine.deployment, engine.setup, scheduling_.load());
  }
  marks.adapters = engine_.kinds().adapters();
  if (is_plain && marks.speed == 1 && marks.adapters == 0) {
    return serve_trace(*source, engine.deployment, engine.setup, watcher);
  }
  MarkedRequests marked(*source, marks);
  if (is_plain) return serve_trace(marked, engine.deployment, engine.setup, watcher);
  return serve_scheduled_trace(marked, engine.deployment, engine.setup, scheduling(), watcher);
}

ExitCode TraceSimulation::serve(const SimulatedEngine& engine, const OutputOptions& output) {
  RequestTimeline by_request;
  ChromeTimeline by_step;
  EngineWatcher* watcher = nullptr;
  if (!timeline_.empty()) {
    watcher = wants_steps() ? static_cast<EngineWatcher*>(&by_step) : &by_request;
  }
  const std::vector<ServingRun> runs = replicated(replications_, shared_.threads, [&](int index) {
    return one_run(engine, shared_.seed + static_cast<std::uint64_t>(index), watcher);
  });
  if (const ExitCode code = write_log(runs.front(), output); code != ExitCode::done) return code;
  const ServedTrace served{engine.question.model->id,
                           engine.question.device->id,
                           engine.question.engine,
                           engine.question.layout,
                           engine.setup,
                           origin_.scan,
                           combined(runs),
                           evidence_of(engine.question)};
  std::vector<Error> notes;
  if (origin_.trace && origin_.scan.unsorted > 0) notes.push_back(unsorted_note(*origin_.trace));
  if (watcher != nullptr) {
    if (by_request.is_cut() || by_step.is_cut()) notes.push_back(cut_note(timeline_));
    OutputOptions other = output;
    other.file = timeline_;
    const ExitCode code =
        put_result(other, wants_steps() ? by_step.text() : by_request.text(), ExitCode::done);
    if (code != ExitCode::done) return code;
  }
  return put(served, notes, output);
}

ExitCode TraceSimulation::write_log(const ServingRun& run, const OutputOptions& output) const {
  if (shared_.log.empty()) return ExitCode::done;
  if (run.log_is_cut) show(output.console(), {cut_note(shared_.log)});
  OutputOptions other = output;
  other.file = shared_.log;
  return put_result(other, run.log, ExitCode::done);
}

/// The log must be of the same requests, engine and policy.
ExitCode TraceSimulation::replayed(const SimulatedEngine& engine,
                                   const OutputOptions& output) const {
  std::ifstream in(shared_.replay, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) {
    return put_failure(output, schema,
                       {Error{Place{shared_.replay}, "the log cannot be read", "", "D1", ""}}, 0,
                       ExitCode::wrong_input);
  }
  const Result<ReplayOutcome> outcome =
      replay_trace(engine.deployment, engine.setup, scheduling(), text);
  if (!outcome) {
    Error error = outcome.error();
    error.place.file = shared_.replay;
    return put_failure(output, schema, {error}, 0, ExitCode::wrong_input);
  }
  return put_result(output, replay_text(*outcome, output.chosen() == Format::json),
                    outcome->is_same ? ExitCode::done : ExitCode::check_failed);
}

ExitCode TraceSimulation::put(const ServedTrace& served, const std::vector<Error>& notes,
                              const OutputOptions& output) const {
  show(output.console(), notes);
  const ExitCode code = output.strict && !notes.empty() ? ExitCode::warnings : ExitCode::done;
  return put_result(output,
                    in_form(output, {[&] { return served_json(served, notes); },
                                     [&] { return csv_of(served_table(served)); },
                                     [&] { return served_page(served); }}),
                    code);
}

ExitCode TraceSimulation::compare(const SimulatedEngine& engine,
                                  const OutputOptions& output) const {
  std::vector<std::string> names(compared.begin(), compared.end());
  if (!shared_.policy.empty()) names = {shared_.policy, "first-come"};
  const PolicyQuestion question{engine.deployment, engine.setup, scheduling(),
                                scheduling_.marks(shared_.seed), scheduling_.load()};
  const ComparedPolicies found{
      engine.question.model->id, engine.question.device->id, shared_.seed,
      compare_policies([&] { return requests(shared_.seed); }, question, names),
      evidence_of(engine.question)};
  std::vector<Error> notes;
  if (origin_.trace && origin_.scan.unsorted > 0) notes.push_back(unsorted_note(*origin_.trace));
  show(output.console(), notes);
  const ExitCode code = output.strict && !notes.empty() ? ExitCode::warnings : ExitCode::done;
  return put_result(output,
                    in_form(output, {[&] { return policies_json(found, notes); },
                                     [&] { return csv_of(policies_table(found)); },
                                     [&] { return policies_page(found); }}),
                    code);
}

}  // namespace islet
