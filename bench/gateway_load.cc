// Load on a gateway: requests at a fixed rate, latency counted from the moment each was due, or as
// many as go through a number of connections. `islet_gateway_load PORT rate|full [PER_S] [SECONDS]
// [CONNECTIONS]`. `islet_gateway_load added [PER_S] [SECONDS]`: what a gateway adds, against the
// same calls of an engine that answers at once, by turns. `islet_gateway_load core [SECONDS]`: how
// many requests of 1 KB one core carries. Without a word: tiny, for a test.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include <poll.h>

#include "base/histogram.h"
#include "live/site_server.h"
#include "mock_engine.h"
#include "net/clock.h"
#include "net/http_client.h"

namespace islet {
namespace {

struct Load {
  int port = 0;
  double per_s = 500;  ///< 0: as many as go
  double seconds = 5;
  int connections = 32;
};

std::string request_of_1_kb() {
  std::string body = R"({"model":"words","max_tokens":8,"messages":[{"role":"user","content":")";
  while (body.size() < 1'000) body += "word ";
  body += "\"}]}";
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// One connection with at most one request on its way.
struct Lane {
  std::unique_ptr<RawClient> client;
  std::string got;
  Instant due;
  bool waits = false;
};

bool is_whole(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  const std::size_t at = text.find("Content-Length: ");
  if (end == std::string::npos || at > end) return false;
  std::size_t length = 0;
  std::from_chars(text.data() + at + 16, text.data() + end, length);
  return text.size() >= end + 4 + length;
}

struct Answers {
  Histogram latency_ms;
  std::int64_t failed = 0;
};

/// Takes in what came on the lanes that `polls` found readable.
void receive(std::vector<Lane>& lanes, const std::vector<pollfd>& polls, Answers& answers) {
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if ((polls[i].revents & POLLIN) == 0) continue;
    lanes[i].got += lanes[i].client->receive();
    if (!is_whole(lanes[i].got)) continue;
    if (!lanes[i].got.starts_with("HTTP/1.1 200")) ++answers.failed;
    answers.latency_ms.record(between(lanes[i].due, monotonic_now()) / millisecond);
    lanes[i].waits = false;
  }
}

Answers run(const Load& load) {
  const std::string request = request_of_1_kb();
  std::vector<Lane> lanes(static_cast<std::size_t>(load.connections));
  std::vector<pollfd> polls;
  for (Lane& lane : lanes) {
    lane.client = std::make_unique<RawClient>(load.port);
    polls.push_back({lane.client->descriptor(), POLLIN, 0});
  }
  Answers answers;
  const Instant start = monotonic_now();
  const Instant end = after(start, load.seconds * second);
  Instant next = start;
  for (Instant now = start; now < end; now = monotonic_now()) {
    for (Lane& lane : lanes) {
      if (lane.waits || (load.per_s > 0 && next > now)) continue;
      lane.due = load.per_s > 0 ? next : now;
      if (load.per_s > 0) next = after(next, second / load.per_s);
      lane.waits = lane.client->send(request);
      lane.got.clear();
    }
    // Waiting, not spinning: on a crowded machine a client that spins is put to sleep for long.
    const double left_s = load.per_s > 0 ? between(monotonic_now(), next) / second : 0.01;
    const timespec most{0, static_cast<std::int64_t>(std::clamp(left_s, 0.0, 0.5) * 1e9)};
    ::ppoll(polls.data(), polls.size(), &most, nullptr);
    receive(lanes, polls, answers);
  }
  return answers;
}

void print(const char* name, const Load& load, const Answers& answers) {
  const Histogram& latency_ms = answers.latency_ms;
  std::cout << name << static_cast<double>(latency_ms.count()) / load.seconds << " requests/s, "
            << answers.failed << " failed; latency ms: P50 " << latency_ms.quantile(0.5) << ", P90 "
            << latency_ms.quantile(0.9) << ", P99 " << latency_ms.quantile(0.99) << ", most "
            << latency_ms.max() << " (" << latency_ms.count() << " samples)\n";
}

/// A gateway whose engine answers at once, on a thread of its own.
class OwnGateway {
 public:
  OwnGateway() {
    ServeSettings settings;
    settings.http.port = 0;
    auto site = SiteServer::open(settings);
    if (!site) return;
    site_ = std::move(*site);
    thread_ = std::thread([this] { site_->run(); });
  }
  ~OwnGateway() {
    if (site_ == nullptr) return;
    site_->stop();
    thread_.join();
  }
  OwnGateway(const OwnGateway&) = delete;
  OwnGateway& operator=(const OwnGateway&) = delete;
  int port() const { return site_ == nullptr ? 0 : site_->port(); }

  /// Processor time of the gateway's thread alone, system calls included.
  Duration processor() {
    clockid_t clock{};
    timespec used{};
    if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0) return {};
    if (::clock_gettime(clock, &used) != 0) return {};
    return static_cast<double>(used.tv_sec) * second +
           static_cast<double>(used.tv_nsec) * nanosecond;
  }

 private:
  std::unique_ptr<SiteServer> site_;
  std::thread thread_;
};

int run_core(double seconds) {
  OwnGateway gateway;
  if (gateway.port() == 0) return 1;
  const Load load{.port = gateway.port(), .per_s = 0, .seconds = seconds, .connections = 64};
  const Duration before = gateway.processor();
  const Answers answers = run(load);
  const Duration used = gateway.processor() - before;
  print("", load, answers);
  std::cout << static_cast<double>(answers.latency_ms.count()) / (used / second)
            << " requests per second of one core, which was busy " << used / second << " s of "
            << seconds << "\n";
  return answers.failed == 0 ? 0 : 1;
}

/// By turns, so that a machine that is busy for a while is so for both.
int run_added(double per_s, double seconds) {
  constexpr int turns = 5;
  const OwnGateway gateway;
  const MockEngine engine;
  if (gateway.port() == 0 || engine.port() == 0) return 1;
  std::vector<double> p50;
  std::vector<double> p99;
  for (int i = 0; i < turns; ++i) {
    Load load{.port = engine.port(), .per_s = per_s, .seconds = seconds / turns, .connections = 32};
    const Answers direct = run(load);
    print("engine   ", load, direct);
    load.port = gateway.port();
    const Answers through = run(load);
    print("gateway  ", load, through);
    p50.push_back(through.latency_ms.quantile(0.5) - direct.latency_ms.quantile(0.5));
    p99.push_back(through.latency_ms.quantile(0.99) - direct.latency_ms.quantile(0.99));
  }
  std::sort(p50.begin(), p50.end());
  std::sort(p99.begin(), p99.end());
  std::cout << "added ms, median of " << turns << " turns: P50 " << p50[turns / 2] << ", P99 "
            << p99[turns / 2] << " (least " << p99.front() << ", most " << p99.back() << ")\n";
  return 0;
}

double number_of(const char* text) {
  double value = 0;
  std::from_chars(text, text + std::strlen(text), value);
  return value;
}

int run_tiny() { return run_core(0.2) + run_added(200, 0.5); }

}  // namespace
}  // namespace islet

int main(int argc, char** argv) {
  if (argc < 2) return islet::run_tiny();
  if (std::strcmp(argv[1], "added") == 0) {
    return islet::run_added(argc > 2 ? islet::number_of(argv[2]) : 500,
                            argc > 3 ? islet::number_of(argv[3]) : 50);
  }
  if (std::strcmp(argv[1], "core") == 0) {
    return islet::run_core(argc > 2 ? islet::number_of(argv[2]) : 10);
  }
  islet::Load load;
  load.port = static_cast<int>(islet::number_of(argv[1]));
  load.per_s = argc > 2 && std::strcmp(argv[2], "full") == 0 ? 0 : 500;
  if (argc > 3 && load.per_s > 0) load.per_s = islet::number_of(argv[3]);
  if (argc > 4) load.seconds = islet::number_of(argv[4]);
  if (argc > 5) load.connections = static_cast<int>(islet::number_of(argv[5]));
  islet::print("", load, islet::run(load));
  return 0;
}
