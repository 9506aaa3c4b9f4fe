#include "live/residency_audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "live/tenant.h"
#include "net/clock.h"

namespace islet {

ResidencyAudit::ResidencyAudit(const std::string& file) {
  if (!file.empty()) file_.open(file, std::ios::app);
}

void ResidencyAudit::started(RequestId request, EngineId engine) {
  const auto asked = open_.find(request);
  const auto where = engines_.find(engine);
  if (asked == open_.end() || where == engines_.end()) return;
  if (where->second == Residency::site) {
    ++counts_.kept;
    return;
  }
  ++counts_.left;
  const bool is_breach = where->second > asked->second.residency;
  counts_.breaches += is_breach ? 1 : 0;
  if (!file_.is_open()) return;
  file_ << fmt::format(
      "{{\"unix_ms\":{},\"request\":{},\"tenant\":\"{:016x}\",\"allowed\":\"{}\",\"went\":\"{}\","
      "\"breach\":{}}}\n",
      wall_now().unix_ms, number_in(request), static_cast<std::uint64_t>(asked->second.tenant),
      name_of(asked->second.residency), name_of(where->second), is_breach);
  file_.flush();
}

std::size_t ResidencyAudit::open_for(ModelId model) const {
  return static_cast<std::size_t>(std::count_if(
      open_.begin(), open_.end(), [&](const auto& one) { return one.second.model == model; }));
}

void ResidencyAudit::saw(const Event& event, std::span<const Decision> decisions) {
  if (const auto* came = std::get_if<RequestArrives>(&event)) {
    open_[came->request.id] = {came->request.tenant, came->request.residency, came->request.model};
  } else if (const auto* up = std::get_if<EngineUp>(&event)) {
    engines_[up->engine.id] = up->engine.where;
  }
  for (const Decision& decision : decisions) {
    if (const auto* start = std::get_if<Start>(&decision)) {
      started(start->request, start->engine);
    } else if (const auto* end = std::get_if<End>(&decision)) {
      open_.erase(end->request);
    } else if (const auto* reject = std::get_if<Reject>(&decision)) {
      const auto asked = open_.find(reject->request);
      const bool is_bound = asked != open_.end() && asked->second.residency != Residency::anywhere;
      counts_.refused += is_bound && reject->reason == Reason::no_engine ? 1 : 0;
      open_.erase(reject->request);
    }
  }
  if (const auto* done = std::get_if<RequestDone>(&event)) open_.erase(done->request);
  if (const auto* gone = std::get_if<RequestCancelled>(&event)) open_.erase(gone->request);
}

}  // namespace islet
