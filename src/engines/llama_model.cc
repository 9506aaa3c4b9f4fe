#include "engines/llama_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "engines/llama_cache.h"
#include "engines/llama_calls.h"
#include "engines/llama_draft.h"
#include "engines/llama_parts.h"
#include "engines/llama_sequence.h"
#include "engines/token_draw.h"
#include "net/clock.h"

namespace islet {
namespace {

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

constexpr int stopped = 2;  // llama_decode, when its abort callback says so
constexpr std::uint32_t processor_piece = 64;

struct LoadedParts {
  LlamaModelOwner model;
  LlamaContextOwner context;
  std::unique_ptr<LlamaDraft> draft;
  std::vector<llama_adapter_lora*> adapters;  ///< owned by the model
};

class LlamaModel final : public LoadedModel {
 public:
  LlamaModel(const LoadOrder& order, LoadedParts parts)
      : order_(order),
        parts_(std::move(parts)),
        vocabulary_(llama_model_get_vocab(parts_.model.get())),
        words_(static_cast<std::uint32_t>(llama_vocab_n_tokens(vocabulary_))),
        cache_(parts_.context.get(), order.sequences),
        batch_(order.step_tokens),
        piece_(order.embeds || llama_supports_gpu_offload() ? 0 : processor_piece) {
    llama_set_abort_callback(
        parts_.context.get(), [](void* self) { return static_cast<LlamaModel*>(self)->gives_up(); },
        this);
  }

  Loaded figures() const override {
    Loaded loaded;
    loaded.engine = std::string("llama.cpp ") + llama_version();
    std::string name(256, '\0');
    const std::int32_t length =
        llama_model_meta_val_str(parts_.model.get(), "general.name", name.data(), name.size());
    name.resize(static_cast<std::size_t>(std::clamp(length, 0, 255)));
    loaded.model = name;
    loaded.cache_tokens = llama_n_ctx(parts_.context.get());
    loaded.sequences = order_.sequences;
    loaded.vocabulary = words_;
    loaded.width = static_cast<std::uint32_t>(llama_model_n_embd(parts_.model.get()));
    loaded.threads = static_cast<std::uint32_t>(llama_n_threads(parts_.context.get()));
    loaded.can_park = true;
    loaded.granule = std::max(1U, piece_);
    return loaded;
  }

  Result<SequenceStarted> start(const StartSequence& start) override {
    if (sequences_.contains(start.id)) return refused("the sequence is there already");
    Result<std::vector<std::int32_t>> prompt = prompt_tokens(parts_.model.get(), start);
    if (!prompt) return prompt.error();
    if (prompt->empty()) return refused("the prompt is empty");
    LlamaSequence sequence;
    sequence.id = start.id;
    sequence.prompt = prompt->size();
    sequence.tokens = std::move(*prompt);
    sequence.most = sequence.prompt + std::max(1U, start.most_tokens);
    sequence.tokens.insert(sequence.tokens.end(), start.said.begin(), start.said.end());
    sequence.sampling = start.sampling;
    sequence.adapter = start.adapter;
    sequence.ends_itself = start.ends_itself;
    if (const auto fault = fault_of(sequence)) return *fault;
    const std::optional<LlamaCache::Place> place = cache_.take(sequence.tokens, start.adapter);
    if (!place) return refused("every place is taken");
    sequence.place = place->number;
    sequence.read = place->held;
    if (parts_.draft) parts_.draft->forget(place->number);
    const SequenceStarted started{start.id, static_cast<std::uint32_t>(sequence.prompt),
                                  place->held};
    sequences_.emplace(start.id, std::move(sequence));
    return started;
  }

  Result<SequenceStarted> start(StartTensors /*start*/) override {
    return refused("a language model takes text, not tensors");
  }

  StepDone step(const StepOrder& order) override {
    StepDone done;
    may_stop_ = order.may_stop;
    std::vector<LlamaTask> tasks = tasks_of(order);
    if (parts_.draft) parts_.draft->guess(tasks);
    for (LlamaCall& call : llama_calls(tasks, {piece_, order_.step_tokens})) {
      std::erase_if(call, [](const LlamaTask& task) { return task.sequence->is_over; });
      if (call.empty()) continue;
      if (may_stop_ && is_in_a_hurry()) break;
      if (!run(call, done)) break;
    }
    std::erase_if(sequences_, [](const auto& one) { return one.second.is_over; });
    return done;
  }

  void cancel(SequenceId id) override {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) return;
    if (found->second.place >= 0) cache_.release(found->second.place);
    sequences_.erase(found);
  }

  Result<std::uint64_t> park(SequenceId id) override {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) return refused("no such sequence");
    LlamaSequence& sequence = found->second;
    if (sequence.place < 0) return refused("it is parked already");
    llama_context* context = parts_.context.get();
    sequence.parked.resize(llama_state_seq_get_size(context, sequence.place));
    const std::size_t bytes = llama_state_seq_get_data(context, sequence.parked.data(),
                                                       sequence.parked.size(), sequence.place);
    sequence.parked.resize(bytes);
    cache_.clear(std::exchange(sequence.place, -1));
    return std::uint64_t{bytes};
  }

  std::optional<Error> resume(SequenceId id) override {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) return refused("no such sequence");
    LlamaSequence& sequence = found->second;
    if (sequence.place >= 0) return refused("it is not parked");
    const std::optional<int> place = cache_.take_empty(sequence.adapter);
    if (!place) return refused("every place is taken");
    llama_context* context = parts_.context.get();
    std::size_t bytes =
        llama_state_seq_set_data(context, sequence.parked.data(), sequence.parked.size(), *place);
    if (bytes == 0 && cache_.make_room()) {
      bytes =
          llama_state_seq_set_data(context, sequence.parked.data(), sequence.parked.size(), *place);
    }
    if (bytes == 0) {
      cache_.clear(*place);
      return refused("the cache has no room for it");
    }
    sequence.place = *place;
    sequence.parked = {};
    cache_.note(*place, sequence.tokens, sequence.read);
    if (parts_.draft) parts_.draft->forget(*place);
    return std::nullopt;
  }

 private:
  std::optional<Error> fault_of(const LlamaSequence& sequence) const {
    const std::size_t room = order_.embeds ? order_.step_tokens : order_.cache_tokens;
    const std::size_t needs = order_.embeds ? sequence.tokens.size() : sequence.most;
    if (needs > room) {
      return refused(
          fmt::format("prompt and output take {} tokens, the model is loaded for {}", needs, room));
    }
    if (sequence.adapter < -1 || sequence.adapter >= static_cast<int>(parts_.adapters.size())) {
      return refused(fmt::format("adapter {} is not loaded", sequence.adapter));
    }
    const bool are_known =
        std::all_of(sequence.tokens.begin(), sequence.tokens.end(), [&](std::int32_t token) {
          return token >= 0 && static_cast<std::uint32_t>(token) < words_;
        });
    if (!are_known) return refused("what it said holds tokens that the model does not know");
    return std::nullopt;
  }

  std::vector<LlamaTask> tasks_of(const StepOrder& order) {
    std::vector<LlamaTask> tasks;
    for (const StepItem& item : order.items) {
      const auto found = sequences_.find(item.id);
      if (found == sequences_.end() || found->second.place < 0) continue;
      LlamaSequence& sequence = found->second;
      const bool is_double = std::any_of(tasks.begin(), tasks.end(), [&](const LlamaTask& task) {
        return task.sequence == &sequence;
      });
      if (is_double) continue;
      std::size_t count = std::max<std::size_t>(1, item.prompt_tokens);
      if (order_.embeds) count = sequence.pending();  // one vector needs the whole text at once
      count = std::min({count, sequence.pending(), std::size_t{order_.step_tokens}});
      tasks.push_back({&sequence, count, {}, -1});
    }
    return tasks;
  }

  void use_adapter(int adapter) {
    if (parts_.adapters.empty()) return;
    llama_adapter_lora* one =
        adapter < 0 ? nullptr : parts_.adapters[static_cast<std::size_t>(adapter)];
    float scale = adapter < 0 ? 1.0F : order_.adapters[static_cast<std::size_t>(adapter)].scale;
    llama_set_adapters_lora(parts_.context.get(), &one, adapter < 0 ? 0 : 1, &scale);
  }

  void fill_batch(std::span<LlamaTask> tasks) {
    batch_.clear();
    for (LlamaTask& task : tasks) {
      const LlamaSequence& sequence = *task.sequence;
      for (std::size_t i = 0; i < task.count; ++i) {
        const bool is_last = i + 1 == task.count && task.completes();
        const int index = batch_.add(sequence.tokens[sequence.read + i], sequence.read + i,
                                     sequence.place, is_last || order_.embeds);
        if (is_last) task.first_scores = index;
      }
      for (std::size_t i = 0; i < task.guesses.size(); ++i) {
        batch_.add(task.guesses[i], sequence.tokens.size() + i, sequence.place, true);
      }
    }
  }

  /// Whether the call under way is given up for who is in a hurry: what it did is lost then.
  bool gives_up() const {
    constexpr Duration short_wait = 100.0 * millisecond;
    if (!may_stop_ || !is_in_a_hurry()) return false;
    const Duration done = between(call_began_, monotonic_now());
    const Duration left = usual_ - done;
    return left > done || left > short_wait;
  }

  int decode(std::span<const LlamaTask> tasks) {
    CallPace& pace = tasks.front().sequence->speaks() ? speaking_ : reading_;
    usual_ = pace.time(batch_.size());
    call_began_ = monotonic_now();
    int fault = llama_decode(parts_.context.get(), batch_.raw());
    if (fault == 1 && cache_.make_room()) {
      fault = llama_decode(parts_.context.get(), batch_.raw());
    }
    if (fault == 0) pace.learn(between(call_began_, monotonic_now()), batch_.size());
    return fault;
  }

  /// False when it was stopped: as if the call had not been.
  bool run(std::span<LlamaTask> tasks, StepDone& done) {
    use_adapter(tasks.front().sequence->adapter);
    fill_batch(tasks);
    const int fault = decode(tasks);
    if (fault == stopped) {
      for (LlamaTask& task : tasks) cache_.cut(task.sequence->place, task.sequence->read);
      return false;
    }
    done.tokens += batch_.size();
    for (LlamaTask& task : tasks) {
      SequenceOutput& output = output_of(task.sequence->id, done);
      if (fault != 0) {
        output.end = SequenceEnd::failed;
      } else if (order_.embeds) {
        put_embedding(*task.sequence, output);
      } else {
        advance(task, output, done);
      }
      finish(*task.sequence, output, fault != 0);
    }
    return true;
  }

  /// One for a sequence, however many calls it took.
  static SequenceOutput& output_of(SequenceId id, StepDone& done) {
    const auto found = std::find_if(done.outputs.begin(), done.outputs.end(),
                                    [&](const SequenceOutput& one) { return one.id == id; });
    if (found != done.outputs.end()) return *found;
    done.outputs.emplace_back().id = id;
    return done.outputs.back();
  }

  /// Counts what was read, and says what follows from it.
  void advance(LlamaTask& task, SequenceOutput& output, StepDone& done) {
    LlamaSequence& sequence = *task.sequence;
    const bool completes = task.completes();
    sequence.read += task.count;
    if (!completes) {
      output.prompt_left = static_cast<std::uint32_t>(sequence.pending());
      cache_.note(sequence.place, sequence.tokens, sequence.read);
      return;
    }
    output.prompt_left = 0;
    done.guessed += static_cast<std::uint32_t>(task.guesses.size());
    for (std::size_t i = 0; i <= task.guesses.size() && output.end == SequenceEnd::none; ++i) {
      const std::int32_t token = drawn_token(
          scores_at(parts_.context.get(), task.first_scores + static_cast<int>(i), words_),
          sequence.sampling, sequence.tokens.size());
      say(sequence, token, output);
      if (i == task.guesses.size() || token != task.guesses[i]) break;
      ++done.accepted;
      if (output.end == SequenceEnd::none) ++sequence.read;
    }
    if (!task.guesses.empty()) cache_.cut(sequence.place, sequence.read);
    cache_.note(sequence.place, sequence.tokens, sequence.read);
  }

  void say(LlamaSequence& sequence, std::int32_t token, SequenceOutput& output) const {
    if (sequence.ends_itself && llama_vocab_is_eog(vocabulary_, token)) {
      output.end = SequenceEnd::stop;
      return;
    }
    sequence.tokens.push_back(token);
    output.tokens.push_back(token);
    output.text += token_text(vocabulary_, token);
    if (sequence.tokens.size() >= sequence.most) output.end = SequenceEnd::length;
  }

  /// At length one, as those who compare vectors expect.
  void put_embedding(const LlamaSequence& sequence, SequenceOutput& output) const {
    const float* values = llama_get_embeddings_seq(parts_.context.get(), sequence.place);
    output.end = values == nullptr ? SequenceEnd::failed : SequenceEnd::stop;
    if (values == nullptr) return;
    const auto width = static_cast<std::size_t>(llama_model_n_embd(parts_.model.get()));
    std::vector<float> vector(values, values + width);
    double squares = 0;
    for (const float value : vector) squares += static_cast<double>(value) * value;
    const auto length = static_cast<float>(std::sqrt(squares));
    for (float& value : vector) value = length > 0 ? value / length : value;
    Tensor tensor{"embedding", TensorKind::f32, {1, static_cast<std::int64_t>(width)}, ""};
    tensor.bytes.resize(width * sizeof(float));
    std::memcpy(tensor.bytes.data(), vector.data(), tensor.bytes.size());
    output.outputs.push_back(std::move(tensor));
  }

  void finish(LlamaSequence& sequence, const SequenceOutput& output, bool is_broken) {
    if (output.end == SequenceEnd::none) return;
    // What is in the cache after a fault, or of a pooled text, is of no use to others.
    if (is_broken || order_.embeds) {
      cache_.clear(sequence.place);
    } else {
      cache_.release(sequence.place);
    }
    sequence.is_over = true;
  }

  LoadOrder order_;
  LoadedParts parts_;
  const llama_vocab* vocabulary_;
  std::uint32_t words_;
  LlamaCache cache_;
  LlamaBatch batch_;
  std::uint32_t piece_;  ///< see `CallLimits`
  bool may_stop_ = false;
  CallPace reading_;
  CallPace speaking_;
  Duration usual_{};  ///< of the call under way
  Instant call_began_;
  std::map<SequenceId, LlamaSequence> sequences_;
};

std::optional<Error> fault_of_order(const LoadOrder& order) {
  if (order.sequences < 1 || order.sequences > 256) return refused("sequences must be 1 to 256");
  if (order.step_tokens < 1 || order.step_tokens > 8192) {
    return refused("tokens of a step must be 1 to 8192");
  }
  if (order.cache_tokens < 16) return refused("the cache must hold at least 16 tokens");
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_llama_model(const LoadOrder& order,
                                                      const std::string& libraries) {
  if (const auto fault = fault_of_order(order)) return *fault;
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  ggml_backend_load_all_from_path(libraries.c_str());
  llama_backend_init();
  Result<LlamaModelOwner> model = load_llama_file(order.file);
  if (!model) return model.error();
  LoadedParts parts;
  parts.model = std::move(*model);
  parts.context.reset(llama_init_from_model(parts.model.get(), context_settings(order)));
  if (!parts.context) return refused("no memory for the cache");
  for (const AdapterFile& adapter : order.adapters) {
    llama_adapter_lora* loaded = llama_adapter_lora_init(parts.model.get(), adapter.file.c_str());
    if (loaded == nullptr) return refused("cannot load the adapter `" + adapter.file + "`");
    parts.adapters.push_back(loaded);
  }
  if (!order.draft_file.empty()) {
    Result<std::unique_ptr<LlamaDraft>> draft = LlamaDraft::load(order, parts.model.get());
    if (!draft) return draft.error();
    parts.draft = std::move(*draft);
  }
  return std::unique_ptr<LoadedModel>(std::make_unique<LlamaModel>(order, std::move(parts)));
}

}  // namespace islet
