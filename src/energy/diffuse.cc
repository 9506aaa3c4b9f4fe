// Split of sunlight into direct and diffuse.
#include "energy/diffuse.h"

namespace islet {

/// Share of diffuse light.
///
///     kd = 1 - 0.09 k                                             k <= 0.22
///     kd = 0.9511 - 0.1604 k + 4.388 k^2 - 16.638 k^3 + 12.336 k^4    k <= 0.80
///     kd = 0.165                                                  above
///
/// Valid for   hourly means; fitted to five stations in the United States
/// Leaves out  the sun's height, humidity and dust: too much diffuse light in dry mountain air
/// Source      Erbs, Klein, Duffie, "Estimation of the diffuse radiation fraction for hourly, daily
///             and monthly-average global radiation", Solar Energy 28(4), 1982
double diffuse_share(double clearness) {
  const double k = clearness;
  if (k <= 0.22) return 1 - 0.09 * k;
  if (k > 0.80) return 0.165;
  return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}

}  // namespace islet
