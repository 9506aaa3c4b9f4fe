// Measures an engine through its worker: loading, reading, speaking alone and beside others,
// parking, drafts. `islet_engine_measure MODEL.gguf [THREADS [DRAFT.gguf]]`, or `--tiny` with the
// fake engine.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>
#include <vector>

#include <poll.h>

#include "engines/engine.h"
#include "engines/worker_program.h"
#include "net/clock.h"

namespace islet {
namespace {

/// Orders and waits; ends the program when the engine does not answer as it should.
class Measured {
 public:
  explicit Measured(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

  template <class T>
  T ask(const EngineOrder& order) {
    engine_->order(order);
    while (true) {
      while (!reports_.empty()) {
        EngineReport report = std::move(reports_.front());
        reports_.erase(reports_.begin());
        if (T* found = std::get_if<T>(&report)) return std::move(*found);
        if (const auto* refused = std::get_if<OrderRefused>(&report))
          return fail(refused->why), T{};
        if (const auto* gone = std::get_if<EngineGone>(&report)) return fail(gone->why), T{};
      }
      struct pollfd one {};
      one.fd = engine_->descriptor();
      one.events = static_cast<short>(POLLIN | (engine_->has_unsent() ? POLLOUT : 0));
      ::poll(&one, 1, 100);
      engine_->look(monotonic_now(), reports_);
    }
  }
  void tell(const EngineOrder& order) { engine_->order(order); }
  bool has_failed() const { return has_failed_; }

 private:
  void fail(const std::string& why) {
    std::fprintf(stderr, "the engine: %s\n", why.c_str());
    has_failed_ = true;
  }

  std::unique_ptr<Engine> engine_;
  std::vector<EngineReport> reports_;
  bool has_failed_ = false;
};

struct Setup {
  std::string worker = "fake";
  LoadOrder load;
  std::uint32_t prompt = 512;
  std::uint32_t reply = 64;
};

void begin(Measured& engine, const Setup& setup, std::uint64_t id, std::uint32_t prompt) {
  StartSequence start;
  start.id = SequenceId{id};
  for (std::uint32_t i = 0; i < prompt; ++i) {
    start.tokens.push_back(
        static_cast<std::int32_t>(300 + (std::uint64_t{i} * 7919 + id * 104729) % 1700));
  }
  start.most_tokens = 100'000;
  start.most_tokens = setup.load.cache_tokens / setup.load.sequences - prompt;
  start.ends_itself = false;
  engine.ask<SequenceStarted>(start);
}

/// Tokens a second of `count` sequences that speak together; what the engine itself took, and what
/// it took to ask and hear.
void speak(Measured& engine, const Setup& setup, std::uint64_t first_id, std::uint32_t count) {
  StepOrder order;
  for (std::uint32_t i = 0; i < count; ++i) {
    begin(engine, setup, first_id + i, 16);
    order.items.push_back({SequenceId{first_id + i}, 16});
  }
  engine.ask<StepDone>(order);
  const std::uint64_t cpu_before = engine.ask<Pong>(Ping{1}).cpu_ns;
  std::uint64_t compute_ns = 0;
  std::uint64_t said = 0;
  std::uint64_t guessed = 0;
  std::uint64_t accepted = 0;
  const Instant start = monotonic_now();
  for (std::uint32_t i = 0; i < setup.reply && !engine.has_failed(); ++i) {
    const auto done = engine.ask<StepDone>(order);
    compute_ns += done.compute_ns;
    guessed += done.guessed;
    accepted += done.accepted;
    for (const SequenceOutput& output : done.outputs) said += output.tokens.size();
  }
  const double took = between(start, monotonic_now()) / second;
  std::printf("speak %2u sequences  %8.1f tokens/s, %6.2f ms a step, asking %5.1f us a step", count,
              static_cast<double>(said) / took, took / setup.reply * 1e3,
              (took - static_cast<double>(compute_ns) * 1e-9) / setup.reply * 1e6);
  const std::uint64_t cpu = engine.ask<Pong>(Ping{2}).cpu_ns - cpu_before;
  std::printf(", %.1f tokens per s of processor",
              static_cast<double>(said) / std::max(1e-9, static_cast<double>(cpu) * 1e-9));
  if (guessed > 0) {
    std::printf(", %.0f %% of %llu guesses kept",
                100.0 * static_cast<double>(accepted) / static_cast<double>(guessed),
                static_cast<unsigned long long>(guessed));
  }
  std::printf("\n");
  for (std::uint32_t i = 0; i < count; ++i) engine.tell(CancelSequence{SequenceId{first_id + i}});
}

/// How long a step is, and what is lost, when a prompt is read in smaller pieces.
void read_in_pieces(Measured& engine, const Setup& setup, std::uint64_t id, std::uint32_t piece) {
  begin(engine, setup, id, setup.prompt);
  const std::uint64_t cpu_before = engine.ask<Pong>(Ping{1}).cpu_ns;
  std::uint32_t steps = 0;
  for (std::uint32_t read = 0; read < setup.prompt && !engine.has_failed(); read += piece) {
    engine.ask<StepDone>(StepOrder{1, {{SequenceId{id}, piece}}});
    ++steps;
  }
  const double cpu_s = static_cast<double>(engine.ask<Pong>(Ping{2}).cpu_ns - cpu_before) * 1e-9;
  std::printf("read by %3u tokens  %.1f ms of processor a step, %.1f tokens per s of processor\n",
              piece, cpu_s / steps * 1e3, setup.prompt / std::max(1e-9, cpu_s));
  engine.tell(CancelSequence{SequenceId{id}});
}

void park(Measured& engine, const Setup& setup) {
  begin(engine, setup, 90, setup.prompt);
  for (std::uint32_t read = 0; read <= setup.prompt; read += setup.load.step_tokens) {
    engine.ask<StepDone>(StepOrder{1, {{SequenceId{90}, setup.load.step_tokens}}});
  }
  std::vector<double> out;
  std::vector<double> back;
  std::uint64_t bytes = 0;
  for (int i = 0; i < 9 && !engine.has_failed(); ++i) {
    const auto parked = engine.ask<SequenceParked>(ParkSequence{SequenceId{90}});
    bytes = parked.bytes;
    out.push_back(static_cast<double>(parked.took_ns) * 1e-6);
    back.push_back(
        static_cast<double>(engine.ask<SequenceResumed>(ResumeSequence{SequenceId{90}}).took_ns) *
        1e-6);
  }
  std::sort(out.begin(), out.end());
  std::sort(back.begin(), back.end());
  std::printf("park %u tokens       %.2f ms, resume %.2f ms, %.2f MB\n", setup.prompt,
              out[out.size() / 2], back[back.size() / 2], static_cast<double>(bytes) / 1e6);
  engine.tell(CancelSequence{SequenceId{90}});
}

int measure(const Setup& setup) {
  const Result<std::string> program = worker_program(setup.worker);
  Result<std::unique_ptr<Engine>> worker =
      program ? start_worker(*program, EngineLimits{}, monotonic_now())
              : Result<std::unique_ptr<Engine>>(program.error());
  if (!worker) {
    std::fprintf(stderr, "%s\n", worker.error().text().c_str());
    return 1;
  }
  Measured engine(std::move(*worker));
  const auto loaded = engine.ask<Loaded>(setup.load);
  if (engine.has_failed()) return 1;
  std::printf("%s, %s, %u threads\n", loaded.engine.c_str(), loaded.model.c_str(), loaded.threads);
  std::printf("load               %.3f s, %.0f MB resident\n",
              static_cast<double>(loaded.load_ns) * 1e-9,
              static_cast<double>(loaded.resident_bytes) / 1e6);
  begin(engine, setup, 1, setup.prompt);
  const std::uint64_t cpu_before = engine.ask<Pong>(Ping{1}).cpu_ns;
  const auto done = engine.ask<StepDone>(StepOrder{1, {{SequenceId{1}, setup.prompt}}});
  const std::uint64_t cpu = engine.ask<Pong>(Ping{2}).cpu_ns - cpu_before;
  std::printf("read %u tokens     %.1f tokens/s, %.1f tokens per s of processor\n", setup.prompt,
              done.tokens / (static_cast<double>(done.compute_ns) * 1e-9),
              done.tokens / std::max(1e-9, static_cast<double>(cpu) * 1e-9));
  engine.tell(CancelSequence{SequenceId{1}});
  std::uint64_t id = 100;
  for (const std::uint32_t piece : {8U, 16U, 32U, 40U, 48U, 64U, 128U, 256U}) {
    read_in_pieces(engine, setup, ++id, piece);
  }
  for (const std::uint32_t count : {1U, 4U, 8U}) speak(engine, setup, id += 10, count);
  park(engine, setup);
  return engine.has_failed() ? 1 : 0;
}

}  // namespace
}  // namespace islet

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  islet::Setup setup;
  setup.load.sequences = 8;
  setup.load.cache_tokens = 8192;
  if (words.empty()) {
    std::fprintf(stderr, "islet_engine_measure MODEL.gguf [THREADS [DRAFT.gguf]] | --tiny\n");
    return 2;
  }
  if (words[0] == "--tiny") {
    setup.load.file = "fake";
    setup.reply = 4;
    return islet::measure(setup);
  }
  setup.worker = "llama";
  setup.load.file = words[0];
  if (words.size() > 1) {
    std::from_chars(words[1].data(), words[1].data() + words[1].size(), setup.load.threads);
  }
  if (words.size() > 2) setup.load.draft_file = words[2];
  return islet::measure(setup);
}
