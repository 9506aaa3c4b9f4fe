// What becomes of a request of the OpenAI interface: outputs of engines turned into a whole answer
// or a stream of events.
#pragma once

#include <functional>
#include <memory>

#include "live/front_desk.h"
#include "live/openai_request.h"
#include "net/clock.h"

namespace islet {

/// Where an answer goes: a connection, or the line of a batch.
class AnswerSink {
 public:
  AnswerSink() = default;
  AnswerSink(const AnswerSink&) = delete;
  AnswerSink& operator=(const AnswerSink&) = delete;
  virtual ~AnswerSink() = default;

  /// The whole answer.
  virtual void whole(HttpReply reply) = 0;
  /// Parts of a stream; the first begins it.
  virtual void part(std::string_view bytes) = 0;
  virtual void end_of_parts() = 0;
};

/// How a request went, for metrics.
struct AnswerFigures {
  WorkClass work_class = WorkClass::normal;
  std::string model;
  std::string outcome;  ///< "done", or the reason's name
  Duration first_output{};
  Duration whole{};
  Usage usage;
};
using Account = std::function<void(const AnswerFigures&)>;

/// Asks the desk and answers into the sink. The ids are those to cancel when the asker goes away.
/// `name` is the id of the answer: "chatcmpl-...".
std::vector<RequestId> ask_api(FrontDesk& desk, const ApiRequest& request, TenantId tenant,
                               std::shared_ptr<AnswerSink> sink, Account account);

}  // namespace islet
