// Acute work beside ten times the load that an engine carries, on a real engine: the acute stream
// alone, beside routine work under the default policy, and under first come, first served; and what
// the engine does by itself. `islet_acute_load MODEL.gguf [SECONDS [LOAD [THREADS]]]`.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>

#include "base/histogram.h"
#include "base/random.h"
#include "engines/worker_program.h"
#include "live/site_server.h"
#include "net/clock.h"
#include "net/http_client.h"

namespace islet {
namespace {

constexpr int slots = 8;

struct Trial {
  std::string model;
  std::string worker;
  double seconds = 60;
  double load = 10;  ///< times what the engine carries
  double acute_share = 0.05;
  std::uint32_t threads = 1;
};

struct Asked {
  Instant due;
  bool is_acute = false;
  std::uint32_t prompt = 0;
  std::uint32_t reply = 0;
};

/// Lengths of a request: routine prompts are long, up to 1,000 tokens.
Asked drawn(RandomStream& stream, bool is_acute) {
  Asked one;
  one.is_acute = is_acute;
  one.prompt =
      static_cast<std::uint32_t>(is_acute ? stream.uniform(32, 96) : stream.uniform(32, 320));
  if (!is_acute && stream.uniform(0, 1) < 0.05) one.prompt = 1'000;
  one.reply = static_cast<std::uint32_t>(stream.uniform(8, 40));
  return one;
}

std::vector<std::int32_t> tokens_of(const Asked& one, std::uint64_t seed) {
  std::vector<std::int32_t> tokens;
  for (std::uint32_t i = 0; i < one.prompt; ++i) {
    tokens.push_back(
        static_cast<std::int32_t>(300 + (std::uint64_t{i} * 7'919 + seed * 104'729) % 20'000));
  }
  return tokens;
}

// ---- the engine by itself

class Direct {
 public:
  explicit Direct(const Trial& trial) {
    auto engine = start_worker(trial.worker, EngineLimits(), monotonic_now());
    if (!engine) return;
    engine_ = std::move(*engine);
    LoadOrder load;
    load.file = trial.model;
    load.cache_tokens = 16'384;
    load.sequences = slots;
    load.threads = trial.threads;
    ask<Loaded>(load);
  }

  struct Own {
    double requests_per_s = 0;
    double tokens_per_s = 0;
    double tokens_per_cpu_s = 0;
  };

  /// These requests, all places taken, steps as large as they come; until one place would be empty
  /// or the time is over.
  Own run(double seconds, std::span<const Asked> work) {
    Own own;
    std::uint64_t tokens = 0, ended = 0;
    std::size_t next = 0;
    std::vector<StepItem> items;
    const auto begin = [&] {
      if (next == work.size()) return;
      StartSequence start;
      start.id = SequenceId{next + 1};
      start.tokens = tokens_of(work[next], next + 1);
      start.most_tokens = work[next++].reply;
      start.ends_itself = false;
      ask<SequenceStarted>(start);
      items.push_back({start.id, 512});
    };
    for (int i = 0; i < slots; ++i) begin();
    const std::uint64_t cpu = ask<Pong>(Ping{1}).cpu_ns;
    const Instant start = monotonic_now();
    std::uint64_t number = 0;
    while (items.size() == slots && between(start, monotonic_now()) < seconds * second && is_up()) {
      const auto done = ask<StepDone>(StepOrder{++number, items});
      tokens += done.tokens;
      for (const SequenceOutput& output : done.outputs) {
        if (output.end == SequenceEnd::none) continue;
        std::erase_if(items, [&](const StepItem& item) { return item.id == output.id; });
        ++ended;
        begin();
      }
    }
    const double took = between(start, monotonic_now()) / second;
    const double cpu_s = static_cast<double>(ask<Pong>(Ping{2}).cpu_ns - cpu) * 1e-9;
    own.requests_per_s = static_cast<double>(ended) / took;
    own.tokens_per_s = static_cast<double>(tokens) / took;
    own.tokens_per_cpu_s = static_cast<double>(tokens) / cpu_s;
    return own;
  }
  bool is_up() const { return engine_ != nullptr && !is_gone_; }

 private:
  template <class T>
  T ask(const EngineOrder& order) {
    if (!is_up()) return T{};
    engine_->order(order);
    while (!is_gone_) {
      while (!reports_.empty()) {
        const EngineReport report = std::move(reports_.front());
        reports_.pop_front();
        if (const T* found = std::get_if<T>(&report)) return *found;
        is_gone_ = is_gone_ || std::holds_alternative<EngineGone>(report) ||
                   std::holds_alternative<OrderRefused>(report);
      }
      pollfd one{engine_->descriptor(), POLLIN, 0};
      if (engine_->has_unsent()) one.events |= POLLOUT;
      ::poll(&one, 1, 100);
      std::vector<EngineReport> fresh;
      engine_->look(monotonic_now(), fresh);
      reports_.insert(reports_.end(), fresh.begin(), fresh.end());
    }
    return T{};
  }

  std::unique_ptr<Engine> engine_;
  std::deque<EngineReport> reports_;
  bool is_gone_ = false;
};

// ---- through the gateway

std::string request_of(const Asked& one, std::uint64_t seed) {
  std::string body = "{\"model\":\"m\",\"stream\":true,\"ignore_eos\":true,\"temperature\":0,";
  body += "\"service_tier\":\"" + std::string(one.is_acute ? "priority" : "default") + "\",";
  body += "\"max_tokens\":" + std::to_string(one.reply) + ",\"prompt\":[";
  for (const std::int32_t token : tokens_of(one, seed)) body += std::to_string(token) + ",";
  body.back() = ']';
  body += "}";
  return "POST /v1/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Flight {
  Asked asked;
  std::unique_ptr<RawClient> client;
  bool has_first = false;
};

struct Outcome {
  Histogram acute_ms;
  Histogram routine_ms;
  int unanswered_acute = 0;
  std::vector<Asked> done;
  double tokens_per_s = 0;
  double tokens_per_cpu_s = 0;
};

/// Both streams in the order they are due.
std::vector<Asked> schedule(const Trial& trial, double per_s, bool has_routine) {
  std::vector<Asked> all;
  for (const bool is_acute : {true, false}) {
    if (!is_acute && !has_routine) continue;
    RandomStream stream(is_acute ? 7 : 8);
    const double rate = per_s * (is_acute ? trial.acute_share : 1 - trial.acute_share);
    double at = 0;
    while (true) {
      at += -std::log(1 - stream.uniform(0, 1)) / rate;
      if (at > trial.seconds) break;
      Asked one = drawn(stream, is_acute);
      one.due = after(Instant(), at * second);
      all.push_back(one);
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Asked& a, const Asked& b) { return a.due < b.due; });
  return all;
}

void receive(std::vector<Flight>& flights, const std::vector<pollfd>& polls, Outcome& outcome,
             Instant start) {
  for (std::size_t i = flights.size(); i-- > 0;) {
    if ((polls[i].revents & (POLLIN | POLLHUP)) == 0) continue;
    Flight& one = flights[i];
    const std::string got = one.client->receive();
    if (!one.has_first && got.find("data: ") != std::string::npos) {
      one.has_first = true;
      const double ms =
          between(after(start, between(Instant(), one.asked.due)), monotonic_now()) / millisecond;
      (one.asked.is_acute ? outcome.acute_ms : outcome.routine_ms).record(ms);
    }
    if (!got.empty()) continue;
    if (one.has_first) outcome.done.push_back(one.asked);
    outcome.unanswered_acute += one.asked.is_acute && !one.has_first;
    std::swap(flights[i], flights.back());
    flights.pop_back();
  }
}

Outcome drive(const Trial& trial, const std::vector<Asked>& plan, const std::string& policy,
              bool waits_for_rest) {
  ServeSettings settings;
  settings.http.port = 0;
  settings.policy = policy;
  SiteModel model;
  model.name = "m";
  model.file = trial.model;
  model.program = trial.worker;
  model.slots = slots;
  model.threads = static_cast<int>(trial.threads);
  settings.models = {model};
  auto site = SiteServer::open(settings);
  Outcome outcome;
  if (!site) return outcome;
  std::thread serving([&] { (*site)->run(0.1 * second); });
  const auto standing = [&] {
    EngineStanding found;
    std::atomic<bool> is_there = false;
    (*site)->loop().post([&] {
      found = (*site)->standings().front();
      is_there = true;
    });
    while (!is_there) wait_for(1.0 * millisecond);
    return found;
  };
  while (!standing().is_up) wait_for(50.0 * millisecond);
  wait_for(2.5 * second);  // a ping tells the processor time of loading
  const EngineStanding before = standing();
  std::vector<Flight> flights;
  std::size_t next = 0;
  const Instant start = monotonic_now();
  const Instant end = after(start, trial.seconds * second);
  const Instant last = after(end, waits_for_rest ? 10.0 * second : 0.0 * second);
  while (monotonic_now() < last && (monotonic_now() < end || !flights.empty())) {
    double wait_s = 0.05;
    while (next < plan.size()) {
      const Instant due = after(start, between(Instant(), plan[next].due));
      wait_s = std::min(wait_s, between(monotonic_now(), due) / second);
      if (wait_s > 0) break;
      Flight flight{plan[next], std::make_unique<RawClient>((*site)->port()), false};
      flight.client->send(request_of(plan[next], next + 1));
      ++next;
      flights.push_back(std::move(flight));
      wait_s = 0.05;
    }
    std::vector<pollfd> polls;
    for (const Flight& one : flights) polls.push_back({one.client->descriptor(), POLLIN, 0});
    ::poll(polls.data(), polls.size(), static_cast<int>(std::max(0.0, wait_s) * 1e3) + 1);
    receive(flights, polls, outcome, start);
    if (monotonic_now() >= end) {
      std::erase_if(flights, [](const Flight& one) { return !one.asked.is_acute; });
    }
    if (monotonic_now() >= end && outcome.tokens_per_s == 0) {
      const EngineStanding now = standing();
      const auto tokens = static_cast<double>(now.tokens - before.tokens);
      outcome.tokens_per_s = tokens / (between(start, monotonic_now()) / second);
      outcome.tokens_per_cpu_s = tokens / ((now.processor - before.processor) / second);
    }
  }
  for (const Flight& one : flights)
    outcome.unanswered_acute += one.asked.is_acute && !one.has_first;
  flights.clear();
  (*site)->stop();
  serving.join();
  return outcome;
}

void print(const char* name, const Outcome& outcome) {
  std::printf(
      "%-24s acute first token ms: P50 %7.1f  P90 %7.1f  P99 %7.1f  (%lld, %d without)  "
      "routine P50 %8.1f  %6.1f tokens/s  %6.1f a CPU s\n",
      name, outcome.acute_ms.quantile(0.5), outcome.acute_ms.quantile(0.9),
      outcome.acute_ms.quantile(0.99), static_cast<long long>(outcome.acute_ms.count()),
      outcome.unanswered_acute, outcome.routine_ms.quantile(0.5), outcome.tokens_per_s,
      outcome.tokens_per_cpu_s);
  std::fflush(stdout);
}

/// What the engine carries by itself of this work.
std::optional<Direct::Own> alone(const Trial& trial, double seconds, std::span<const Asked> work,
                                 const char* what) {
  Direct direct(trial);
  if (!direct.is_up()) return std::nullopt;
  const Direct::Own own = direct.run(seconds, work);
  std::printf("engine by itself, %s: %.2f requests/s, %.1f tokens/s, %.1f a CPU s\n", what,
              own.requests_per_s, own.tokens_per_s, own.tokens_per_cpu_s);
  std::fflush(stdout);
  return own;
}

int measure(const Trial& trial) {
  RandomStream stream(42);
  std::vector<Asked> usual(10'000);
  for (Asked& one : usual) one = drawn(stream, stream.uniform(0, 1) < trial.acute_share);
  const auto own = alone(trial, std::min(30.0, trial.seconds), usual, "work as it is asked");
  if (!own) return 1;
  const double per_s = trial.load * own->requests_per_s;
  const Outcome acute = drive(trial, schedule(trial, per_s, false), "acute-first", true);
  print("acute alone", acute);
  const std::vector<Asked> mixed = schedule(trial, per_s, true);
  const Outcome first = drive(trial, mixed, "acute-first", true);
  print("beside routine", first);
  // What is served is more acute than what is asked, and a few long prompts weigh much: the engine
  // by itself is given the very requests that were served.
  const auto same = alone(trial, 1e4, first.done, "work as it was served");
  if (!same) return 1;
  Trial short_trial = trial;
  short_trial.seconds = std::min(60.0, trial.seconds);
  const Outcome come = drive(short_trial, schedule(short_trial, per_s, true), "first-come", false);
  print("beside, first come", come);
  std::printf("acute P99 %.2f times what it is alone, P50 %.2f times\n",
              first.acute_ms.quantile(0.99) / std::max(1e-9, acute.acute_ms.quantile(0.99)),
              first.acute_ms.quantile(0.5) / std::max(1e-9, acute.acute_ms.quantile(0.5)));
  std::printf("throughput %.1f %% of the engine's own by CPU time, %.1f %% by the clock\n",
              100 * first.tokens_per_cpu_s / same->tokens_per_cpu_s,
              100 * first.tokens_per_s / same->tokens_per_s);
  return 0;
}

double number_of(const std::string& text, double otherwise) {
  std::from_chars(text.data(), text.data() + text.size(), otherwise);
  return otherwise;
}

}  // namespace
}  // namespace islet

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  islet::Trial trial;
  const bool is_tiny = words.empty() || words[0] == "--tiny";
  const auto worker = islet::worker_program(is_tiny ? "fake" : "llama");
  if (!worker) {
    std::fprintf(stderr, "%s\n", worker.error().text().c_str());
    return 1;
  }
  trial.worker = *worker;
  trial.model = is_tiny ? "fake?step_us=2000" : words[0];
  if (is_tiny) trial.seconds = 0.3;
  if (words.size() > 1) trial.seconds = islet::number_of(words[1], trial.seconds);
  if (words.size() > 2) trial.load = islet::number_of(words[2], trial.load);
  if (words.size() > 3) trial.threads = static_cast<std::uint32_t>(islet::number_of(words[3], 1));
  return islet::measure(trial);
}
