#include "cli/engine_options.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "sim/engine_tuning.h"

namespace islet {
namespace {

constexpr int batch_max = 65536;
constexpr int budget_max = 1 << 20;
constexpr int ranks_max = 1024;
constexpr std::int64_t blocks_max = 1'000'000'000;

void check_range(std::vector<Error>& list, const char* option, std::int64_t value,
                 std::int64_t most) {
  if (value >= 1 && value <= most) return;
  list.push_back({{},
                  fmt::format("`{}` is {}, must be from 1 to {}", option, value, most),
                  "Leave the option out for what is usual.",
                  "V2",
                  ""});
}

RunRefusal no_room(const RunQuestion& question) {
  const auto why = memory_refusal(*question.model, *question.device, question.layout,
                                  {.sequences = 1, .context = block_tokens * token});
  return {{{{},
            why ? why->why : question.device->name + " has no memory for a cache",
            "Take a narrower --precision, a split, or a larger device.",
            "V5",
            ""}},
          ExitCode::no_answer};
}

}  // namespace

void EngineOptions::declare(CLI::App& app) {
  run_.declare_engine(app);
  app.add_option("--data-parallel", data_parallel_, "ranks that share the experts")
      ->capture_default_str();
  app.add_option("--max-batch", max_batch_, "sequences at one time in each rank; else 256");
  app.add_option("--token-budget", token_budget_, "tokens of one step; else 2048");
  app.add_option("--cache-blocks", cache_blocks_,
                 "blocks of 16 tokens in each rank; else what memory holds");
}

void EngineOptions::declare_kinds(CLI::App& app) { kinds_.declare(app); }

std::vector<Error> EngineOptions::faults(const EngineSettings& settings) const {
  std::vector<Error> list;
  check_range(list, "--data-parallel", data_parallel_, ranks_max);
  check_range(list, "--max-batch", settings.max_sequences, batch_max);
  check_range(list, "--token-budget", settings.token_budget, budget_max);
  if (cache_blocks_) check_range(list, "--cache-blocks", *cache_blocks_, blocks_max);
  if (list.empty() && settings.token_budget < settings.max_sequences) {
    list.push_back(
        {{},
         fmt::format("`--token-budget` is {}, must be at least `--max-batch`, which is {}",
                     settings.token_budget, settings.max_sequences),
         "Every sequence in decoding takes one token of the budget.",
         "V5",
         ""});
  }
  return list;
}

std::variant<SimulatedEngine, RunRefusal> EngineOptions::engine(const Catalog& catalog,
                                                                const std::string& model,
                                                                const std::string& device,
                                                                EngineSettings usual) const {
  usual.max_sequences = max_batch_.value_or(usual.max_sequences);
  usual.token_budget = token_budget_.value_or(std::max(usual.token_budget, usual.max_sequences));
  usual.cache_blocks = cache_blocks_.value_or(usual.cache_blocks);
  usual.ranks = data_parallel_;
  if (std::vector<Error> list = faults(usual); !list.empty()) {
    return RunRefusal{std::move(list), ExitCode::wrong_input};
  }
  RunOptions run = run_;
  run.set_model(model, "vllm");
  auto asked = run.question(catalog, device);
  if (auto* refused = std::get_if<RunRefusal>(&asked)) return std::move(*refused);
  RunQuestion& question = std::get<RunQuestion>(asked);
  if (!question.model->shape) {
    return RunRefusal{{{{},
                        question.model->name + " is no language model",
                        "Other models have no tokens; see `islet predict`.",
                        "V5",
                        ""}},
                      ExitCode::wrong_input};
  }
  question.layout.data_parallel = data_parallel_;
  Deployment deployment(*question.model, *question.device, question.layout,
                        serving_tuning(question.engine, *question.device));
  if (usual.cache_blocks == 0) {
    usual.cache_blocks =
        deployment.sequences_that_fit(block_tokens * token, std::numeric_limits<int>::max());
  }
  if (usual.cache_blocks < 1) return no_room(question);
  usual.context_max = question.model->shape->context;
  ServingSetup setup{.engine = usual, .replicas = question.replicas, .warm_up = {}};
  if (auto refused = kinds_.apply(catalog, question, setup)) return std::move(*refused);
  return SimulatedEngine{question, std::move(deployment), setup};
}

}  // namespace islet
