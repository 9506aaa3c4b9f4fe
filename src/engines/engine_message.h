// What a gateway and an engine's worker say to each other. Orders go to the worker, reports come
// back; every list and text has a limit, so that neither can exhaust the other.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace islet {

/// Given by the one who orders; never used twice on one engine.
enum class SequenceId : std::uint64_t {};

struct AdapterFile {
  std::string file;
  float scale = 1.0F;
};

// ---- orders

struct Ping {
  std::uint64_t number = 0;
};

/// First of all orders, given once.
struct LoadOrder {
  std::string file;
  std::string draft_file;  ///< a smaller model that guesses ahead; empty: none
  std::vector<AdapterFile> adapters;
  std::uint32_t cache_tokens = 4096;  ///< of all sequences together
  std::uint32_t sequences = 8;        ///< at one time, parked ones not counted
  std::uint32_t threads = 1;
  std::uint32_t step_tokens = 512;  ///< most tokens of one step
  std::uint32_t draft_tokens = 4;   ///< guessed ahead with a draft
  bool embeds = false;              ///< a language model answers with vectors, not with text
  // Of a model on another server, both above 0:
  std::uint32_t silence_ms = 5'000;   ///< it may say nothing for so long, nor to a probe
  std::uint32_t answer_ms = 120'000;  ///< it may say nothing of a request while it answers probes
};

struct ChatTurn {
  std::string role;
  std::string content;
};

/// How the next token is drawn. The same seed gives the same text, however often it was stopped.
struct Sampling {
  float temperature = 0.0F;  ///< 0: always the likeliest
  float top_p = 1.0F;
  std::uint32_t top_k = 0;  ///< 0: all
  std::uint64_t seed = 0;
};

/// A prompt: tokens when there are any, else turns of a chat, else text.
struct StartSequence {
  SequenceId id{};
  std::vector<std::int32_t> tokens;
  std::vector<ChatTurn> turns;
  std::string text;
  std::vector<std::int32_t> said;  ///< tokens that were put out before; it goes on after them
  Sampling sampling;
  std::uint32_t most_tokens = 256;  ///< of output, `said` included
  std::int32_t adapter = -1;        ///< index of the load order's list
  bool ends_itself = true;          ///< stops at the model's end mark
};

/// Numbers as the network file format names them.
enum class TensorKind : std::uint8_t { f32 = 1, u8 = 2, i32 = 6, i64 = 7 };

struct Tensor {
  std::string name;
  TensorKind kind = TensorKind::f32;
  std::vector<std::int64_t> shape;
  std::string bytes;  ///< little-endian
};

/// Inputs of a network; the first extent is the batch.
struct StartTensors {
  SequenceId id{};
  std::vector<Tensor> inputs;
};

/// One sequence in a step: it reads at most so many tokens of its prompt, or says the next.
struct StepItem {
  SequenceId id{};
  std::uint32_t prompt_tokens = 0;
};
struct StepOrder {
  std::uint64_t number = 0;
  std::vector<StepItem> items;
  bool may_stop = false;  ///< ends without having done anything when it is told to hurry
};
struct CancelSequence {
  SequenceId id{};
};
/// Set aside: its cache goes out of the engine's into memory of its own.
struct ParkSequence {
  SequenceId id{};
};
struct ResumeSequence {
  SequenceId id{};
};
struct Unload {};

using EngineOrder = std::variant<Ping, LoadOrder, StartSequence, StartTensors, StepOrder,
                                 CancelSequence, ParkSequence, ResumeSequence, Unload>;

// ---- reports

struct Pong {
  std::uint64_t number = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t steps = 0;
  std::uint64_t busy_ns = 0;  ///< in steps, by the clock
  std::uint64_t cpu_ns = 0;   ///< of the whole program, all threads
  std::string gone;           ///< why the model is there no longer, with all it held; empty: it is
};
struct Loaded {
  std::string engine;  ///< "llama.cpp v0.5.0"
  std::string model;   ///< the name that the file gives
  std::uint32_t cache_tokens = 0;
  std::uint32_t sequences = 0;
  std::uint32_t vocabulary = 0;  ///< 0: no language model
  std::uint32_t width = 0;       ///< of its vectors
  std::uint64_t resident_bytes = 0;
  std::uint64_t load_ns = 0;
  std::uint32_t threads = 0;
  bool can_park = false;
  std::uint32_t granule = 1;   ///< a step of a multiple of so many tokens is done best
  bool gathers = false;        ///< batches by itself: its steps only gather what came
  bool can_continue = true;    ///< goes on after tokens that another engine put out
  std::vector<Tensor> inputs;  ///< of a network, without bytes; extents below 1 are open
  std::vector<Tensor> outputs;
};
struct SequenceStarted {
  SequenceId id{};
  std::uint32_t prompt_tokens = 0;
  std::uint32_t reused_tokens = 0;  ///< that were in the cache already
};
enum class SequenceEnd : std::uint8_t { none, stop, length, failed };

struct SequenceOutput {
  SequenceId id{};
  std::uint32_t prompt_left = 0;     ///< tokens of the prompt that are still to be read
  std::uint32_t prompt_tokens = 0;   ///< of one that could not be counted at its start; else 0
  std::vector<std::int32_t> tokens;  ///< -1: one whose number is not known
  std::string text;                  ///< bytes; a character may be cut between two outputs
  std::vector<Tensor> outputs;       ///< of a network, or one named "embedding"
  SequenceEnd end = SequenceEnd::none;
  std::string fault;  ///< with `failed`: why; empty: out of cache
};
struct StepDone {
  std::uint64_t number = 0;
  std::uint64_t compute_ns = 0;
  std::uint64_t cpu_ns = 0;    ///< of the whole program since it started, all threads
  std::uint32_t tokens = 0;    ///< that went through the model
  std::uint32_t guessed = 0;   ///< by the draft
  std::uint32_t accepted = 0;  ///< of these
  std::vector<SequenceOutput> outputs;
  std::string gone;  ///< why the model is there no longer, with all it held; empty: it is
};
struct SequenceParked {
  SequenceId id{};
  std::uint64_t bytes = 0;
  std::uint64_t took_ns = 0;
};
struct SequenceResumed {
  SequenceId id{};
  std::uint64_t took_ns = 0;
};
/// An order that was not carried out. `id` is that of the sequence; 0 when it was none.
struct OrderRefused {
  SequenceId id{};
  std::string why;
};
/// Said by nobody: the engine has ended, and all it held is lost.
struct EngineGone {
  std::string why;
};

using EngineReport = std::variant<Pong, Loaded, SequenceStarted, StepDone, SequenceParked,
                                  SequenceResumed, OrderRefused, EngineGone>;

}  // namespace islet
