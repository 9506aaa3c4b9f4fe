// The machines of a design, simulated, behind the live site's own interface of engines: the
// simulator's devices on the live clock. A machine without cameras may be turned off and takes its
// time to start; one with cameras goes off when they do not need it.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

#include "engines/engine_side.h"
#include "sim/site_costs.h"
#include "sim/site_device.h"
#include "twin/rehearsed_cameras.h"

namespace islet {

class RehearsedMachines final : public EngineSide {
 public:
  /// `run` must outlive them.
  explicit RehearsedMachines(const SiteRun& run);

  void start(Instant now) override;
  void meet(const Request& request) override { met_[request.id].request = request; }
  void add(RequestId request, WorkClass work_class, AskedWork work, bool streams) override;
  void carry_out(Instant now, std::span<const Decision> decisions) override;
  void look(Instant now, std::vector<Event>& events, std::vector<EngineOutput>& outputs) override;
  std::vector<Descriptor> descriptors() const override { return {}; }
  Instant next_look() const override;
  std::vector<EngineStanding> standings() const override;

  /// Work at a fixed rate gives way to heat or want of power, or comes back.
  void hold(const FixedWork& work, Instant now);

  /// At the wall, of all machines, since `start`: idle, cameras, and steps that have ended.
  Energy drawn(Instant now);
  /// Hosts that are off for want of power.
  int hosts_off() const;
  /// Of all engines for requests at most, idle draw included.
  Power full() const;
  /// Of cameras, with hosts that are on for nothing else; `camera_hosts`: of it, those while they
  /// wait.
  Power standing() const { return cameras_.draw() + camera_hosts(); }
  Power camera_hosts() const;
  const RehearsedCameras& cameras() const { return cameras_; }
  /// The moment up to which they have run.
  Instant reached() const { return reached_; }

 private:
  struct Met {
    Request request;
    ModelId model{};
    int unit = -1;  ///< that it is on
    int generated = 0;
  };
  /// Meters and scheduler each read the clock for themselves; time does not fall between them.
  Instant reached(Instant now) { return reached_ = std::max(reached_, now); }
  std::size_t unit_of(EngineId engine) const {
    return static_cast<std::size_t>(index_of(engine)) / 2;
  }
  /// Hosts go off when all that runs on them is off.
  struct Host {
    Power idle;
    int engines_on = 0;        ///< for requests
    int needed = 0;            ///< units whose cameras need it
    bool has_cameras = false;  ///< then the scheduler does not turn it off
    bool stays_on = false;     ///< nothing that could be turned off
    bool is_on() const { return stays_on || needed > 0 || (engines_on > 0 && !has_cameras); }
  };
  EngineSpec spec_of(std::size_t unit, bool language) const;
  Power idle_now() const;
  bool serves_requests(std::size_t unit) const;
  void start_camera_hosts(Instant now);
  void follow_cameras(Instant now);
  void follow_rest(std::size_t unit, Instant now);
  void turn(EngineId engine, bool on, Instant now);
  void place(RequestId id, EngineId engine, Instant now);
  void take_out(RequestId id, Instant now);
  void collect(SiteDevice& device, std::vector<EngineOutput>* outputs, std::vector<Event>* events);
  void run_to(Instant now, std::vector<EngineOutput>& outputs, std::vector<Event>& events);

  SiteCosts costs_;
  std::deque<PowerBuckets> draws_;
  std::vector<std::unique_ptr<SiteDevice>> devices_;
  std::map<RequestId, Met> met_;
  std::vector<EngineOutput> outputs_;
  std::vector<Event> events_;
  std::vector<std::pair<Instant, Event>> later_;  ///< models that load, machines that start
  std::vector<Host> hosts_;
  std::vector<std::size_t> host_of_;  ///< by unit
  RehearsedCameras cameras_;
  std::vector<bool> is_up_;  ///< by unit: engines of hosts that cameras share
  Energy work_seen_;         ///< of engines and frames
  Energy drawn_;
  Instant drawn_at_;
  Instant reached_;
  bool has_begun_ = false;
  std::uint64_t tokens_ = 0;
};

}  // namespace islet
