// What another server is asked, and what it says went wrong: bodies of calls by the interfaces that
// it may speak.
#pragma once

#include <string>

#include "base/error.h"
#include "engines/engine_message.h"
#include "net/json.h"
#include "net/upstream.h"

namespace islet {

/// Error without place or hint, as workers give them.
Error refused(const std::string& what);

/// What every server answers, whatever it computes: which models it has.
std::string model_path(const UpstreamAddress& address);

/// The reply to a GET, waited for; only while nothing else is to be done. Error when none comes
/// within ten seconds, or one that is not JSON with status 200.
Result<JsonValue> whole_reply(const UpstreamAddress& address, const std::string& path);

/// What a server says went wrong, in its own words where they can be found.
std::string fault_in(int status, const std::string& body);

/// Body of a request for a text, as a stream of events. Priority, tenant and deadline stay here:
/// other servers know other scales, or refuse them.
std::string text_request(const UpstreamAddress& address, const StartSequence& start);
/// Body of a request for a vector.
std::string vector_request(const UpstreamAddress& address, const StartSequence& start);

/// Body of a request by the Open Inference Protocol: JSON, and the tensors' bytes behind it.
struct TensorRequest {
  std::string head;
  std::string blobs;
};
TensorRequest tensor_request(const StartTensors& start);

}  // namespace islet
