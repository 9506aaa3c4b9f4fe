// The drill about a node that is lost: three sites behind one, any of them frozen or destroyed
// while it has work, and back afterwards.
#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <poll.h>

#include "live/drill_site.h"
#include "live/live_drill.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t node_count = 3;
constexpr int slots = 8;     // of each node
constexpr int at_once = 30;  // more than all nodes run at one time: some wait before the site
constexpr int streams = 6;   // beside them
constexpr int tokens = 20;   // of each answer
constexpr Duration patience = 30.0 * second;  // no drill waits longer for an answer or a return

Error failed(const std::string& what) { return Error{{}, what, "", "D5", ""}; }

/// One request on its way, and what came of it.
struct Sent {
  std::unique_ptr<RawClient> client;
  std::string reply;
  Instant at;
  Duration took{};
  bool is_over = false;
};

std::vector<Sent> sent(const DrillSite& site, int count, bool streams_out) {
  const std::string body = fmt::format(R"({{"model":"both","max_tokens":{},"stream":{},)"
                                       R"("messages":[{{"role":"user","content":"hi"}}]}})",
                                       tokens, streams_out);
  std::vector<Sent> all;
  for (int i = 0; i < count; ++i) {
    Sent one;
    one.client = std::make_unique<RawClient>(site.port());
    one.client->send(DrillSite::text_of("POST", "/v1/chat/completions", body));
    one.at = monotonic_now();
    all.push_back(std::move(one));
  }
  return all;
}

/// Until each has its whole answer, or patience ends.
void collect(std::vector<Sent>& all) {
  const Instant end = after(monotonic_now(), patience);
  while (monotonic_now() < end) {
    std::vector<pollfd> waits;
    std::vector<Sent*> open;
    for (Sent& one : all) {
      if (one.is_over) continue;
      waits.push_back({one.client->descriptor(), POLLIN, 0});
      open.push_back(&one);
    }
    if (open.empty()) return;
    ::poll(waits.data(), waits.size(), 100);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (waits[i].revents == 0) continue;
      const std::string more = open[i]->client->receive();
      open[i]->reply += more;
      open[i]->is_over = more.empty();
      open[i]->took = between(open[i]->at, monotonic_now());
    }
  }
}

/// What is counted over all losses of one kind.
struct Survived {
  int in_flight = 0;     ///< that were answered
  int afterwards = 0;    ///< that were answered
  int streams_told = 0;  ///< that ended whole, or with an error that says why
  int returned = 0;      ///< nodes that served again
  Duration longest_wait{};
  Duration longest_return{};
};

void collect(std::vector<Sent>& all, Survived& survived) {
  collect(all);
  for (const Sent& one : all) {
    survived.longest_wait = std::max(survived.longest_wait, one.is_over ? one.took : patience);
  }
}

int answered(std::vector<Sent>& all, Survived& survived) {
  collect(all, survived);
  const std::string whole = fmt::format("\"completion_tokens\":{},", tokens);
  int done = 0;
  for (const Sent& one : all) {
    const bool is_whole = one.reply.find(whole) != std::string::npos;
    done += one.is_over && status_of(one.reply) == "200" && is_whole ? 1 : 0;
  }
  return done;
}

int told(std::vector<Sent>& all, Survived& survived) {
  collect(all, survived);
  return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Sent& one) {
    const bool is_whole = one.reply.find("data: [DONE]") != std::string::npos;
    return one.is_over && (is_whole || one.reply.find("\"error\"") != std::string::npos);
  }));
}

enum class Loss { frozen, destroyed };

class RedundantSite {
 public:
  static Result<std::unique_ptr<RedundantSite>> open() {
    auto out = std::make_unique<RedundantSite>();
    ServeSettings front;
    for (std::size_t i = 0; i < node_count; ++i) {
      if (auto error = out->open_node(i, 0)) return *error;
      Result<SiteModel> seen = drill_model(
          "both", "remote", fmt::format("http://127.0.0.1:{}/v1#both", out->nodes_.at(i)->port()));
      if (!seen) return seen.error();
      seen->where = Residency::anywhere;
      seen->slots = slots;
      front.models.push_back(*seen);
    }
    auto opened = DrillSite::open(front);
    if (!opened) return opened.error();
    out->front_ = std::move(*opened);
    if (!out->front_->wait_until_up(node_count)) return failed("the nodes were not reached");
    return out;
  }

  /// Loses one under load, asks again without it, brings it back.
  std::optional<Error> lose(std::size_t lost, Loss loss, Survived& survived) {
    std::vector<Sent> speaking = sent(*front_, streams, true);
    std::vector<Sent> during = sent(*front_, at_once, false);
    if (!is_at_work(lost)) return failed("a node that is to be lost had no work");
    const int port = nodes_.at(lost)->port();
    loss == Loss::frozen ? nodes_.at(lost)->freeze() : nodes_.at(lost)->destroy();
    survived.in_flight += answered(during, survived);
    survived.streams_told += told(speaking, survived);
    std::vector<Sent> without = sent(*front_, at_once, false);
    survived.afterwards += answered(without, survived);
    if (loss == Loss::frozen) {
      nodes_.at(lost)->thaw();
    } else if (open_node(lost, port)) {
      return std::nullopt;  // its place is taken: it does not return
    }
    see_return(lost, survived);
    return std::nullopt;
  }

 private:
  std::optional<Error> open_node(std::size_t at, int port) {
    Result<SiteModel> model = drill_model("both", "fake", "fake?step_us=20000");
    if (!model) return model.error();
    model->slots = slots;
    ServeSettings settings;
    settings.models = {*model};
    auto opened = DrillSite::open(settings, {}, port);
    if (!opened) return opened.error();
    nodes_.at(at) = std::move(*opened);
    if (!nodes_.at(at)->wait_until_up(1)) return failed("a node did not come up");
    return std::nullopt;
  }

  bool is_at_work(std::size_t at) {
    const Instant end = after(monotonic_now(), patience);
    while (monotonic_now() < end) {
      const std::vector<EngineStanding> engines = nodes_.at(at)->standings();
      if (engines.empty()) return false;  // told to end from outside
      if (engines.front().running > 0) return true;
      wait_for(2.0 * millisecond);
    }
    return false;
  }

  bool is_seen(std::size_t at) {
    const std::vector<EngineStanding> engines = front_->standings();
    return at < engines.size() && engines[at].is_up;
  }
  std::uint64_t tokens_at(std::size_t at) {
    const std::vector<EngineStanding> engines = nodes_.at(at)->standings();
    return engines.empty() ? 0 : engines.front().tokens;
  }

  void see_return(std::size_t lost, Survived& survived) {
    const Instant start = monotonic_now();
    while (!is_seen(lost)) {
      if (between(start, monotonic_now()) > patience) return;
      wait_for(10.0 * millisecond);
    }
    const Duration took = between(start, monotonic_now());
    survived.longest_return = std::max(survived.longest_return, took);
    const std::uint64_t before = tokens_at(lost);
    std::vector<Sent> again = sent(*front_, at_once, false);
    Survived not_counted;
    const bool all_answered = answered(again, not_counted) == at_once;
    survived.returned += all_answered && tokens_at(lost) > before ? 1 : 0;
  }

  std::array<std::unique_ptr<DrillSite>, node_count> nodes_;
  std::unique_ptr<DrillSite> front_;
};

void tell(DrillFigures& figures, const std::string& kind, const Survived& survived) {
  figures.push_back({"answered_in_flight_" + kind, static_cast<double>(survived.in_flight), ""});
  figures.push_back({"answered_after_" + kind, static_cast<double>(survived.afterwards), ""});
  figures.push_back({"streams_told_" + kind, static_cast<double>(survived.streams_told), ""});
  figures.push_back({"returned_" + kind, static_cast<double>(survived.returned), ""});
  figures.push_back({"longest_wait_" + kind + "_s", survived.longest_wait / second, ""});
  figures.push_back({"longest_return_" + kind + "_s", survived.longest_return / second, ""});
}

}  // namespace

Result<DrillFigures> drill_failover() {
  Result<std::unique_ptr<RedundantSite>> site = RedundantSite::open();
  if (!site) return site.error();
  Survived frozen;
  Survived destroyed;
  for (std::size_t lost = 0; lost < node_count; ++lost) {
    if (auto error = (*site)->lose(lost, Loss::frozen, frozen)) return *error;
  }
  for (std::size_t lost = 0; lost < node_count; ++lost) {
    if (auto error = (*site)->lose(lost, Loss::destroyed, destroyed)) return *error;
  }
  DrillFigures figures = {{"nodes", static_cast<double>(node_count), ""},
                          {"asked", static_cast<double>(node_count) * at_once, ""},
                          {"streams", static_cast<double>(node_count) * streams, ""}};
  tell(figures, "frozen", frozen);
  tell(figures, "destroyed", destroyed);
  return figures;
}

}  // namespace islet
