// An engine in the gateway's own thread that computes nothing: it says words that follow from the
// prompt alone, at a pace that is given. For speed trials of the gateway and for its tests; what it
// says is never passed off as a model's answer, its name says what it is.
#pragma once

#include <deque>
#include <map>

#include "engines/engine_side.h"

namespace islet {

struct WordEngineSettings {
  EngineSpec spec;
  std::string model = "words";
  Duration token_time{};  ///< between two words of one request; 0: all at once
};

class WordEngine final : public EngineSide {
 public:
  explicit WordEngine(const WordEngineSettings& settings) : settings_(settings) {}

  void start(Instant now) override;
  void add(RequestId request, WorkClass work_class, AskedWork work, bool streams) override;
  void carry_out(Instant now, std::span<const Decision> decisions) override;
  void look(Instant now, std::vector<Event>& events, std::vector<EngineOutput>& outputs) override;
  std::vector<Descriptor> descriptors() const override { return {}; }
  Instant next_look() const override;
  std::vector<EngineStanding> standings() const override;

 private:
  struct Job {
    AskedWork work;
    std::uint64_t seed = 0;
    std::uint32_t prompt_tokens = 0;
    std::uint32_t said = 0;
    std::uint32_t most = 0;
    bool runs = false;
    bool was_read = false;
    Instant next{};
  };
  void say(RequestId id, Job& job, Instant now, std::vector<EngineOutput>& outputs);

  WordEngineSettings settings_;
  bool tells_up_ = false;
  std::map<RequestId, Job> jobs_;
  std::deque<RequestId> due_;  ///< with no pace: those that were started
  std::uint64_t tokens_ = 0;
};

}  // namespace islet
