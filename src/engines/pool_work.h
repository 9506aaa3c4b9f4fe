// The requests that the pool knows, and how far each of them is. Internal to the pool.
#pragma once

#include <map>

#include "engines/engine_pool.h"

namespace islet {

struct EnginePool::Work {
  RequestId request{};
  WorkClass work_class = WorkClass::normal;
  WorkContent content;
  std::vector<std::int32_t> said;  ///< put out so far
  std::uint32_t prompt_left = 1;   ///< as the engine said last
  int losses = 0;                  ///< engines that failed under it
  Instant begun;                   ///< on its engine
  bool has_output = false;
  bool begins_anew = false;  ///< and nothing has come since
  bool streams = false;

  /// What it said is void: its next engine cannot go on after it.
  void begin_anew() {
    const auto* text = std::get_if<StartSequence>(&content);
    said = text == nullptr ? std::vector<std::int32_t>() : text->said;
    begins_anew = begins_anew || has_output;
    has_output = false;
  }
};

/// All of them, by id. A sequence has the number of its request.
class EnginePool::Works {
 public:
  Work* find(RequestId request) {
    const auto found = works_.find(request);
    return found == works_.end() ? nullptr : &found->second;
  }
  void add(Work work) { works_.insert_or_assign(work.request, std::move(work)); }
  void remove(RequestId request) { works_.erase(request); }
  std::size_t size() const { return works_.size(); }

 private:
  std::map<RequestId, Work> works_;
};

/// What a call of `look` collects.
struct PoolNews {
  std::vector<Event>& events;
  std::vector<WorkOutput>& outputs;
};

constexpr SequenceId sequence_of(RequestId request) { return SequenceId{number_in(request)}; }
constexpr RequestId request_of(SequenceId id) { return RequestId{static_cast<std::uint64_t>(id)}; }

}  // namespace islet
