// The load of a rehearsal: the requests that the site's workloads ask, at their moments, and what
// becomes of each.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "live/front_desk.h"
#include "sim/request_stream.h"

namespace islet {

struct RehearsedWork {
  std::string name;
  WorkClass work_class = WorkClass::normal;
  std::int64_t asked = 0, served = 0, late = 0, lost = 0, open = 0;
  std::int64_t degraded = 0;  ///< frames at a lower rate or by a smaller model, in time
  std::map<std::string, std::int64_t> lost_by;
};

class RehearsedLoad {
 public:
  /// Cameras ask nothing: they are the machines' own. `run` must outlive the load; `start` is a
  /// moment of the weather year. `asks` false: it counts nothing but names.
  RehearsedLoad(const SiteRun& run, Instant start, bool asks);
  ~RehearsedLoad();
  RehearsedLoad(const RehearsedLoad&) = delete;
  RehearsedLoad& operator=(const RehearsedLoad&) = delete;

  /// From now on. The desk must outlive the load.
  void begin(FrontDesk& desk);
  void end() { timer_.reset(); }
  const std::vector<RehearsedWork>& work() const { return work_; }

 private:
  class Asker;
  void ask_due();
  void ask(std::size_t workload, const Request& request);

  const SiteRun& run_;
  Instant start_;
  Instant desk_start_;  ///< the same moment by the desk's clock
  FrontDesk* desk_ = nullptr;
  std::vector<RequestStream> streams_;
  std::vector<std::size_t> stream_workload_;
  std::vector<RehearsedWork> work_;
  std::unique_ptr<LoopTimer> timer_;
};

}  // namespace islet
