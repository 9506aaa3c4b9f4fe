// A UPS, a generator set and the sensors of a machine, on a drill site's own loop, behind the
// protocols that the site reads; and clients that note when each piece of an answer came.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "live/drill_site.h"
#include "meters/modbus_server.h"
#include "meters/nut_server.h"
#include "net/talk_port.h"

namespace islet {

class DrillPlant {
 public:
  /// With mains, the set at rest, the machine idle. `folder`: of the machine's sensors.
  explicit DrillPlant(std::string folder);
  DrillPlant(const DrillPlant&) = delete;
  DrillPlant& operator=(const DrillPlant&) = delete;

  /// Must outlive the site that the parts go to; the machine draws `idle`, and `each` for each
  /// sequence that runs.
  SiteParts parts(Power idle, Power each);

  // On the loop's thread.
  void say(const std::string& ups_status) { ups_.variables["ups.status"] = ups_status; }
  void set_state(std::uint16_t state);
  /// When the UPS first told that its source is gone.
  Instant told_lost() const { return told_lost_; }
  /// Begins to count the joules of the site's machine.
  void meter(SiteServer& site);
  /// Mean draw of the last quarter of a second.
  Power draw() const { return draw_; }
  void close();

 private:
  class UpsTalk;
  class SetTalk;
  void count();

  std::string folder_;
  NutBook ups_;
  RegisterBank bank_;
  std::unique_ptr<TalkPort> nut_, modbus_;
  std::unique_ptr<LoopTimer> timer_;
  SiteServer* site_ = nullptr;
  Power idle_, each_, draw_;
  Energy counted_;
  Instant counted_at_;
  Instant told_lost_ = never;
};

/// An answer that is streamed, read on a thread of its own.
class DrillStream {
 public:
  DrillStream(int port, const std::string& request);
  ~DrillStream();
  DrillStream(const DrillStream&) = delete;
  DrillStream& operator=(const DrillStream&) = delete;

  std::size_t pieces() const;
  /// Of the last piece that came before `end`, and of the first after `begin`; `never` for none.
  Instant last_before(Instant end) const;
  Instant first_after(Instant begin) const;
  /// Waits for its end; the whole reply.
  std::string whole();
  /// Goes away.
  void leave();

 private:
  RawClient client_;
  mutable std::mutex mutex_;
  std::vector<Instant> moments_;
  std::string text_;
  std::thread reader_;
};

}  // namespace islet
