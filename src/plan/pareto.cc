#include "plan/pareto.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "plan/failure_count.h"
#include "plan/goal_amount.h"
#include "plan/outcome.h"
#include "plan/side_by_side.h"

namespace islet {
namespace {

constexpr double alike = 1e-3;
/// Designs tried around the curves at each distance, at most.
constexpr std::size_t round_max = 600;

/// What is compared, small is good; cost first.
constexpr std::size_t measure_count = 5;
std::array<double, measure_count> measures_of(const ParetoPoint& point) {
  return {point.lifetime / dollar, point.energy / kilowatt_hour, 1 - point.least_served,
          -(point.ride_through / hour), point.mass / kilogram};
}

bool is_less(double one, double other) {
  return one < other - alike * std::max(std::abs(one), std::abs(other));
}

/// Sizes of one set of machines, by index.
struct SizePlace {
  std::size_t machines = 0, panels = 0, storage = 0;
  auto operator<=>(const SizePlace&) const = default;
};

struct Candidate {
  SizePlace place;
  ParetoPoint point;
};

double least_served(const std::vector<Requirement>& requirements) {
  double least = 1;
  for (const Requirement& each : requirements) {
    if (each.what == "served") least = std::min(least, each.found.value);
  }
  return least;
}

/// In the design year.
ParetoPoint point_of(const PlanContext& context, const PreparedMachines& machines,
                     const SizedDesign& design) {
  ParetoPoint out;
  out.title = title_of(design.design);
  out.lifetime = design.lifetime;
  out.purchase = design.purchase;
  out.energy = design.use.used;
  out.fuel = design.use.fuel;
  out.least_served = least_served(design.requirements);
  out.ride_through = design.ride_through > Duration() ? design.ride_through
                                                      : ride_through_of(context, machines, design);
  out.mass = carried_mass(design.design);
  return out;
}

/// The same with means over the weather years, as the plan tells its designs.
ParetoPoint told_point(const DesignOutcome& outcome, ParetoPoint point) {
  point.lifetime = outcome.cost.lifetime.value;
  point.purchase = outcome.cost.purchase.value;
  point.energy = outcome.energy.used.value;
  point.fuel = outcome.energy.fuel.value;
  point.least_served = least_served(outcome.requirements);
  return point;
}

/// Those that none beats in cost and in `measure`, cheapest first: along them the measure falls.
std::vector<Candidate> curve_of(const std::vector<Candidate>& all, std::size_t measure) {
  std::vector<const Candidate*> rising;
  for (const Candidate& each : all) rising.push_back(&each);
  std::stable_sort(rising.begin(), rising.end(), [&](const Candidate* a, const Candidate* b) {
    const auto left = measures_of(a->point);
    const auto right = measures_of(b->point);
    return std::pair(left[0], left[measure]) < std::pair(right[0], right[measure]);
  });
  std::vector<Candidate> out;
  for (const Candidate* each : rising) {
    const bool is_first = out.empty();
    if (is_first ||
        is_less(measures_of(each->point)[measure], measures_of(out.back().point)[measure])) {
      out.push_back(*each);
    }
  }
  return out;
}

using Curves = std::array<std::vector<Candidate>, measure_count - 1>;

Curves curves_of(const std::vector<Candidate>& all) {
  Curves out;
  for (std::size_t index = 0; index < out.size(); ++index) out[index] = curve_of(all, index + 1);
  return out;
}

/// Whether something of the curve costs no more and is no worse in its measure.
bool is_on_or_above(const std::vector<Candidate>& curve, std::size_t measure,
                    const ParetoPoint& point) {
  const auto own = measures_of(point);
  return std::any_of(curve.begin(), curve.end(), [&](const Candidate& each) {
    const auto other = measures_of(each.point);
    return other[0] <= own[0] && other[measure] <= own[measure];
  });
}

/// Whether some curve has nothing as good.
bool is_new(const Curves& curves, const ParetoPoint& point) {
  for (std::size_t index = 0; index < curves.size(); ++index) {
    if (!is_on_or_above(curves[index], index + 1, point)) return true;
  }
  return false;
}

/// Pieces of a sorted list that one worker runs with the tables of one set of machines: long enough
/// to use a table again, short enough to keep all workers busy.
std::vector<std::span<const SizePlace>> pieces_of(std::span<const SizePlace> places) {
  constexpr std::size_t most = 16;
  std::vector<std::span<const SizePlace>> out;
  std::size_t first = 0;
  for (std::size_t next = 1; next <= places.size(); ++next) {
    const bool goes_on = next < places.size() && next - first < most &&
                         places[next].machines == places[first].machines;
    if (goes_on) continue;
    out.push_back(places.subspan(first, next - first));
    first = next;
  }
  return out;
}

class ParetoSearch {
 public:
  ParetoSearch(const PlanContext& context, const std::vector<PreparedMachines>& machines,
               const SizeGrid& grid, const PlanOptions& options)
      : context_(context), machines_(machines), options_(options) {
    for (const PreparedMachines& each : machines) {
      grids_.push_back(grid_with(context.site, each.gear.power, grid));
    }
  }

  /// The curves, as fine as the grid.
  Curves search() {
    constexpr std::size_t coarse = 8;
    std::vector<std::vector<Candidate>> own(machines_.size());
    side_by_side(machines_.size(), options_.jobs, [&](std::size_t index) {
      if (machines_[index].gear.objection || machines_[index].is_variant) return;
      own[index] = coarse_ones(index, coarse);
    });
    for (std::vector<Candidate>& each : own) {
      for (Candidate& one : each) add(std::move(one));
    }
    curves_ = curves_of(found_);
    for (std::size_t distance = coarse / 2; distance > 0; distance /= 2) refine(distance);
    return curves_;
  }

  Sizes sizes_at(const SizePlace& place) const {
    const SizeGrid& grid = grids_[place.machines];
    return grid.with(grid.panels[place.panels], grid.storage[place.storage]);
  }

 private:
  bool is_stopped() const { return options_.stop_asked && options_.stop_asked(); }

  void add(Candidate candidate) {
    tried_.insert(candidate.place);
    found_.push_back(std::move(candidate));
  }

  /// None where it does not hold, or where every curve has something as good. Failures of the set
  /// make nothing better, and take long to follow: they are counted for what is good without them.
  std::optional<Candidate> tried_at(const SizePlace& place, const Curves& curves,
                                    YearTables& tables) const {
    const PreparedMachines& machines = machines_[place.machines];
    SizedDesign design = sized_barring_failures(context_, machines, sizes_at(place));
    if (design.violation > 0) return std::nullopt;
    Candidate out{place, point_of(context_, machines, design)};
    if (!is_new(curves, out.point)) return std::nullopt;
    hold_against_failures(context_, machines.loads, design);
    out.point.least_served = least_served(design.requirements);
    if (design.violation > 0 || !is_new(curves, out.point)) return std::nullopt;
    const double wanted = context_.site.goals.confidence;
    if (confidence_of(context_, machines, design, wanted, tables) < wanted - 1e-9) {
      return std::nullopt;
    }
    return out;
  }

  /// Of one set of machines, on every so many sizes and the last.
  std::vector<Candidate> coarse_ones(std::size_t index, std::size_t distance) const {
    const SizeGrid& grid = grids_[index];
    const auto steps = [&](std::size_t count) {
      std::vector<std::size_t> out;
      for (std::size_t at = 0; at < count; at += distance) out.push_back(at);
      if (!out.empty() && out.back() + 1 < count) out.push_back(count - 1);
      return out;
    };
    std::vector<Candidate> own;
    YearTables tables(context_, machines_[index]);
    for (const std::size_t panels : steps(grid.panels.size())) {
      for (const std::size_t storage : steps(grid.storage.size())) {
        if (is_stopped()) return own;
        auto one = tried_at({index, panels, storage}, curves_of(own), tables);
        if (one) own.push_back(std::move(*one));
      }
    }
    return own;
  }

  /// Tries what lies at that distance around the curves.
  void refine(std::size_t distance) {
    std::set<SizePlace> wanted;
    for (const std::vector<Candidate>& curve : curves_) {
      for (const Candidate& each : curve) add_around(each.place, distance, wanted);
    }
    std::vector<SizePlace> places(wanted.begin(), wanted.end());
    if (places.size() > round_max) places.resize(round_max);
    const std::vector<std::span<const SizePlace>> pieces = pieces_of(places);
    std::vector<std::vector<Candidate>> own(pieces.size());
    side_by_side(pieces.size(), options_.jobs, [&](std::size_t index) {
      YearTables tables(context_, machines_[pieces[index].front().machines]);
      for (const SizePlace& place : pieces[index]) {
        if (is_stopped()) return;
        if (auto one = tried_at(place, curves_, tables)) own[index].push_back(std::move(*one));
      }
    });
    tried_.insert(places.begin(), places.end());
    for (std::vector<Candidate>& each : own) {
      std::move(each.begin(), each.end(), std::back_inserter(found_));
    }
    curves_ = curves_of(found_);
  }

  void add_around(const SizePlace& place, std::size_t distance, std::set<SizePlace>& wanted) const {
    const SizeGrid& grid = grids_[place.machines];
    const auto beside = [&](std::size_t at, std::size_t count) {
      std::vector<std::size_t> out = {at};
      if (at >= distance) out.push_back(at - distance);
      if (at + distance < count) out.push_back(at + distance);
      return out;
    };
    for (const std::size_t panels : beside(place.panels, grid.panels.size())) {
      for (const std::size_t storage : beside(place.storage, grid.storage.size())) {
        const SizePlace next{place.machines, panels, storage};
        if (!tried_.contains(next)) wanted.insert(next);
      }
    }
  }

  const PlanContext& context_;
  const std::vector<PreparedMachines>& machines_;
  const PlanOptions& options_;
  std::vector<SizeGrid> grids_;
  std::vector<Candidate> found_;
  std::set<SizePlace> tried_;
  Curves curves_;
};

/// At most so many, evenly along the curve as it is drawn, both ends among them.
std::vector<SizePlace> thinned(const std::vector<Candidate>& curve, std::size_t measure) {
  std::vector<SizePlace> out;
  if (curve.empty()) return out;
  const auto first = measures_of(curve.front().point);
  const auto last = measures_of(curve.back().point);
  const auto share = [&](double from, double to, std::size_t axis) {
    const double all = std::abs(last[axis] - first[axis]);
    return all > 0 ? std::abs(to - from) / all : 0.0;
  };
  std::vector<double> way = {0};
  for (std::size_t index = 1; index < curve.size(); ++index) {
    const auto from = measures_of(curve[index - 1].point);
    const auto to = measures_of(curve[index].point);
    way.push_back(way.back() +
                  std::hypot(share(from[0], to[0], 0), share(from[measure], to[measure], measure)));
  }
  const double step = way.back() / static_cast<double>(pareto_curve_max - 1);
  double next = 0;
  for (std::size_t index = 0; index < curve.size(); ++index) {
    const bool is_last = index + 1 == curve.size();
    if (way[index] < next - 1e-9 * step && !is_last) continue;
    if (out.size() == pareto_curve_max) out.pop_back();
    out.push_back(curve[index].place);
    next = way[index] + step;
  }
  return out;
}

/// Without what another beats; of two alike the first stays, and the answer stays.
std::vector<ParetoPoint> unbeaten_of(std::vector<ParetoPoint> points) {
  std::vector<ParetoPoint> out;
  for (std::size_t index = 0; index < points.size(); ++index) {
    const ParetoPoint& own = points[index];
    bool is_left_out = false;
    for (std::size_t other = 0; other < points.size() && !is_left_out; ++other) {
      if (other == index) continue;
      is_left_out = beats(points[other], own) || (other < index && !beats(own, points[other]) &&
                                                  measures_of(points[other]) == measures_of(own));
    }
    if (own.is_answer || !is_left_out) out.push_back(own);
  }
  return out;
}

}  // namespace

bool beats(const ParetoPoint& a, const ParetoPoint& b) {
  const auto left = measures_of(a);
  const auto right = measures_of(b);
  bool better = false;
  for (std::size_t index = 0; index < left.size(); ++index) {
    if (is_less(right[index], left[index])) return false;
    better |= is_less(left[index], right[index]);
  }
  return better;
}

std::vector<ParetoPoint> pareto_set(const PlanContext& context,
                                    const std::vector<PreparedMachines>& machines,
                                    const ParetoAnswer& answer, const PlanOptions& options) {
  ParetoSearch search(context, machines, answer.grid, options);
  const Curves curves = search.search();
  std::set<SizePlace> wanted;
  for (std::size_t index = 0; index < curves.size(); ++index) {
    for (const SizePlace& place : thinned(curves[index], index + 1)) wanted.insert(place);
  }
  const std::vector<SizePlace> places(wanted.begin(), wanted.end());
  std::vector<ParetoPoint> points(places.size() + 1);
  side_by_side(places.size(), options.jobs, [&](std::size_t index) {
    const PreparedMachines& own = machines[places[index].machines];
    const SizedDesign design = sized(context, own, search.sizes_at(places[index]));
    points[index + 1] =
        told_point(design_outcome(context, own, design), point_of(context, own, design));
  });
  points.front() = told_point(answer.design, point_of(context, answer.machines, answer.sized));
  points.front().is_answer = true;
  // The answer's own place on the grid gives it once more.
  std::erase_if(points, [&](const ParetoPoint& each) {
    return !each.is_answer && each.title == points.front().title &&
           std::abs(each.lifetime / points.front().lifetime - 1) < alike;
  });
  std::vector<ParetoPoint> front = unbeaten_of(std::move(points));
  std::stable_sort(front.begin(), front.end(), [](const ParetoPoint& a, const ParetoPoint& b) {
    return a.lifetime < b.lifetime;
  });
  return front;
}

}  // namespace islet
