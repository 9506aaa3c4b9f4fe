// A row for each request that is over: when it came, for which model, how long it was and took.
// From it `islet measure --from-ledger` makes a site file and a trace.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <span>
#include <string>

#include "base/instant.h"
#include "engines/engine_side.h"
#include "net/clock.h"
#include "serving/decision.h"
#include "serving/event.h"

namespace islet {

class RequestLog {
 public:
  /// Rows are added to those that are there; after `bytes_max` of them none is written any more.
  explicit RequestLog(const std::string& file, std::size_t bytes_max = 1ULL << 30U);
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  /// The first name of a model stays.
  void name(ModelId model, const std::string& name) { names_.try_emplace(model, name); }

  void saw(Instant now, const Event& event, std::span<const Decision> decisions);
  void put_out(Instant now, const EngineOutput& output);
  void flush();

  /// The first line.
  static constexpr const char* columns =
      "unix_ms,model,class,tenant,prompt_tokens,output_tokens,first_token_s,whole_s,"
      "first_token_within_s,within_s,outcome\n";

 private:
  struct Open {
    Request request;
    Instant arrived;
    WallTime wall;
    Instant first = never;
    std::uint32_t prompt = 0;
    std::uint32_t tokens = 0;
  };

  void end(RequestId id, Instant now, std::string_view outcome);

  std::ofstream stream_;
  std::size_t bytes_left_;
  std::string text_;
  std::map<ModelId, std::string> names_;
  std::map<RequestId, Open> open_;
};

}  // namespace islet
