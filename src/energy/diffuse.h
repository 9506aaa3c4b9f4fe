// How much of the sunlight comes from the whole sky rather than from the sun's disc.
#pragma once

namespace islet {

/// Share of diffuse in global light on a horizontal plane, from the hour's clearness, both 0..1.
double diffuse_share(double clearness);

}  // namespace islet
