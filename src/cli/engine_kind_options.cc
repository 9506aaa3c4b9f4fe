#include "cli/engine_kind_options.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "knowledge/operands.h"
#include "perf/lora_serving.h"
#include "perf/memory.h"
#include "perf/speculation.h"
#include "sim/engine_tuning.h"

namespace islet {
namespace {

constexpr const char* group = "Engine";

Error does_not_go(std::string what, std::string hint) {
  return {{}, std::move(what), std::move(hint), "V5", ""};
}

}  // namespace

void EngineKindOptions::declare(CLI::App& app) {
  app.add_option("--draft", draft_,
                 "speculative decoding: a draft model on the same devices, or "
                 "ngram")
      ->type_name("NAME")
      ->group(group);
  app.add_option("--draft-length", draft_length_, "tokens of a draft")
      ->check(CLI::Range(1, 15).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--acceptance", acceptance_, "chance that a drafted token is right")
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--adapters", adapters_, "each request wants one of so many adapters")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N")
      ->group(group);
  app.add_option("--adapter-slots", adapter_slots_, "adapters that an engine holds at one time")
      ->check(CLI::Range(1, 4096).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--adapter-rank", adapter_rank_, "of the largest")
      ->check(CLI::Range(1, 512).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--prompt-replicas", prompt_replicas_,
                 "engines that compute prompts only and hand them over")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("N")
      ->group(group);
  app.add_option("--link", link_, "with --prompt-replicas: what the cache is sent over")
      ->capture_default_str()
      ->group(group);
  app.add_option("--slots", slots_,
                 "as llama.cpp: so many requests, each with an even share of "
                 "the cache")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N")
      ->group(group);
  app.add_option("--start-up", start_up_s_, "seconds until the engines are up")
      ->check(CLI::Range(0.0, 86400.0).description(""))
      ->type_name("SECONDS")
      ->group(group);
}

std::optional<Error> EngineKindOptions::apply_draft(const Catalog& catalog,
                                                    const RunQuestion& question,
                                                    EngineSettings& engine) const {
  if (draft_.empty()) return std::nullopt;
  Drafting drafting{draft_length_, acceptance_, std::nullopt};
  if (draft_ != "ngram") {
    const ModelChoice* choice = find_choice(catalog, draft_);
    const Model* model = find_model(catalog, choice != nullptr ? choice->model : draft_);
    if (model == nullptr || !model->shape) {
      return Error{{},
                   fmt::format("no language model is called `{}`", draft_),
                   "`--draft` takes one of `islet catalog list models`, or ngram.",
                   "D2",
                   ""};
    }
    Layout layout = question.layout;
    layout.weights = choice != nullptr ? choice->weights : layout.weights;
    if (const auto no = refusal(*model, *question.device, layout)) {
      return does_not_go("the draft cannot run there: " + no->why, "Take a smaller draft.");
    }
    const int blocks = sequences_with_draft(*question.device, {*question.model, question.layout},
                                            {*model, layout}, block_tokens * token, draft_length_);
    engine.cache_blocks = std::min<std::int64_t>(engine.cache_blocks, blocks);
    if (engine.cache_blocks < 1) {
      return does_not_go("the draft leaves no memory for a cache", "Take a smaller draft.");
    }
    drafting.draft.emplace(*model, *question.device, layout,
                           serving_tuning(question.engine, *question.device));
  }
  engine.drafting = std::move(drafting);
  return std::nullopt;
}

std::optional<Error> EngineKindOptions::apply_adapters(const RunQuestion& question,
                                                       EngineSettings& engine) const {
  if (adapters_ == 0) return std::nullopt;
  Adapter largest;
  largest.rank = adapter_rank_;
  const Accelerator& device = *question.device;
  if (!device.unified_memory && !(device.host_link > Bandwidth())) {
    return does_not_go("nothing is known of how " + device.name + " is linked to its host",
                       "Adapters are loaded over that link.");
  }
  const Bytes taken = slot_memory(*question.model, question.layout, largest, adapter_slots_);
  const BytesPerToken each = cache_bytes_per_token(*question.model, question.layout);
  if (each > BytesPerToken()) {
    engine.cache_blocks -=
        static_cast<std::int64_t>(std::ceil(taken / (each * (block_tokens * token))));
  }
  if (engine.cache_blocks < 1) {
    return does_not_go(fmt::format("{} adapter slots leave no memory for a cache", adapter_slots_),
                       "Take fewer `--adapter-slots`.");
  }
  engine.adapters = AdapterService{
      *question.model, device,         question.layout,
      largest,         adapter_slots_, adapter_load_time(*question.model, device, largest)};
  return std::nullopt;
}

/// llama.cpp's server cuts its context into slots of one size: nothing is paged or pre-empted.
std::optional<Error> EngineKindOptions::apply_slots(const RunQuestion& question,
                                                    EngineSettings& engine) const {
  if (slots_ == 0) return std::nullopt;
  const std::int64_t each = engine.cache_blocks / slots_ * block_tokens;
  if (each < block_tokens) {
    return does_not_go(fmt::format("{} slots leave no cache for each", slots_), "");
  }
  CHECK(question.model->shape.has_value());
  engine.max_sequences = slots_;
  engine.token_budget = std::max(engine.token_budget, slots_);
  engine.context_max =
      static_cast<int>(std::min<std::int64_t>(question.model->shape->context, each));
  engine.keeps_prefixes = false;
  return std::nullopt;
}

std::optional<Error> EngineKindOptions::apply_prompts(const RunQuestion& question,
                                                      ServingSetup& setup) const {
  if (prompt_replicas_ == 0) return std::nullopt;
  const Result<Bandwidth> link = quantity_operand<Bandwidth>(link_, "25 GB/s");
  if (!link) return link.error();
  if (!(*link > Bandwidth())) return does_not_go("`--link` is nothing", "Take 25 GB/s.");
  setup.prompt_replicas = prompt_replicas_;
  // Each device of a replica sends its own share side by side with the others.
  setup.transfer = cache_bytes_per_token(*question.model, question.layout) * token / *link;
  return std::nullopt;
}

std::optional<RunRefusal> EngineKindOptions::apply(const Catalog& catalog,
                                                   const RunQuestion& question,
                                                   ServingSetup& setup) const {
  std::optional<Error> wrong = apply_draft(catalog, question, setup.engine);
  if (!wrong) wrong = apply_adapters(question, setup.engine);
  if (!wrong) wrong = apply_slots(question, setup.engine);
  if (!wrong) wrong = apply_prompts(question, setup);
  setup.engine.start_up = start_up_s_ * second;
  if (wrong) return RunRefusal{{*wrong}, ExitCode::wrong_input};
  return std::nullopt;
}

}  // namespace islet
