#include "plan/site_work.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "plan/side_by_side.h"

namespace islet {
namespace {

template <class Q>
void add(Estimate<Q>& sum, const Estimate<Q>& part) {
  const bool first = sum.source.empty();
  sum.value += part.value;
  sum.low += part.low;
  sum.high += part.high;
  sum.level = part.level;
  sum.grade = first ? part.grade : weaker(sum.grade, part.grade);
  sum.source = "sum over the sites";
}

void add_devices(const std::vector<DeviceCount>& devices, std::vector<DeviceCount>& sum) {
  for (const DeviceCount& device : devices) {
    const auto same = std::find_if(sum.begin(), sum.end(),
                                   [&](const DeviceCount& each) { return each.id == device.id; });
    if (same == sum.end()) {
      sum.push_back(device);
    } else {
      same->count += device.count;
    }
  }
}

/// Of one thing in one unit all are summed; what is paid as a share has no number.
class BillSum {
 public:
  void add_all(const std::vector<BillLine>& bill) {
    for (const BillLine& line : bill) {
      const auto [place, is_new] = places_.emplace(std::pair(line.what, line.unit), lines_.size());
      if (is_new) lines_.push_back({line.what, 0, line.unit, {}});
      BillLine& same = lines_[place->second];
      same.count += line.count;
      add(same.cost, line.cost);
    }
  }
  /// Dearest first.
  std::vector<BillLine> take() {
    std::stable_sort(lines_.begin(), lines_.end(), [](const BillLine& a, const BillLine& b) {
      return a.cost.value > b.cost.value;
    });
    return std::move(lines_);
  }

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
  std::vector<BillLine> lines_;
};

}  // namespace

const char* name_of(SiteState state) {
  switch (state) {
    case SiteState::planned:
      return "planned";
    case SiteState::no_design:
      return "no_design";
    case SiteState::wrong_input:
      return "wrong_input";
    case SiteState::not_reached:
      return "not_reached";
  }
  return "";
}

LocalWorkList::LocalWorkList(const std::vector<std::string>& names) {
  lines_.resize(names.size());
  for (std::size_t index = 0; index < names.size(); ++index) {
    lines_[index].index = index;
    lines_[index].name = names[index];
  }
}

std::optional<SiteTask> LocalWorkList::take() {
  const std::lock_guard lock(mutex_);
  if (next_ == lines_.size()) return std::nullopt;
  const SiteTask task{next_, lines_[next_].name};
  ++next_;
  return task;
}

void LocalWorkList::hand_in(SiteLine line) {
  const std::lock_guard lock(mutex_);
  CHECK(line.index < lines_.size());
  const std::size_t index = line.index;
  lines_[index] = std::move(line);
  ++done_;
}

std::size_t LocalWorkList::done() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

std::vector<SiteLine> LocalWorkList::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

void work_off(WorkList& list, const std::function<SiteLine(const SiteTask&)>& answer,
              const WorkWays& ways) {
  const auto stopped = [&] { return ways.stop_asked && ways.stop_asked(); };
  on_threads(ways.jobs, [&](std::size_t worker) {
    while (!stopped()) {
      const std::optional<SiteTask> task = list.take();
      if (!task) return;
      list.hand_in(answer(*task));
      if (worker == 0 && ways.between) ways.between();
    }
  });
}

ChainTotals totals_of(const std::vector<SiteLine>& lines) {
  ChainTotals out;
  BillSum bill;
  for (const SiteLine& line : lines) {
    out.no_design += line.state == SiteState::no_design ? 1 : 0;
    out.wrong_input += line.state == SiteState::wrong_input ? 1 : 0;
    out.not_reached += line.state == SiteState::not_reached ? 1 : 0;
    if (line.state != SiteState::planned) continue;
    ++out.planned;
    add(out.purchase, line.purchase);
    add(out.lifetime, line.lifetime);
    add(out.energy, line.energy);
    add(out.fuel, line.fuel);
    out.panels += line.panels;
    out.storage += line.storage;
    add_devices(line.devices, out.devices);
    bill.add_all(line.bill);
  }
  std::stable_sort(out.devices.begin(), out.devices.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  out.bill = bill.take();
  return out;
}

std::vector<DesignKind> kinds_of(const std::vector<SiteLine>& lines) {
  std::vector<DesignKind> out;
  std::map<std::string, std::size_t> at;
  for (const SiteLine& line : lines) {
    if (line.state != SiteState::planned) continue;
    const auto [place, is_new] = at.emplace(line.design, out.size());
    if (is_new) out.push_back({line.design, {}});
    out[place->second].lines.push_back(line);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.lines.size() > b.lines.size(); });
  return out;
}

}  // namespace islet
