// Load following: the generator carries what sun, grid and battery cannot, and does not charge.
#pragma once

#include "energy/policy.h"

namespace islet {

class LoadFollowing final : public Policy {
 public:
  explicit LoadFollowing(const GeneratorRule& rule) : plain_{rule, false} {}
  std::string_view name() const override { return "load_following"; }
  Setpoint decide(const PlantView& view, std::span<LoadSetting> settings) const override;
  const PlainRule* plain() const override { return &plain_; }
  StepMarks steps() const override { return plain_.generator.steps; }

 private:
  PlainRule plain_;
};

}  // namespace islet
