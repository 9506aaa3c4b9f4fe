// One connection of the server: its state from head to body to answer, over TCP or TLS. Internal to
// the server.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "net/clock.h"
#include "net/http_parser.h"
#include "net/http_server.h"

namespace islet::http_session {

namespace asio = boost::asio;
using Fault = boost::system::error_code;
using Tcp = asio::ip::tcp;

inline constexpr std::size_t read_piece = 8'192;
inline constexpr std::size_t pipelined_most = 65'536;

class Connection;
using Connections = std::map<std::int64_t, Connection*>;  // by the order they came

/// What connections share; it lives as long as the last of them, which the loop may end after the
/// server.
struct Shared {
  Connections all;
  HttpSettings settings;
  HttpService* service = nullptr;
  HttpCounts counts;
  std::size_t body_bytes = 0;
  bool winds_down = false;
};

/// A connection whatever it runs over: what the sweep and the end of the server need.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;
  virtual void look(Instant now) = 0;
  virtual void wind_down() = 0;
  /// Ends when nothing is asked on it; true then.
  virtual bool yields() = 0;
};

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Stream stream, std::string peer, std::shared_ptr<Shared> shared)
      : stream_(std::move(stream)),
        peer_(std::move(peer)),
        owner_(std::move(shared)),
        shared_(*owner_),
        parser_(shared_.settings.limits) {
    id_ = shared_.counts.accepted;
    shared_.all[id_] = this;
    ++shared_.counts.connections;
  }
  ~Session() override {
    shared_.all.erase(id_);
    --shared_.counts.connections;
    free_body();
  }

  void begin() {
    deadline_ = after(monotonic_now(), shared_.settings.head_time);
    if constexpr (requires {
                    stream_.async_handshake(asio::ssl::stream_base::server, [](Fault) {});
                  }) {
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](const Fault& fault) {
                                if (fault) return self->close();
                                self->read();
                              });
    } else {
      read();
    }
  }

  void look(Instant now) override {
    if (now < deadline_ || is_closed_) return;
    ++shared_.counts.timed_out;
    const bool mid_request = phase_ == Phase::body || (phase_ == Phase::head && !input_.empty());
    if (!mid_request) return close();
    HttpReply reply;
    reply.status = 408;
    reply.body = refusal_body("the request took too long to arrive");
    refuse(reply);
  }

  void wind_down() override {
    if (phase_ == Phase::idle) close();
  }

  bool yields() override {
    if (phase_ != Phase::idle || is_closed_ || is_writing_) return false;
    close();
    return true;
  }

  // What the exchange calls.
  void reply(std::uint64_t number, const HttpReply& reply) {
    if (!is_current(number)) return;
    const bool keeps = keeps_alive(reply);
    std::string text = head_text(reply, std::ssize(reply.body), keeps);
    if (!is_head_request_) text += reply.body;
    queue(std::move(text));
    finish_answer(keeps);
  }
  void begin_stream(std::uint64_t number, const HttpReply& head) {
    if (!is_current(number)) return;
    streams_in_chunks_ = parser_.request().is_1_1;
    stream_keeps_ = keeps_alive(head) && streams_in_chunks_;
    std::string text = head_text(head, -1, stream_keeps_);
    if (streams_in_chunks_ && !stream_keeps_) {
      text.insert(text.size() - 2, "Transfer-Encoding: chunked\r\n");
    }
    queue(std::move(text));
  }
  void send(std::uint64_t number, std::string_view bytes) {
    if (!is_current(number) || bytes.empty()) return;
    if (unsent_.size() > shared_.settings.unsent_bytes) return close();
    std::string text;
    if (streams_in_chunks_) {
      fmt::format_to(std::back_inserter(text), "{:x}\r\n", bytes.size());
      text.append(bytes).append("\r\n");
    } else {
      text = bytes;
    }
    queue(std::move(text));
  }
  void end_stream(std::uint64_t number) {
    if (!is_current(number)) return;
    if (streams_in_chunks_) queue("0\r\n\r\n");
    finish_answer(stream_keeps_);
  }
  void on_gone(std::uint64_t number, std::function<void()> call) {
    if (number == number_ && phase_ == Phase::answer && !is_closed_) gone_ = std::move(call);
  }

 private:
  enum class Phase { idle, head, body, answer, closing };

  bool is_current(std::uint64_t number) const {
    return number == number_ && phase_ == Phase::answer && !is_closed_;
  }
  bool keeps_alive(const HttpReply& reply) {
    return parser_.request().keep_alive && !reply.close && !shared_.winds_down;
  }

  void read() {
    if (is_reading_ || is_closed_ || phase_ == Phase::closing) return;
    if (phase_ == Phase::answer && input_.size() > pipelined_most) return;
    is_reading_ = true;
    stream_.async_read_some(asio::buffer(piece_),
                            [self = this->shared_from_this()](const Fault& fault, std::size_t got) {
                              self->is_reading_ = false;
                              if (fault) return self->close();
                              if (self->phase_ == Phase::closing) return self->drain();
                              self->input_.append(self->piece_.data(), got);
                              self->take_in();
                            });
  }

  void take_in() {
    if (phase_ == Phase::idle && !input_.empty()) {
      phase_ = Phase::head;
      deadline_ = after(monotonic_now(), shared_.settings.head_time);
    }
    while (!is_closed_ && (phase_ == Phase::head || phase_ == Phase::body)) {
      const HttpParser::Fed fed = parser_.feed(input_);
      input_.erase(0, fed.taken);
      if (fed.step == HttpParser::Step::fault) return refuse(parser_.refusal());
      if (fed.step == HttpParser::Step::more) break;
      if (fed.step == HttpParser::Step::head && !take_head()) return;
      if (fed.step == HttpParser::Step::done || has_no_body_) serve();
    }
    read();
  }

  /// The head is there: the service says whether and how much of a body it wants.
  bool take_head() {
    HttpRequest& request = parser_.request();
    request.peer = peer_;
    is_head_request_ = request.method == "HEAD";
    auto verdict = shared_.service->judge(request);
    if (auto* refusal = std::get_if<HttpReply>(&verdict)) {
      const bool has_body =
          request.count("content-length") + request.count("transfer-encoding") > 0;
      refusal->close = refusal->close || has_body;
      return refuse(*refusal), false;
    }
    const std::size_t limit = std::get<std::size_t>(verdict);
    if (!parser_.limit_body(limit)) return refuse(parser_.refusal()), false;
    const std::string_view length = request.header("content-length");
    has_no_body_ = (length.empty() || length == "0") && request.count("transfer-encoding") == 0;
    if (has_no_body_) return true;
    double declared = static_cast<double>(limit);
    if (!length.empty()) {
      declared = 0;
      for (const char c : length) declared = declared * 10 + (c - '0');
    }
    booked_ = static_cast<std::size_t>(declared);
    shared_.body_bytes += booked_;
    if (shared_.body_bytes > shared_.settings.body_bytes_total) {
      HttpReply full;
      full.status = 503;
      full.body = refusal_body("too many bodies are being read");
      full.headers.push_back({"Retry-After", "1"});
      full.close = true;
      return refuse(full), false;
    }
    phase_ = Phase::body;
    const Duration slowest = declared / shared_.settings.body_bytes_per_s * second;
    deadline_ = after(monotonic_now(), shared_.settings.body_time + slowest);
    if (request.expects_continue && input_.empty()) queue("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
  }

  void serve();

  void refuse(const HttpReply& reply) {
    ++shared_.counts.refused;
    const bool keeps = !reply.close && parser_.request().keep_alive && !shared_.winds_down;
    phase_ = Phase::answer;
    std::string text = head_text(reply, std::ssize(reply.body), keeps);
    if (!is_head_request_) text += reply.body;
    queue(std::move(text));
    finish_answer(keeps);
    if (keeps) take_in();
  }

  void finish_answer(bool keeps) {
    gone_ = nullptr;
    free_body();
    ++number_;
    if (!keeps) {
      phase_ = Phase::closing;
      if (!is_writing_) close_gently();
      return;
    }
    parser_.reset();
    has_no_body_ = false;
    phase_ = Phase::idle;
    deadline_ = after(monotonic_now(), shared_.settings.idle_time);
    if (!input_.empty() && !in_serve_) take_in();
  }

  void queue(std::string_view text) {
    unsent_ += text;
    write();
  }

  void write() {
    if (is_writing_ || unsent_.empty() || is_closed_) return;
    is_writing_ = true;
    sending_.swap(unsent_);
    unsent_.clear();
    const double size = static_cast<double>(sending_.size());
    const Duration most =
        shared_.settings.send_time + size / shared_.settings.body_bytes_per_s * second;
    deadline_ =
        std::max(after(monotonic_now(), most), phase_ == Phase::answer ? Instant() : deadline_);
    asio::async_write(stream_, asio::buffer(sending_),
                      [self = this->shared_from_this()](const Fault& fault, std::size_t) {
                        self->is_writing_ = false;
                        self->sending_.clear();
                        if (fault) return self->close();
                        // While the service works there is no deadline but its own.
                        if (self->phase_ == Phase::answer) self->deadline_ = never;
                        if (!self->unsent_.empty()) return self->write();
                        if (self->phase_ == Phase::closing) self->close_gently();
                      });
  }

  /// Lets the other side read what was sent before the connection is reset: unread input would
  /// make the system throw the answer away.
  void close_gently() {
    Fault ignored;
    stream_.lowest_layer().shutdown(Tcp::socket::shutdown_send, ignored);
    deadline_ = after(monotonic_now(), 1.0 * second);
    drain();
  }
  void drain() {
    if (is_closed_ || is_reading_) return;
    is_reading_ = true;
    stream_.async_read_some(asio::buffer(piece_),
                            [self = this->shared_from_this()](const Fault& fault, std::size_t got) {
                              self->is_reading_ = false;
                              self->drained_ += got;
                              if (fault || self->drained_ > (4U << 20U)) return self->close();
                              self->drain();
                            });
  }

  void close() {
    if (is_closed_) return;
    is_closed_ = true;
    Fault ignored;
    stream_.lowest_layer().close(ignored);
    if (gone_) {
      ++shared_.counts.gone;
      const std::function<void()> call = std::move(gone_);
      gone_ = nullptr;
      call();
    }
    free_body();
  }

  void free_body() {
    shared_.body_bytes -= booked_;
    booked_ = 0;
  }

  Stream stream_;
  std::string peer_;
  std::shared_ptr<Shared> owner_;
  Shared& shared_;
  HttpParser parser_;
  Phase phase_ = Phase::head;
  std::array<char, read_piece> piece_{};
  std::string input_;
  std::string unsent_;
  std::string sending_;
  std::function<void()> gone_;
  Instant deadline_ = never;
  std::int64_t id_ = 0;
  std::uint64_t number_ = 0;  ///< of the request that is answered
  std::size_t booked_ = 0;
  std::size_t drained_ = 0;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_closed_ = false;
  bool in_serve_ = false;
  bool has_no_body_ = false;
  bool is_head_request_ = false;
  bool streams_in_chunks_ = true;
  bool stream_keeps_ = true;
};

template <class Stream>
class SessionExchange final : public HttpExchange {
 public:
  SessionExchange(std::shared_ptr<Session<Stream>> session, std::uint64_t number)
      : session_(std::move(session)), number_(number) {}

  void reply(HttpReply reply) override { session_->reply(number_, reply); }
  void begin(const HttpReply& head) override { session_->begin_stream(number_, head); }
  void send(std::string_view bytes) override { session_->send(number_, bytes); }
  void end() override { session_->end_stream(number_); }
  void on_gone(std::function<void()> call) override { session_->on_gone(number_, std::move(call)); }

 private:
  std::shared_ptr<Session<Stream>> session_;
  std::uint64_t number_;
};

template <class Stream>
void Session<Stream>::serve() {
  phase_ = Phase::answer;
  deadline_ = never;
  ++shared_.counts.requests;
  HttpRequest request = std::move(parser_.request());
  // What the answer needs of the request stays with the parser.
  parser_.request().keep_alive = request.keep_alive;
  parser_.request().is_1_1 = request.is_1_1;
  in_serve_ = true;
  shared_.service->serve(std::move(request), std::make_shared<SessionExchange<Stream>>(
                                                 this->shared_from_this(), number_));
  in_serve_ = false;
  if (phase_ == Phase::idle && !input_.empty()) phase_ = Phase::head;
}

}  // namespace islet::http_session
