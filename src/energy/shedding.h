// What is given up when power is short: the part of dispatch that every policy shares.
#pragma once

#include <span>

#include "base/quantity.h"
#include "energy/policy.h"

namespace islet {

/// What all ask for at full level.
Demand full_demand(std::span<const LoadView> loads);

/// True when `available` carries the demand: safety loads may use the reserve, others may not.
bool is_enough(const Deliverable& available, const Demand& demand);

/// Sets each load to the level that its `when_short` asks for at this charge, in full. While the
/// set is out the marks are shares of the whole battery.
Demand settings_by_charge(const PlantView& view, const StepMarks& beside_set,
                          std::span<LoadSetting> settings);

/// Gives way until `available` is enough, from the lowest importance upwards: loads of one class
/// first go down their degrade steps, then lose an equal share of the step; only then comes the
/// next class.
void shed(const PlantView& view, const Deliverable& available, std::span<LoadSetting> settings);

}  // namespace islet
