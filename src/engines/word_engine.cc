#include "engines/word_engine.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace islet {
namespace {

constexpr std::array<const char*, 16> words = {
    " sun",     " salt", " tide", " wind", " lamp", " stone", " rope",  " north",
    " harbour", " rain", " oak",  " iron", " bell", " field", " ember", " snow"};
constexpr std::uint32_t width = 32;  // of its vectors

std::uint64_t mixed(std::uint64_t state, std::string_view text) {
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return state;
}

/// Blanks part words, as near to tokens as it needs.
std::uint32_t words_in(std::string_view text) {
  std::uint32_t count = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (!blank && !inside) ++count;
    inside = !blank;
  }
  return count;
}

Tensor vector_of(std::uint64_t seed) {
  Tensor tensor{
      "embedding", TensorKind::f32, {1, width}, std::string(std::size_t{4} * width, '\0')};
  for (std::uint32_t i = 0; i < width; ++i) {
    seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const float value = static_cast<float>(seed >> 40U) / 8'388'608.0F - 1.0F;
    std::memcpy(tensor.bytes.data() + std::size_t{4} * i, &value, 4);
  }
  return tensor;
}

}  // namespace

void WordEngine::start(Instant /*now*/) { tells_up_ = true; }

void WordEngine::add(RequestId request, WorkClass /*work_class*/, AskedWork work,
                     bool /*streams*/) {
  Job job;
  job.seed = 14'695'981'039'346'656'037U;
  if (const auto* text = std::get_if<StartSequence>(&work)) {
    for (const ChatTurn& turn : text->turns) {
      job.seed = mixed(mixed(job.seed, turn.role), turn.content);
      job.prompt_tokens += words_in(turn.content);
    }
    job.seed = mixed(job.seed, text->text);
    job.prompt_tokens += words_in(text->text) + static_cast<std::uint32_t>(text->tokens.size());
    job.most = text->most_tokens;
  }
  job.work = std::move(work);
  jobs_.insert_or_assign(request, std::move(job));
}

void WordEngine::carry_out(Instant now, std::span<const Decision> decisions) {
  const auto begin = [&](RequestId id) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return;
    found->second.runs = true;
    found->second.next = after(now, settings_.token_time);
    if (settings_.token_time <= Duration()) due_.push_back(id);
  };
  for (const Decision& decision : decisions) {
    if (const auto* start = std::get_if<Start>(&decision)) begin(start->request);
    if (const auto* resume = std::get_if<Resume>(&decision)) begin(resume->request);
    if (const auto* end = std::get_if<End>(&decision)) jobs_.erase(end->request);
    if (const auto* reject = std::get_if<Reject>(&decision)) jobs_.erase(reject->request);
    if (const auto* stop = std::get_if<Preempt>(&decision)) {
      const auto found = jobs_.find(stop->request);
      if (found != jobs_.end()) found->second.runs = false;
    }
  }
}

/// The next word, or all that are left when there is no pace.
void WordEngine::say(RequestId id, Job& job, Instant now, std::vector<EngineOutput>& outputs) {
  EngineOutput output;
  output.request = id;
  if (!job.was_read) output.prompt_tokens = job.prompt_tokens;
  job.was_read = true;
  if (auto* tensors = std::get_if<StartTensors>(&job.work)) {
    output.outputs = std::move(tensors->inputs);
    for (Tensor& one : output.outputs) one.name = "output_" + one.name;
    output.end = SequenceEnd::stop;
  } else if (job.most == 0) {
    output.outputs.push_back(vector_of(job.seed));
    output.end = SequenceEnd::stop;
  } else {
    const std::uint32_t many = settings_.token_time > Duration() ? 1 : job.most - job.said;
    for (std::uint32_t i = 0; i < many; ++i) {
      output.text += words[(job.seed >> (job.said % 15U)) % words.size()] + (job.said == 0 ? 1 : 0);
      ++job.said;
    }
    output.tokens = many;
    if (job.said >= job.most) output.end = SequenceEnd::length;
  }
  tokens_ += output.tokens;
  job.next = after(now, settings_.token_time);
  outputs.push_back(std::move(output));
}

void WordEngine::look(Instant now, std::vector<Event>& events, std::vector<EngineOutput>& outputs) {
  if (std::exchange(tells_up_, false)) events.emplace_back(EngineUp{settings_.spec});
  std::vector<RequestId> due(due_.begin(), due_.end());
  due_.clear();
  if (settings_.token_time > Duration()) {
    for (const auto& [id, job] : jobs_) {
      if (job.runs && job.next <= now) due.push_back(id);
    }
  }
  for (const RequestId id : due) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || !found->second.runs) continue;
    const bool is_first = !found->second.was_read;
    say(id, found->second, now, outputs);
    if (is_first) events.emplace_back(FirstOutput{id});
    if (outputs.back().end == SequenceEnd::none) continue;
    jobs_.erase(found);
    events.emplace_back(RequestDone{id});
  }
}

Instant WordEngine::next_look() const {
  if (tells_up_ || !due_.empty()) return long_ago;
  Instant next = never;
  if (settings_.token_time <= Duration()) return next;
  for (const auto& [id, job] : jobs_) {
    if (job.runs) next = std::min(next, job.next);
  }
  return next;
}

std::vector<EngineStanding> WordEngine::standings() const {
  EngineStanding standing;
  standing.engine = "words (computes nothing)";
  standing.model = settings_.model;
  standing.is_up = true;
  for (const auto& [id, job] : jobs_) standing.running += job.runs ? 1 : 0;
  standing.tokens = tokens_;
  return {standing};
}

}  // namespace islet
