// Connections: reads requests within limits and deadlines, writes replies and streams, notices who
// went away. What is asked and answered is the service's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "net/event_loop.h"
#include "net/http_parser.h"

namespace islet {

struct HttpSettings {
  std::string address = "127.0.0.1";
  int port = 8080;               ///< 0: any free one
  std::string certificate_file;  ///< PEM; empty: no TLS
  std::string key_file;
  HttpLimits limits;
  int connections = 2'048;
  std::size_t body_bytes_total = 256U << 20U;  ///< of bodies that are being read, together
  std::size_t unsent_bytes = 1U << 20U;        ///< of a stream whose reader is slow; then it ends
  Duration head_time = 10.0 * second;          ///< from the first byte to the whole head
  Duration body_time = 30.0 * second;          ///< for a body, beyond what its size takes
  double body_bytes_per_s = 4'096;             ///< slowest reader and writer that is borne
  Duration idle_time = 75.0 * second;          ///< between requests
  Duration send_time = 30.0 * second;          ///< without a byte taken by the other side
};

/// The answering side of one request. Its holder answers once: `reply`, or `begin` and `end`.
/// After the other side went away all calls do nothing.
class HttpExchange {
 public:
  HttpExchange() = default;
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;
  virtual ~HttpExchange() = default;

  virtual void reply(HttpReply reply) = 0;
  virtual void begin(const HttpReply& head) = 0;
  virtual void send(std::string_view bytes) = 0;
  virtual void end() = 0;
  /// Called once when the other side goes away before the answer is whole.
  virtual void on_gone(std::function<void()> call) = 0;
};

class HttpService {
 public:
  HttpService() = default;
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;
  virtual ~HttpService() = default;

  /// Seen before the body: how many bytes of it are taken, or the refusal.
  virtual std::variant<std::size_t, HttpReply> judge(const HttpRequest& head) = 0;
  virtual void serve(HttpRequest request, std::shared_ptr<HttpExchange> exchange) = 0;
};

struct HttpCounts {
  int connections = 0;
  std::int64_t accepted = 0;
  std::int64_t turned_away = 0;  ///< for want of room
  std::int64_t requests = 0;
  std::int64_t refused = 0;  ///< before the service saw them whole
  std::int64_t timed_out = 0;
  std::int64_t gone = 0;  ///< before their answer was whole
};

class HttpServer {
 public:
  /// Listens at once. `loop` and `service` must outlive it.
  static Result<std::unique_ptr<HttpServer>> open(EventLoop& loop, const HttpSettings& settings,
                                                  HttpService& service);
  virtual ~HttpServer() = default;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  virtual int port() const = 0;
  virtual const HttpCounts& counts() const = 0;
  /// Share of the connections that are taken, 0 to 1.
  virtual double fullness() const = 0;
  /// No new connections; those that are idle end, the others after their answer.
  virtual void wind_down() = 0;

 protected:
  HttpServer() = default;
};

}  // namespace islet
