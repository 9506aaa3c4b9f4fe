#include "energy/nmc_life.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

// Constants of Smith et al. 2017, fitted to a 75 Ah Kokam cell, as SSC carries them (2020 refit).
constexpr double gas_constant = 8.314;  // J/(mol K)
constexpr double faraday = 96485;       // C/mol
constexpr double reference_k = 298.15;
constexpr double rated_ah = 75;
constexpr double reference_film_v = 0.08;  // of the anode
constexpr double reference_cell_v = 3.7;
constexpr double lithium_when_new = 1.07;
constexpr double positive_ah = 75.075;

// Potential of the anode, and of the cell, at charges 0, 0.1, ... 1.
constexpr std::array<double, 11> anode_v{1.2868, 0.2420, 0.1818, 0.1488, 0.1297, 0.1230,
                                         0.1181, 0.1061, 0.0925, 0.0876, 0.0859};
constexpr std::array<double, 11> cell_v{3.0000, 3.4679, 3.5394, 3.5950, 3.6453, 3.6876,
                                        3.7469, 3.8400, 3.9521, 4.0668, 4.193};

double at_charge(const std::array<double, 11>& curve, double charge) {
  const double place = std::clamp(charge, 0.0, 1.0) * 10;
  const auto low = std::min<std::size_t>(9, static_cast<std::size_t>(place));
  return curve[low] + (curve[low + 1] - curve[low]) * (place - static_cast<double>(low));
}

/// exp(-E/R (1/T - 1/298.15 K)).
double arrhenius(double joule_per_mol, double kelvins) {
  return std::exp(-joule_per_mol / gas_constant * (1 / kelvins - 1 / reference_k));
}

/// exp(a F/R (V/T - V_ref/298.15 K)).
double tafel(double transfer, double volts, double reference_v, double kelvins) {
  return std::exp(transfer * faraday / gas_constant *
                  (volts / kelvins - reference_v / reference_k));
}

}  // namespace

double NmcLife::Today::widest() const {
  double range = std::max(0.0, depth_max - depth_min);
  for (const DepthCycle& cycle : cycles) range = std::max(range, cycle.range);
  return range;
}

/// On a day without a closed cycle SSC takes the anode of a nearly full cell; its published runs of
/// storage have it so. It errs to the side of faster ageing.
double NmcLife::Today::mean_charge() const {
  if (cycles.empty()) return 1 - 0.01 * widest();
  double sum = 0;
  for (const DepthCycle& cycle : cycles) sum += 1 - (cycle.deepest - 0.5 * cycle.range);
  return sum / static_cast<double>(cycles.size());
}

void NmcLife::add(Duration step, double depth_before, double depth_after, Temperature cells) {
  CHECK(step > Duration());
  const double before = std::clamp(depth_before, 0.0, 1.0);
  const double end = std::clamp(depth_after, 0.0, 1.0);
  const double whole = step / day;
  // A step longer than what is left of the day is cut at midnight, as often as it takes.
  double done = 0;
  double depth = before;
  while (done < whole - 1e-9) {
    const double part = std::min(whole - done, 1 - today_.elapsed);
    const double from = depth;
    done += part;
    depth = before + (end - before) * (done / whole);
    today_.depth_min = std::min({today_.depth_min, from, depth});
    today_.depth_max = std::max({today_.depth_max, from, depth});
    const auto closed = [&](const DepthCycle& cycle) { today_.cycles.push_back(cycle); };
    if (age_ <= Duration()) rainflow_.reading(from, closed);
    rainflow_.reading(depth, closed);
    age_ += part * day;
    take_in(part, depth, cells.in_kelvin());
    if (today_.elapsed > 1 - 1e-7) end_day();
  }
}

/// Stresses of a part of a day, added up in proportion to its length.
///
///     b1 = 3.5e-3 exp(-35392/R dT)                         film growth, per root day
///     b2 = exp(42800/R dT)                                 cycling, relative
///     b3 = 2.805e-2 exp(-42800/R dT) exp(0.0066 F/R (V/T - 3.7/298)) (1 + 0.135 widest)
///     c0 = 75.675 Ah exp(-2224/R dT),  c2 = 5.226e-5 exp(48260/R dT),  dT = 1/T - 1/298.15
///
/// Valid for   0 to 45 C
/// Leaves out  currents above those of storage plants
/// Source      Smith, Saxon, Keyser, Lundstrom, Cao, Roc, "Life prediction model for
///             grid-connected Li-ion battery energy storage system", American Control Conference
///             2017; constants as in NREL SSC
void NmcLife::take_in(double days, double depth, double kelvins) {
  today_.elapsed += days;
  today_.kelvins += days * kelvins;
  today_.film += days * 3.5e-3 * arrhenius(35392, kelvins);
  today_.cycling += days * arrhenius(-42800, kelvins);
  const double charge = today_.cycles.empty() ? 1 - depth : today_.mean_charge();
  const double by_volts = tafel(0.0066, at_charge(cell_v, charge), reference_cell_v, kelvins);
  today_.break_in +=
      days * 2.805e-2 * arrhenius(42800, kelvins) * by_volts * (1 + 0.135 * today_.widest());
  today_.sites += days * 75.675 * arrhenius(2224, kelvins);
  today_.site_loss += days * 5.226e-5 * arrhenius(-48260, kelvins);
}

/// The day's losses.
///
///     film    += b1^2 / (2 film),  b1 on the first day;  b1 *= exp(-F/R (Ua/T - 0.08/298.15))
///                exp(2.472 widest^2.157)
///     cycling += 1.541e-5 b2 sqrt(sum (b2 range)^2)
///     break_in += max(0, b3 - break_in) / 5
///     lithium  = d0 (1.07 - film - cycling - break_in)
///     d0       = 1.001 exp(-4126/R dT - 9.752e6/R dT^2),  dT = 1/T - 1/298.15
///     sites_lost += c2 sqrt(sum range^4.54) c0ref / (c0ref - sites_lost)
///     sites    = c0 / 75 Ah (1 - sites_lost)
///
/// Valid for   0 to 45 C
/// Leaves out  sudden death; a fast cycle in a cold cell
/// Source      Smith et al. 2017 as above; daily sums as in NREL SSC
void NmcLife::end_day() {
  const double kelvins = today_.kelvins / today_.elapsed;
  const double widest = today_.widest();
  const double anode = at_charge(anode_v, today_.mean_charge());
  const double film = today_.film * tafel(-1, anode, reference_film_v, kelvins) *
                      std::exp(2.472 * std::pow(widest, 2.157));
  if (film_loss_ < 1e-5) {
    film_loss_ += film / std::sqrt(std::max(1e-9, age_ / day));
  } else {
    film_loss_ += 0.5 * film * film / film_loss_;
  }
  double by_range = 0;
  double by_depth = 0;
  for (const DepthCycle& cycle : today_.cycles) {
    by_range += std::pow(today_.cycling * cycle.range, 2);
    by_depth += std::pow(cycle.range, 4.54);
  }
  cycling_loss_ += 1.541e-5 * today_.cycling * std::sqrt(by_range);
  break_in_loss_ += std::max(0.0, today_.break_in - break_in_loss_) / 5;
  constexpr double sites_ah = 75.675;
  if (site_loss_ < sites_ah) {
    site_loss_ += today_.site_loss * std::sqrt(by_depth) * sites_ah / (sites_ah - site_loss_);
  }
  const double cold = 1 / kelvins - 1 / reference_k;
  const double positive = positive_ah / rated_ah * arrhenius(4126, kelvins) *
                          std::exp(-9752000 / gas_constant * cold * cold);
  by_lithium_ =
      std::max(0.0, positive * (lithium_when_new - film_loss_ - cycling_loss_ - break_in_loss_));
  by_sites_ = std::max(0.0, today_.sites / rated_ah * (1 - site_loss_));
  today_ = Today();
}

}  // namespace islet
