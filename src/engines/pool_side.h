// The site's engines in worker programs, as the gateway asks them.
#pragma once

#include "engines/engine_pool.h"
#include "engines/engine_side.h"

namespace islet {

class PoolSide final : public EngineSide {
 public:
  PoolSide(const PoolSettings& settings, const std::vector<PoolEngine>& engines)
      : pool_(settings, engines) {}

  void start(Instant now) override { pool_.start(now); }
  void add_engine(const PoolEngine& engine, Instant now) { pool_.add_engine(engine, now); }
  void drop_engine(EngineId id) { pool_.drop_engine(id); }
  void add(RequestId request, WorkClass work_class, AskedWork work, bool streams) override {
    pool_.add(request, work_class, std::move(work), streams);
  }
  void carry_out(Instant now, std::span<const Decision> decisions) override {
    pool_.carry_out(now, decisions);
  }
  void look(Instant now, std::vector<Event>& events, std::vector<EngineOutput>& outputs) override;
  std::vector<Descriptor> descriptors() const override;
  Instant next_look() const override { return pool_.next_look(); }
  std::vector<EngineStanding> standings() const override;

 private:
  EnginePool pool_;
  std::vector<WorkOutput> outputs_;
};

}  // namespace islet
