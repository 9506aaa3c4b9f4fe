// Whether a request is taken in. Limits of queues hold under every rule; this is what comes on top.
#pragma once

#include <memory>
#include <string_view>

#include "serving/power_state.h"
#include "serving/reason.h"
#include "serving/request.h"

namespace islet {

/// Longest of late, of one class, that would have been in time without the wait and were turned
/// away for it. Forgotten by and by.
struct TurnedAwayWork {
  Duration first_token{};
  Duration service{};
};

/// What is known about a request's chances when it arrives.
struct AdmissionView {
  Instant now{};
  Duration wait{};      ///< until it would start
  double slowness = 1;  ///< measured over expected time of service, lately
  Power idle{};         ///< draw of the engines that are up
  const PowerState& power;
  TurnedAwayWork turned_away{};  ///< of the request's class
};

struct Verdict {
  bool admitted = true;
  Reason reason = Reason::its_turn;
  Duration retry_after{};  ///< infinite: in vain
};

class Admission {
 public:
  virtual ~Admission() = default;
  virtual std::string_view name() const = 0;
  virtual Verdict judge(const Request& request, const Cost& cost,
                        const AdmissionView& view) const = 0;
};

/// Takes in whatever the queues hold.
std::unique_ptr<Admission> make_open_admission();

/// Takes in what can be done in time and with the energy that is left; answers at once otherwise.
std::unique_ptr<Admission> make_goal_admission();

}  // namespace islet
