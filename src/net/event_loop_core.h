// The library under the event loop, for the two files that open sockets on it.
#pragma once

#include <boost/asio/io_context.hpp>

#include "net/event_loop.h"

namespace islet {

struct EventLoop::Core {
  boost::asio::io_context context{1};
};

}  // namespace islet
