#include "net/http_server.h"

#include <optional>
#include <tuple>

#include "net/event_loop_core.h"
#include "net/http_session.h"

namespace islet {
namespace {

namespace asio = boost::asio;
using http_session::Connections;
using http_session::Fault;
using http_session::Session;
using http_session::Shared;
using http_session::Tcp;

class AsioServer final : public HttpServer {
 public:
  AsioServer(EventLoop& loop, const HttpSettings& settings, HttpService& service)
      : context_(loop.core().context), acceptor_(context_), sweep_(loop) {
    shared_->settings = settings;
    shared_->service = &service;
  }

  std::optional<Error> listen();
  int port() const override { return port_; }
  const HttpCounts& counts() const override { return shared_->counts; }
  double fullness() const override {
    return static_cast<double>(shared_->counts.connections) / shared_->settings.connections;
  }
  void wind_down() override {
    shared_->winds_down = true;
    Fault ignored;
    std::ignore = acceptor_.close(ignored);
    const Connections all = shared_->all;
    for (const auto& [id, one] : all) one->wind_down();
  }

 private:
  std::optional<Error> read_certificate();
  void accept();
  void greet(Tcp::socket socket);
  bool has_room();
  void sweep();

  asio::io_context& context_;
  Tcp::acceptor acceptor_;
  std::optional<asio::ssl::context> tls_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  LoopTimer sweep_;
  int port_ = 0;
};

std::optional<Error> AsioServer::read_certificate() {
  const HttpSettings& settings = shared_->settings;
  if (settings.certificate_file.empty()) return std::nullopt;
  Fault fault;
  tls_.emplace(asio::ssl::context::tls_server);
  std::ignore = tls_->set_options(asio::ssl::context::default_workarounds |
                                      asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
                                  fault);
  if (!fault) std::ignore = tls_->use_certificate_chain_file(settings.certificate_file, fault);
  if (fault) {
    return Error{Place{settings.certificate_file},
                 "the certificate cannot be used: " + fault.message(), "Give a chain in PEM.", "G2",
                 ""};
  }
  std::ignore = tls_->use_private_key_file(settings.key_file, asio::ssl::context::pem, fault);
  if (!fault) return std::nullopt;
  return Error{Place{settings.key_file},
               "the key of the certificate cannot be used: " + fault.message(),
               "Give the private key of the certificate in PEM.", "G2", ""};
}

std::optional<Error> AsioServer::listen() {
  if (auto error = read_certificate()) return error;
  Fault fault;
  const HttpSettings& settings = shared_->settings;
  const auto address = asio::ip::make_address(settings.address, fault);
  const Tcp::endpoint place(address, static_cast<unsigned short>(settings.port));
  if (!fault) std::ignore = acceptor_.open(place.protocol(), fault);
  if (!fault) std::ignore = acceptor_.set_option(Tcp::acceptor::reuse_address(true), fault);
  if (!fault) std::ignore = acceptor_.bind(place, fault);
  if (!fault) std::ignore = acceptor_.listen(1024, fault);
  if (fault) {
    return Error{
        {},
        fmt::format("cannot listen on {}:{}: {}", settings.address, settings.port, fault.message()),
        "Another program may hold the port: name another with `--port`.",
        "G2",
        ""};
  }
  port_ = acceptor_.local_endpoint(fault).port();
  accept();
  sweep();
  return std::nullopt;
}

void AsioServer::accept() {
  acceptor_.async_accept([this](const Fault& fault, Tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!fault) greet(std::move(socket));
    accept();
  });
}

/// A place for one more: at the limit a connection on which nothing is asked ends, the oldest
/// first.
bool AsioServer::has_room() {
  if (shared_->counts.connections < shared_->settings.connections) return true;
  return std::any_of(shared_->all.begin(), shared_->all.end(),
                     [](const auto& one) { return one.second->yields(); });
}

void AsioServer::greet(Tcp::socket socket) {
  ++shared_->counts.accepted;
  if (!has_room()) {
    ++shared_->counts.turned_away;
    return;  // closes it
  }
  Fault ignored;
  std::ignore = socket.set_option(Tcp::no_delay(true), ignored);
  const auto end = socket.remote_endpoint(ignored);
  std::string peer = ignored ? "" : end.address().to_string();
  if (tls_) {
    using Stream = asio::ssl::stream<Tcp::socket>;
    std::make_shared<Session<Stream>>(Stream(std::move(socket), *tls_), std::move(peer), shared_)
        ->begin();
  } else {
    std::make_shared<Session<Tcp::socket>>(std::move(socket), std::move(peer), shared_)->begin();
  }
}

void AsioServer::sweep() {
  const Instant now = monotonic_now();
  const Connections all = shared_->all;
  for (const auto& [id, one] : all) {
    if (shared_->all.contains(id)) one->look(now);
  }
  sweep_.set(after(now, 0.25 * second), [this] { sweep(); });
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::open(EventLoop& loop, const HttpSettings& settings,
                                                     HttpService& service) {
  auto server = std::make_unique<AsioServer>(loop, settings, service);
  if (auto error = server->listen()) return *error;
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace islet
