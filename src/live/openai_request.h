// Requests of the OpenAI interface, read and checked: every field that counts has a range, whether
// it is used here or only handed on.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engines/engine_side.h"
#include "engines/openai_text.h"
#include "net/http_message.h"
#include "net/json.h"

namespace islet {

/// A model that the gateway serves.
struct ServedModel {
  ModelId id{};
  std::string name;
  std::int64_t context_tokens = 4'096;
  bool embeds = false;                  ///< answers with vectors
  bool is_tensor = false;               ///< a network, asked by tensors
  std::int32_t adapter = -1;            ///< index in the engine's list; -1: the model as it is
  WorkClass usual = WorkClass::normal;  ///< of requests that say nothing of how urgent they are
};

class ModelList {
 public:
  explicit ModelList(std::vector<ServedModel> models) : models_(std::move(models)) {}
  const std::vector<ServedModel>& all() const { return models_; }
  /// Looked up in the list, never joined into a path.
  const ServedModel* find(std::string_view name) const;
  /// Other models from now on. What was found before stays valid.
  void replace(std::vector<ServedModel> models) {
    former_.push_back(std::move(models_));
    models_ = std::move(models);
  }

 private:
  std::vector<ServedModel> models_;
  std::list<std::vector<ServedModel>> former_;  ///< requests for them may still run
};

enum class ApiKind { chat, completion, embedding };

/// What the other dialects of priority say, by the figures of a request.
struct Urgency {
  WorkClass work_class = WorkClass::normal;
  bool is_said = false;  ///< by the request, however
  bool deferrable = false;
  std::string tier = "default";         ///< echoed as `service_tier`
  std::optional<Duration> deadline;     ///< of the whole answer
  std::optional<Duration> first_token;  ///< of the first output
  Residency residency = Residency::anywhere;
};

/// A request that can be asked of the scheduler, once or (embeddings) several times.
struct ApiRequest {
  ApiKind kind = ApiKind::chat;
  const ServedModel* model = nullptr;
  Urgency urgency;
  std::vector<AskedWork> works;
  std::int64_t prompt_tokens = 0;  ///< guessed from the length of the text
  std::int64_t reply_tokens = 0;   ///< at most
  bool streams = false;
  bool includes_usage = false;
  bool as_base64 = false;
  std::vector<std::string> stops;
};

using ApiRead = std::variant<ApiRequest, ApiFault>;

/// Reads a body. `head` holds the headers of priority; a class above `best` is brought down to it.
ApiRead read_api_request(ApiKind kind, std::string_view body, const HttpRequest& head,
                         const ModelList& models, WorkClass best);

/// Priority as clients of other gateways say it. More urgent:
///
///     service_tier     priority > default, auto, scale > flex
///     body priority    lower (vLLM, LiteLLM, Triton); 0 is the default
///     header Priority  u=0 to u=7 (RFC 9218), lower; 3 is the default
///     x-islet-class    safety, high, normal, low, batch
///     x-islet-residency  site, country, anywhere: no further, nor than the tenant's
///     x-islet-deadline-ms, x-llm-d-slo-ttft-ms: whole answer and first output due
std::variant<Urgency, ApiFault> read_urgency(const JsonValue& body, const HttpRequest& head,
                                             WorkClass best);

/// Some figure of tokens for a text that no tokenizer has seen: 1 for 4 bytes, at least 1.
std::int64_t guessed_tokens(std::string_view text);

}  // namespace islet
