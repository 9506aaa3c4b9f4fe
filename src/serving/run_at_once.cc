// No deferral: what others are compared with.
#include "serving/deferral.h"

namespace islet {
namespace {

class RunAtOnce final : public Deferral {
 public:
  std::string_view name() const override { return "at-once"; }
  bool defers() const override { return false; }
  GateSetting gate(const DeferralView& /*view*/) const override {
    return {.gate = DeferralGate::must_run, .reason = Reason::its_turn};
  }
};

}  // namespace

std::unique_ptr<Deferral> make_run_at_once() { return std::make_unique<RunAtOnce>(); }

}  // namespace islet
