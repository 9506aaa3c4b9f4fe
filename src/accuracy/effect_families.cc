#include "accuracy/effect_families.h"

#include <array>
#include <string_view>

namespace islet {
namespace {

struct FamilyRow {
  Component component;
  std::string_view name;
  double sd;
};

// Deviations before any row is seen, log units; the fit replaces them. Families that did not help
// rows left out (devices with models, engines with models, styles with engines and so on) are not
// here: docs/MODELS.md tells what was tried.
constexpr std::array<FamilyRow, 93> families = {{
    {Component::compute, "kind", .5},
    {Component::compute, "engine", .4},
    {Component::compute, "class", .3},
    {Component::compute, "architecture", .25},
    {Component::compute, "device", .15},
    {Component::compute, "format", .25},
    {Component::compute, "engine format", .2},
    {Component::compute, "model", .2},
    {Component::compute, "language model", .15},
    {Component::compute, "experts", .3},
    {Component::compute, "style", .4},
    {Component::compute, "watts of arithmetic", .5},
    {Component::weights, "kind", .5},
    {Component::weights, "engine", .4},
    {Component::weights, "class", .3},
    {Component::weights, "architecture", .25},
    {Component::weights, "device", .15},
    {Component::weights, "model", .2},
    {Component::weights, "language model", .15},
    {Component::weights, "experts", .3},
    {Component::weights, "format experts", .25},
    {Component::weights, "engine format experts", .2},
    {Component::weights, "style", .3},
    {Component::host, "kind", .5},
    {Component::host, "engine", .4},
    {Component::host, "class", .3},
    {Component::host, "architecture", .25},
    {Component::host, "device", .15},
    {Component::host, "model", .2},
    {Component::host, "language model", .15},
    {Component::compute, "net place", .2},
    {Component::compute, "net place of style", .3},
    {Component::weights, "net place", .2},
    {Component::weights, "net place of style", .3},
    {Component::whole, "net place", .2},
    {Component::whole, "net place of style", .3},
    {Component::cache, "model", .2},
    {Component::launches, "setup", .3},
    {Component::sequence_host, "engine", .5},
    {Component::sequence_host, "architecture", .3},
    {Component::sequence_host, "setup", .3},
    {Component::sequence_host, "class", .7},
    {Component::sequence_host, "device", .3},
    {Component::sequence_host, "style", .3},
    {Component::links, "engine", .5},
    {Component::queue, "engine", .7},
    {Component::queue, "lengths", .5},
    {Component::occupancy, "all", .5},
    {Component::occupancy, "engine", .4},
    {Component::occupancy, "architecture", .4},
    {Component::occupancy, "device", .3},
    {Component::occupancy, "kind", .4},
    {Component::occupancy, "style", .4},
    {Component::occupancy, "model", .3},
    {Component::occupancy, "size of class", .3},
    {Component::contexts, "all", .5},
    {Component::contexts, "device", .3},
    {Component::contexts, "style", .4},
    {Component::contexts, "model", .3},
    {Component::board_power, "class", .4},
    {Component::board_power, "architecture", .3},
    {Component::board_power, "device", .2},
    {Component::board_power, "kind", .3},
    {Component::board_power, "scenario", .3},
    {Component::board_power, "power limit", .5},
    {Component::host_power, "class", .4},
    {Component::host_power, "architecture", .3},
    {Component::host_power, "device", .2},
    {Component::host_power, "kind", .3},
    {Component::host_power, "count", .4},
    {Component::host_power, "scenario", .3},
    {Component::host_power, "power limit", .3},
    {Component::whole, "scenario", .4},
    {Component::whole, "table scenario", .2},
    {Component::whole, "engine version", .15},
    {Component::whole, "slow split", .7},
    {Component::whole, "device", .1},
    {Component::whole, "device scenario", .1},
    {Component::whole, "architecture scenario", .1},
    {Component::whole, "engine scenario", .1},
    {Component::whole, "metric", .2},
    {Component::whole, "power limit", .3},
    {Component::whole, "power limit device", .15},
    {Component::whole, "size", .15},
    {Component::whole, "size of class", .15},
    {Component::whole, "size of engine", .1},
    {Component::whole, "size of architecture", .1},
    {Component::whole, "batch", .2},
    {Component::whole, "batch of engine", .15},
    {Component::whole, "batch of architecture", .1},
    {Component::whole, "count", .2},
    {Component::whole, "count of class", .1},
    {Component::whole, "count of engine", .15},
}};

}  // namespace

std::vector<EffectFamily> effect_families() {
  std::vector<EffectFamily> out;
  for (const FamilyRow& row : families) {
    out.push_back({row.component, std::string(row.name), row.sd});
  }
  return out;
}

}  // namespace islet
