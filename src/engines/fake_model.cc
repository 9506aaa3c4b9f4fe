#include "engines/fake_model.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::int32_t vocabulary = 10'000;
constexpr std::uint32_t reply_at_least = 8;

/// Mixes whole numbers (the finish of SplitMix64).
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
  value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
  return value ^ value >> 31U;
}

struct Behaviour {
  std::map<std::string, std::string, std::less<>> keys;

  std::uint64_t number(std::string_view key) const {
    const auto found = keys.find(key);
    std::uint64_t value = 0;
    if (found == keys.end()) return 0;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
  }
};

Behaviour behaviour_of(const std::string& file) {
  Behaviour behaviour;
  const std::size_t mark = file.find('?');
  if (mark == std::string::npos) return behaviour;
  for (const std::string_view pair : split(std::string_view(file).substr(mark + 1), '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size() - 1);
    behaviour.keys[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
  }
  return behaviour;
}

struct FakeSequence {
  std::uint64_t key = 0;  ///< of its prompt and its way of drawing
  std::uint32_t prompt_left = 0;
  std::uint32_t said = 0;
  std::uint32_t most = 0;
  bool ends_itself = true;
  bool is_parked = false;
  std::vector<Tensor> inputs;
};

class FakeModel final : public LoadedModel {
 public:
  FakeModel(const LoadOrder& order, Behaviour behaviour, int socket)
      : order_(order), behaviour_(std::move(behaviour)), socket_(socket) {}

  Loaded figures() const override {
    Loaded loaded;
    loaded.engine = "fake";
    loaded.model = order_.file;
    loaded.cache_tokens = order_.cache_tokens;
    loaded.sequences = order_.sequences;
    loaded.vocabulary = vocabulary;
    loaded.width = 8;
    loaded.threads = 1;
    loaded.can_park = true;
    return loaded;
  }

  Result<SequenceStarted> start(const StartSequence& start) override {
    if (auto fault = fault_of(start.id)) return *fault;
    FakeSequence sequence;
    const auto tokens = static_cast<std::uint32_t>(prompt_into(start, sequence.key));
    sequence.key = mixed(sequence.key ^ start.sampling.seed);
    sequence.prompt_left = std::max(1U, tokens + static_cast<std::uint32_t>(start.said.size()));
    sequence.said = static_cast<std::uint32_t>(start.said.size());
    sequence.most = start.most_tokens;
    sequence.ends_itself = start.ends_itself;
    sequences_[start.id] = std::move(sequence);
    return SequenceStarted{start.id, tokens, 0};
  }

  Result<SequenceStarted> start(StartTensors start) override {
    if (auto fault = fault_of(start.id)) return *fault;
    FakeSequence sequence;
    sequence.inputs = std::move(start.inputs);
    sequences_[start.id] = std::move(sequence);
    return SequenceStarted{start.id, 0, 0};
  }

  StepDone step(const StepOrder& order) override {
    misbehave();
    wait_for(static_cast<double>(behaviour_.number("step_us")) * 1e-6 * second);
    StepDone done;
    for (const StepItem& item : order.items) {
      const auto found = sequences_.find(item.id);
      if (found == sequences_.end() || found->second.is_parked) continue;
      done.outputs.push_back(output_of(item, found->second, done.tokens));
      if (done.outputs.back().end != SequenceEnd::none) sequences_.erase(found);
    }
    return done;
  }

  void cancel(SequenceId id) override { sequences_.erase(id); }

  Result<std::uint64_t> park(SequenceId id) override {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) return Error{{}, "no such sequence", "", "", ""};
    found->second.is_parked = true;
    return std::uint64_t{sizeof(FakeSequence)};
  }

  std::optional<Error> resume(SequenceId id) override {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) return Error{{}, "no such sequence", "", "", ""};
    found->second.is_parked = false;
    return std::nullopt;
  }

 private:
  std::optional<Error> fault_of(SequenceId id) const {
    if (sequences_.contains(id)) return Error{{}, "the sequence is there already", "", "", ""};
    const auto running = std::count_if(sequences_.begin(), sequences_.end(),
                                       [](const auto& one) { return !one.second.is_parked; });
    if (running < static_cast<std::ptrdiff_t>(order_.sequences)) return std::nullopt;
    return Error{{}, "every place is taken", "", "", ""};
  }

  /// A token for every four bytes of text.
  static std::size_t prompt_into(const StartSequence& start, std::uint64_t& key) {
    for (const std::int32_t token : start.tokens) {
      key = mixed(key ^ static_cast<std::uint64_t>(token));
    }
    if (!start.tokens.empty()) return start.tokens.size();
    std::string text = start.text;
    for (const ChatTurn& turn : start.turns) text += turn.role + "\n" + turn.content + "\n";
    for (const char c : text) key = mixed(key ^ static_cast<unsigned char>(c));
    return (text.size() + 3) / 4;
  }

  SequenceOutput output_of(const StepItem& item, FakeSequence& sequence,
                           std::uint32_t& tokens) const {
    SequenceOutput output;
    output.id = item.id;
    if (!sequence.inputs.empty()) {
      output.outputs = sequence.inputs;
      output.end = SequenceEnd::stop;
      return output;
    }
    if (sequence.prompt_left > 0) {
      const std::uint32_t read = std::min(std::max(1U, item.prompt_tokens), sequence.prompt_left);
      tokens += read;
      sequence.prompt_left -= read;
      output.prompt_left = sequence.prompt_left;
      if (sequence.prompt_left > 0) return output;
    } else {
      ++tokens;
    }
    const std::uint64_t draw = mixed(sequence.key + sequence.said);
    output.tokens.push_back(static_cast<std::int32_t>(draw % vocabulary));
    output.text = fmt::format("w{} ", output.tokens.back());
    ++sequence.said;
    if (sequence.said >= sequence.most) output.end = SequenceEnd::length;
    if (sequence.ends_itself && sequence.said >= reply_at_least && draw >> 32U < 0x04000000U) {
      output.end = SequenceEnd::stop;
    }
    return output;
  }

  void misbehave() {
    ++steps_;
    const auto due = [&](std::string_view key) { return behaviour_.number(key) == steps_; };
    if (!due("crash_at") && !due("hang_at") && !due("garbage_at")) return;
    if (const auto once = behaviour_.keys.find("once"); once != behaviour_.keys.end()) {
      std::error_code unknown;
      if (std::filesystem::exists(once->second, unknown)) return;
      std::ofstream(once->second) << "misbehaved\n";
    }
    if (due("crash_at")) ::kill(::getpid(), SIGSEGV);
    while (due("hang_at")) wait_for(1.0 * hour);
    const std::string garbage = "HTTP/1.1 500 Oh dear\r\n\r\n";
    if (::send(socket_, garbage.data(), garbage.size(), MSG_NOSIGNAL) < 0) return;
  }

  LoadOrder order_;
  Behaviour behaviour_;
  int socket_;
  std::map<SequenceId, FakeSequence> sequences_;
  std::uint64_t steps_ = 0;
};

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_fake_model(const LoadOrder& order, int socket) {
  Behaviour behaviour = behaviour_of(order.file);
  if (behaviour.number("refuse") != 0) {
    return Error{{}, "cannot load `" + order.file + "`", "", "", ""};
  }
  wait_for(static_cast<double>(behaviour.number("load_ms")) * millisecond);
  return std::unique_ptr<LoadedModel>(
      std::make_unique<FakeModel>(order, std::move(behaviour), socket));
}

}  // namespace islet
