// A connection begun without waiting for it: by the loop, to a numeric address.
#pragma once

#include <string>

#include "base/error.h"

namespace islet {

/// A socket that is about to be connected, not blocking, without delay of small pieces; it can be
/// written to once the connection stands or has failed. `address` is numeric IPv4, `port` 1 to
/// 65535. Fails where the address is none or the system refuses at once. The caller closes it.
Result<int> dial(const std::string& address, int port);

enum class DialState { waits, connected, failed };

struct DialOutcome {
  DialState state = DialState::waits;
  std::string fault;  ///< why it failed
};

/// How the connection that `dial` began stands.
DialOutcome dial_outcome(int socket);

}  // namespace islet
