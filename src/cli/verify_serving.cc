#include "cli/verify_serving.h"

#include <utility>

#include "cli/data_folder.h"
#include "cli/input.h"
#include "cli/result_output.h"
#include "sim/serve_trace.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/verify-serving/1";

/// "Qwen/Qwen3-32B" is Qwen3-32B of the maker Qwen.
std::string without_maker(const std::string& model) {
  return model.substr(model.find_last_of('/') + 1);
}

}  // namespace

void VerifyServing::declare(CLI::App& app) {
  app.add_option("FILE", file_, "table of recorded requests; none: those that are shipped");
  engine_.declare(app);
  catalog_.declare(app);
  output_.declare(app);
}

std::variant<ReplayedRun, RunRefusal> VerifyServing::replayed(const RecordedRun& run) const {
  const std::string model = without_maker(run.model);
  const LoadedCatalog loaded = load_few_records(catalog_, {model, run.hardware});
  if (loaded.code != ExitCode::done) return RunRefusal{loaded.list, loaded.code};
  auto made = engine_.engine(loaded.catalog, model, run.hardware, recorded_settings(run));
  if (auto* refused = std::get_if<RunRefusal>(&made)) return std::move(*refused);
  const SimulatedEngine& engine = std::get<SimulatedEngine>(made);
  RecordedRequests requests(run);
  return ReplayedRun{run.hardware,
                     run.model,
                     engine.question.device->id,
                     engine.question.layout,
                     engine.setup.engine,
                     static_cast<std::int64_t>(run.requests.size()),
                     run.first_token_s.summary(),
                     run.end_to_end_s.summary(),
                     serve_trace(requests, engine.deployment, engine.setup).summary};
}

ExitCode VerifyServing::run() const {
  if (const auto refusal = output_refusal(output_)) {
    return put_failure(output_, schema, {*refusal}, 0, ExitCode::wrong_use);
  }
  std::string file = file_;
  if (file.empty()) {
    const Result<std::string> folder = find_data_folder();
    if (!folder) return put_failure(output_, schema, {folder.error()}, 0, ExitCode::data_missing);
    file = *folder + "/traces/vllm_0_19_requests.csv";
  }
  Faults faults;
  const std::vector<RecordedRun> runs = read_recorded_runs(file, faults);
  if (faults.has_errors()) {
    const std::vector<Error> list = faults.sorted();
    return put_failure(output_, schema, list, faults.count(), exit_code_for(list));
  }
  std::vector<ReplayedRun> replays;
  for (const RecordedRun& run : runs) {
    auto replay = replayed(run);
    if (const auto* refused = std::get_if<RunRefusal>(&replay)) {
      return put_failure(output_, schema, refused->list, 0, refused->code);
    }
    replays.push_back(std::move(std::get<ReplayedRun>(replay)));
  }
  return put_result(output_,
                    in_form(output_, {[&] { return replay_json(replays); },
                                      [&] { return csv_of(replay_table(replays)); },
                                      [&] { return replay_page(replays); }}),
                    ExitCode::done);
}

}  // namespace islet
