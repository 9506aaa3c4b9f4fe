// Cycle charging: when the generator has to run it runs at its rating and fills the battery.
#pragma once

#include "energy/policy.h"

namespace islet {

class CycleCharging final : public Policy {
 public:
  explicit CycleCharging(const GeneratorRule& rule) : plain_{rule, true} {}
  std::string_view name() const override { return "cycle_charging"; }
  Setpoint decide(const PlantView& view, std::span<LoadSetting> settings) const override;
  const PlainRule* plain() const override { return &plain_; }
  StepMarks steps() const override { return plain_.generator.steps; }

 private:
  PlainRule plain_;
};

}  // namespace islet
