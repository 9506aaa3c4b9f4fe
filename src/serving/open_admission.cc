// Everybody is taken in until the queues are full.
#include "serving/admission.h"

namespace islet {
namespace {

class OpenAdmission final : public Admission {
 public:
  std::string_view name() const override { return "open"; }
  Verdict judge(const Request& /*request*/, const Cost& /*cost*/,
                const AdmissionView& /*view*/) const override {
    return {};
  }
};

}  // namespace

std::unique_ptr<Admission> make_open_admission() { return std::make_unique<OpenAdmission>(); }

}  // namespace islet
