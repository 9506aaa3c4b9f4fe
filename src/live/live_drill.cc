#include "live/live_drill.h"

#include <array>

namespace islet {
namespace {

constexpr std::array drills = {
    LiveDrill{"priority", "acute work with 500 routine requests queued", drill_priority},
    LiveDrill{"batching", "what a request costs alone and under load", drill_batching},
    LiveDrill{"shedding", "who is stopped as power falls", drill_shedding},
    LiveDrill{"tails", "answers of one model steady, of another by fits and starts", drill_tails},
    LiveDrill{"window", "a batch job before its deadline, in the cheapest hours", drill_window},
    LiveDrill{"elastic", "engines off while idle, up before a peak", drill_elastic},
    LiveDrill{"replay", "a scheduler anew on the log of a live site", drill_replay},
    LiveDrill{"moderation", "from frame and text to verdict", drill_moderation},
    LiveDrill{"runtimes", "one network and call on two engines", drill_runtimes},
    LiveDrill{"drafts", "the same text with and without a draft model", drill_drafts},
    LiveDrill{"residency", "private work beside an engine elsewhere", drill_residency},
    LiveDrill{"failover", "any one of three nodes frozen or destroyed under load", drill_failover},
    LiveDrill{"disconnected", "a month without a link", drill_disconnected},
    LiveDrill{"bridge", "mains lost, two cranks that fail, a battery that ends soon", drill_bridge},
    LiveDrill{"envelope", "what may be drawn falls by 30 % under load", drill_envelope},
};

}  // namespace

std::span<const LiveDrill> live_drills() { return drills; }

}  // namespace islet
