#include "energy/ups.h"

#include <array>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

/// The rate that a battery's nameplate is told for.
constexpr Duration nameplate_rate = 20 * hour;

}  // namespace

/// Peukert's law through the two points of the record: the rating for its runtime, and the
/// nameplate within 20 h.
///
///     power^k * time = constant,  k = ln(20 h / runtime) / ln(rated / slow)
///     slow = nameplate * efficiency on battery / 20 h,  at least 1 for k
///
/// Valid for   lead-acid blocks, 1 minute to 20 h
/// Leaves out  cold; that blocks age unevenly
/// Source      Peukert, "Ueber die Abhaengigkeit der Kapazitaet von der Entladestromstaerke bei
///             Bleiakkumulatoren", Elektrotechnische Zeitschrift 20, 1897
Ups ups_of(const UpsUnit& unit, int count, double health) {
  CHECK(count >= 1 && health > 0 && health <= 1);
  CHECK(unit.runtime > Duration() && unit.rated > Power());
  Ups out;
  out.rated = count * unit.rated;
  out.no_load = count * unit.no_load.typical;
  out.at_quarter = unit.efficiency_25;
  out.at_half = unit.efficiency_50;
  out.at_full = unit.efficiency_100;
  out.transfer = unit.transfer;
  out.at_rated = health * unit.runtime;
  const Energy given = unit.efficiency_store * unit.battery;
  out.most = health * (count * given);
  const double powers = unit.rated / (given / nameplate_rate);
  const double times = nameplate_rate / unit.runtime;
  if (powers > 1 && times > 1) out.exponent = std::max(1.0, std::log(times) / std::log(powers));
  return out;
}

/// Losses between the points that a record tells, straight from one to the next.
///
///     loss(0) = no_load,  loss(x rated) = x rated (1 / efficiency(x) - 1),  x = 1/4, 1/2, 1
///
/// Valid for   a full battery, a source within its limits; above the rating as at the rating
/// Leaves out  charging after an outage, harmonics and power factor
/// Source      the record's own points; IEC 62040-3:2021 asks makers for 25, 50, 75 and 100 %
Power ups_loss(const Ups& ups, Power load) {
  struct Point {
    double share;
    Power loss;
  };
  const auto at = [&](double share, double efficiency) {
    return Point{share, share * (1 / efficiency - 1) * ups.rated};
  };
  const std::array<Point, 4> points = {Point{0, ups.no_load}, at(0.25, ups.at_quarter),
                                       at(0.5, ups.at_half), at(1, ups.at_full)};
  const double share = std::max(0.0, load / ups.rated);
  if (share >= 1) return share * points.back().loss;
  std::size_t next = 1;
  while (points[next].share < share) ++next;
  const Point& low = points[next - 1];
  const Point& high = points[next];
  const double part = (share - low.share) / (high.share - low.share);
  return low.loss + part * (high.loss - low.loss);
}

/// Peukert's law, as `ups_of` fits it.
///
///     time  = runtime (rated / drawn)^k, at most nameplate * efficiency / drawn
///     drawn = load + no_load (1 - load / rated)
///
/// At the rating the units' own draw is in their runtime; a small load is carried beside it.
/// Runtime and nameplate shrink alike with the battery's health.
///
/// Valid for   as `ups_of`; a battery that is full when the source goes; units that draw without a
///             source what they draw with one and nothing behind them
/// Leaves out  a second loss while it charges, which takes about ten times as long
/// Source      as `ups_of`
Duration hold_time(const Ups& ups, Power load) {
  if (load > ups.rated * (1 + 1e-9)) return Duration();
  const Power own = std::max(ups.no_load, 1e-6 * ups.rated);
  const Power drawn = load + std::max(0.0, 1 - load / ups.rated) * own;
  return std::min(std::pow(ups.rated / drawn, ups.exponent) * ups.at_rated, ups.most / drawn);
}

Energy held_energy(const Ups& ups, Power load) { return hold_time(ups, load) * load; }

}  // namespace islet
