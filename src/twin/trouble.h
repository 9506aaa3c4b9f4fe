// Troubles of a rehearsal: what goes wrong, when and for how long, named by a person or drawn from
// a seed.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/instant.h"

namespace islet {

enum class TroubleKind {
  mains_lost,
  generator_lost,
  sun_lost,
  meter_mute,    ///< the inverter answers no more
  meter_absurd,  ///< it says that the battery's charge is not implemented, its power turns its sign
  meter_jumps,   ///< its charge goes up and down by a third
  link_cut,
  clock_step,     ///< the wall clock jumps a day ahead, and back when it is over
  lower_cap,      ///< an operator lets compute draw no more than `cap` of what it may draw at most
  battery_worn,   ///< it holds only `cap` of what the site file says; named only, never drawn
  panels_soiled,  ///< they give only `cap` of what they should; likewise
  air_hot,        ///< the air outside is so many kelvin warmer; likewise
};
inline constexpr int trouble_kinds = 12;
/// "mains_lost".
std::string_view name_of(TroubleKind kind);

struct Trouble {
  TroubleKind kind = TroubleKind::mains_lost;
  Instant at;  ///< since the start
  Duration length;
  int failing_cranks = 0;
  double cap = 0.7;
  double kelvins = 10;
};

/// "mains_lost@20s+60s", with "/2" for cranks that fail "/0.7" for the cap or what is
/// left, or "/12" for kelvins.
/// Error for others.
Result<Trouble> trouble_in(std::string_view text);

/// Two to eight troubles within the span.
std::vector<Trouble> draw_troubles(Duration span, std::uint64_t seed);

/// All troubles of one moment together.
struct TroublesNow {
  bool mains_lost = false;
  bool generator_lost = false;
  bool sun_lost = false;
  bool meter_mute = false;
  bool meter_absurd = false;
  bool meter_jumps = false;
  bool link_cut = false;
  bool clock_step = false;
  int failing_cranks = 0;  ///< of the loss of mains
  double cap = 1;
  double battery_health = 1;
  double panel_health = 1;
  double hotter_k = 0;
};
TroublesNow troubles_at(const std::vector<Trouble>& troubles, Duration since_start);

}  // namespace islet
