// Looking ahead: the generator runs when the hours to come cannot be lived through without it, as
// late as it still helps, and as little.
#pragma once

#include "energy/policy.h"

namespace islet {

/// What the hours ahead lack without the generator.
struct Shortage {
  Energy missing;   ///< at the loads, until the worst moment
  int to_work = 0;  ///< hours in which the generator may run before the store is below its floor
};

/// `floor`: share of the usable window that the charge is to stay above; see the source for the
/// formula. Nothing is missing where nothing is foretold.
Shortage shortage_ahead(const Outlook& outlook, double charge, double floor);

/// Decides as cycle charging does where nothing is foretold.
class LookAhead final : public Policy {
 public:
  explicit LookAhead(const GeneratorRule& rule) : rule_(rule) {}
  std::string_view name() const override { return "look_ahead"; }
  Setpoint decide(const PlantView& view, std::span<LoadSetting> settings) const override;
  int looks_ahead() const override { return 36; }
  StepMarks steps() const override { return rule_.steps; }

 private:
  GeneratorRule rule_;
};

}  // namespace islet
