// The gateway: one table of routes, who may use them, and what they answer.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "journal/journal.h"
#include "live/batch_runner.h"
#include "live/openai_answer.h"
#include "live/tenant.h"
#include "net/http_server.h"

namespace islet {

enum class RouteAccess { everybody, tenant, operating };

class Gateway;
class PlantWatch;
struct GatewayCall;

/// One row of the table. `{}` in the pattern stands for one name.
struct Route {
  const char* method;
  const char* pattern;
  RouteAccess access;
  std::size_t body_bytes;  ///< most that is taken; 0: no body
  void (Gateway::*answer)(GatewayCall& call);
};

/// One request on its way.
struct GatewayCall {
  HttpRequest request;
  std::shared_ptr<HttpExchange> exchange;
  const Tenant* tenant = nullptr;  ///< null only where everybody may ask
  std::vector<std::string> names;  ///< what stood for `{}`
  std::string id;                  ///< x-request-id
  std::string trace;               ///< traceparent of this hop
  Instant came;
};

struct GatewaySettings {
  std::string version;
  std::string policy;
  std::string fell_back;  ///< what runs otherwise than planned, said in headers and status
  std::size_t file_bytes_max = 64U << 20U;
};

class Gateway final : public HttpService {
 public:
  /// All must outlive the gateway; `journal` may be null: then there are no files and batches.
  Gateway(FrontDesk& desk, BatchRunner* batches, Journal* journal, KeyRing& keys,
          const ModelList& models, GatewaySettings settings);

  static std::span<const Route> routes();

  std::variant<std::size_t, HttpReply> judge(const HttpRequest& head) override;
  void serve(HttpRequest request, std::shared_ptr<HttpExchange> exchange) override;

  /// For metrics and status; may be null.
  void watch(const HttpServer* server) { server_ = server; }
  void show(const PlantWatch* plant) { plant_ = plant; }
  /// From here on new work is refused; what runs goes on.
  void wind_down() { winds_down_ = true; }
  void account(const AnswerFigures& figures);

  // Answers of the routes.
  void health(GatewayCall& call);
  void ready(GatewayCall& call);
  void metrics(GatewayCall& call);
  void status(GatewayCall& call);
  void list_models(GatewayCall& call);
  void show_model(GatewayCall& call);
  void chat(GatewayCall& call);
  void completion(GatewayCall& call);
  void embedding(GatewayCall& call);
  void put_file(GatewayCall& call);
  void list_files(GatewayCall& call);
  void show_file(GatewayCall& call);
  void file_content(GatewayCall& call);
  void drop_file(GatewayCall& call);
  void put_batch(GatewayCall& call);
  void list_batches(GatewayCall& call);
  void show_batch(GatewayCall& call);
  void cancel_batch(GatewayCall& call);
  void kserve_server(GatewayCall& call);
  void kserve_live(GatewayCall& call);
  void kserve_ready(GatewayCall& call);
  void kserve_model(GatewayCall& call);
  void kserve_model_ready(GatewayCall& call);
  void kserve_infer(GatewayCall& call);

 private:
  struct Found {
    const Route* route = nullptr;
    std::vector<std::string> names;
    bool path_is_known = false;
  };
  struct Account {
    std::int64_t done = 0;
    std::int64_t prompt_tokens = 0;
    std::int64_t reply_tokens = 0;
    Histogram first_output;
    Histogram whole;
  };

  Found find(const HttpRequest& request) const;
  void generate(GatewayCall& call, ApiKind kind);
  void answer(GatewayCall& call, HttpReply reply);
  void answer(GatewayCall& call, int status, std::string body);
  void refuse(GatewayCall& call, const ApiFault& fault);
  void add_headers(const GatewayCall& call, HttpReply& reply) const;
  bool has_journal(GatewayCall& call);
  /// The tenant's own file of the first name in the path; else answers 404.
  std::optional<StoredFile> own_file(GatewayCall& call);
  std::optional<Job> own_batch(GatewayCall& call);
  bool can_serve() const;
  /// Whether connections are too few for one more piece of work of this class.
  bool lacks_room(WorkClass work_class);
  /// Of an engine that holds the model, one that is up before others.
  std::optional<EngineStanding> standing_of(const ServedModel& model) const;
  std::string batch_text(const Job& job);

  FrontDesk& desk_;
  BatchRunner* batches_;
  Journal* journal_;
  KeyRing& keys_;
  const ModelList& models_;
  GatewaySettings settings_;
  const HttpServer* server_ = nullptr;
  const PlantWatch* plant_ = nullptr;
  bool winds_down_ = false;
  std::uint64_t next_id_ = 1;
  std::uint64_t id_salt_ = 0;
  std::array<Account, work_class_count> accounts_;
  std::map<std::string, std::int64_t> outcomes_;
};

/// When to ask again who found no connection left.
inline constexpr Duration patience_without_room = 5.0 * second;

/// The id of a file or batch in a name such as "file-12"; 0 when it is none.
std::int64_t id_in(std::string_view name, std::string_view prefix);

/// A valid traceparent with a span of our own, or a new one.
std::string next_trace(std::string_view traceparent, std::uint64_t span);

}  // namespace islet
