// A socket that listens on loopback without waiting.
#pragma once

#include <optional>

namespace islet {

struct LoopbackListener {
  int socket = -1;  ///< its holder closes it
  int port = 0;
};

/// `port` 0: any free one. Nothing when it cannot be had; `errno` says why.
std::optional<LoopbackListener> listen_on_loopback(int port);

}  // namespace islet
