#include "engines/remote_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "engines/kserve.h"
#include "engines/openai_text.h"
#include "engines/remote_calls.h"
#include "engines/server_watch.h"
#include "net/clock.h"
#include "net/json.h"
#include "net/upstream.h"

namespace islet {
namespace {

constexpr int gather_ms = 2;

// A server that has no room says so before it begins, and is asked again: so often at most, after
// what it names or half a second, one, two; one that names more is believed, and the asker told.
constexpr int most_repeats = 3;
constexpr Duration first_pause = 0.5 * second;
constexpr Duration longest_pause = 10.0 * second;

/// One request on its way, or waiting to be sent again.
struct Asked {
  std::string request;                 ///< until the server takes it
  std::unique_ptr<UpstreamCall> call;  ///< none while it waits
  std::string body;                    ///< of the reply, what has not been taken from it
  int repeats = 0;
  Instant again_at;
  bool streams = false;
  bool is_parked = false;
  Instant last_word;
  SequenceEnd end = SequenceEnd::none;
};

class RemoteModel final : public LoadedModel {
 public:
  RemoteModel(const LoadOrder& order, UpstreamAddress address, Loaded loaded)
      : order_(order),
        address_(std::move(address)),
        loaded_(std::move(loaded)),
        last_word_(monotonic_now()),
        watch_(order.silence_ms * millisecond, last_word_) {}

  Loaded figures() const override { return loaded_; }

  Result<SequenceStarted> start(const StartSequence& start) override {
    if (address_.is_kserve) return refused("that server takes tensors, not text");
    if (asked_.contains(start.id)) return refused("the sequence is there already");
    const std::string path = order_.embeds         ? "/embeddings"
                             : start.turns.empty() ? "/completions"
                                                   : "/chat/completions";
    const std::string body =
        order_.embeds ? vector_request(address_, start) : text_request(address_, start);
    begin(start.id, path, body, "Content-Type: application/json\r\n", !order_.embeds);
    std::size_t bytes = start.text.size() + 4 * start.tokens.size();
    for (const ChatTurn& turn : start.turns) bytes += turn.content.size();
    return SequenceStarted{start.id, static_cast<std::uint32_t>(1 + bytes / 4), 0};
  }

  Result<SequenceStarted> start(StartTensors start) override {
    if (!address_.is_kserve) return refused("that server takes text, not tensors");
    if (asked_.contains(start.id)) return refused("the sequence is there already");
    const TensorRequest request = tensor_request(start);
    begin(start.id, "/v2/models/" + address_.model + "/infer", request.head + request.blobs,
          fmt::format("Content-Type: application/octet-stream\r\n"
                      "Inference-Header-Content-Length: {}\r\n",
                      request.head.size()),
          false);
    return SequenceStarted{start.id, 0, 0};
  }

  StepDone step(const StepOrder& order) override {
    StepDone done;
    gather(order, done);
    look_for_life(!asked_.empty());
    if (!done.outputs.empty() || !why_gone_.empty()) return done;
    std::vector<const UpstreamCall*> calls;
    for (const auto& [id, one] : asked_) {
      if (one.call) calls.push_back(one.call.get());
    }
    wait_for_calls(calls, gather_ms);
    gather(order, done);
    return done;
  }

  void cancel(SequenceId id) override { asked_.erase(id); }
  std::string why_gone() const override { return why_gone_; }
  void rest() override { look_for_life(false); }

  /// The server goes on; what it says waits in the socket.
  Result<std::uint64_t> park(SequenceId id) override {
    const auto found = asked_.find(id);
    if (found == asked_.end()) return refused("no such sequence");
    found->second.is_parked = true;
    return std::uint64_t{0};
  }
  std::optional<Error> resume(SequenceId id) override {
    const auto found = asked_.find(id);
    if (found == asked_.end()) return refused("no such sequence");
    found->second.is_parked = false;
    found->second.last_word = monotonic_now();
    return std::nullopt;
  }

 private:
  void begin(SequenceId id, const std::string& path, const std::string& body,
             const std::string& more, bool streams) {
    Asked one;
    one.request = upstream_request(address_, "POST", path, body, more);
    one.streams = streams;
    send(one);
    asked_[id] = std::move(one);
  }

  void send(Asked& one) const {
    one.call = std::make_unique<UpstreamCall>(address_, one.request);
    one.body.clear();
    one.last_word = monotonic_now();
  }

  /// Whether a reply says that there is no room now; the request then waits to be sent again.
  static bool waits_for_room(Asked& one) {
    constexpr int too_many_requests = 429;
    constexpr int unavailable = 503;
    const int status = one.call->reply().status();
    if (status != too_many_requests && status != unavailable) return false;
    if (one.repeats >= most_repeats) return false;
    const std::string named = one.call->reply().header("retry-after");
    int seconds = -1;
    const auto [end, error] = std::from_chars(named.data(), named.data() + named.size(), seconds);
    const bool is_number = error == std::errc{} && end == named.data() + named.size();
    const Duration pause =
        is_number && seconds >= 0 ? seconds * second : std::ldexp(1.0, one.repeats) * first_pause;
    if (pause > longest_pause) return false;
    ++one.repeats;
    one.again_at = after(monotonic_now(), pause);
    one.call.reset();
    return true;
  }

  void gather(const StepOrder& order, StepDone& done) {
    for (const StepItem& item : order.items) {
      const auto found = asked_.find(item.id);
      if (found == asked_.end() || found->second.is_parked) continue;
      SequenceOutput output;
      output.id = item.id;
      take(found->second, output);
      done.tokens += static_cast<std::uint32_t>(output.tokens.size());
      const bool is_over = output.end != SequenceEnd::none;
      if (is_over || !output.tokens.empty()) done.outputs.push_back(std::move(output));
      if (is_over) asked_.erase(found);
    }
  }

  void take(Asked& one, SequenceOutput& output) {
    if (!one.call && monotonic_now() < one.again_at) return;
    if (!one.call) send(one);
    const std::uint64_t before = one.call->received();
    one.call->look(one.body);
    if (one.call->received() > before) {
      one.last_word = monotonic_now();
      last_word_ = one.last_word;
      watch_.hear(one.last_word);
      probe_.reset();
    }
    const bool is_bad = one.call->reply().has_head() && one.call->reply().status() != 200;
    if (one.call->reply().has_head() && !is_bad) one.request = std::string();
    if (one.streams && !is_bad) take_events(one, output);
    if (output.end != SequenceEnd::none) return;
    // Whoever hangs up in the middle has gone with all that it holds; the pool starts anew.
    if (one.call->was_cut()) return go(one.call->fault());
    if (!one.call->fault().empty()) return fail(output, one.call->fault());
    if (one.call->is_over()) {
      if (is_bad && waits_for_room(one)) return;
      if (is_bad) return fail(output, fault_in(one.call->reply().status(), one.body));
      if (one.streams) return end_stream(one, output);
      return address_.is_kserve ? take_tensors(one, output) : take_vector(one, output);
    }
    const Duration borne = order_.answer_ms * millisecond;
    const Instant now = monotonic_now();
    if (between(one.last_word, now) <= borne) return;
    // It lives; whether it lost this request or does nothing at all any more the others show.
    if (between(last_word_, now) <= borne) {
      return fail(output,
                  fmt::format("the server said nothing of it for {:.3g} s", borne / second));
    }
    go(fmt::format("the server answers probes, but no request for {:.3g} s", borne / second));
  }

  /// Some servers end without a last mark; where no reason came either, they were cut short.
  void end_stream(const Asked& one, SequenceOutput& output) {
    output.end = one.end;
    if (one.end == SequenceEnd::none) go("the server's stream ended early");
  }

  void go(const std::string& why) {
    if (why_gone_.empty()) why_gone_ = why.substr(0, 1'000);
  }

  /// Asks for a sign of life where none came for a while.
  void look_for_life(bool is_busy) {
    if (!probe_ && watch_.wants_probe(monotonic_now(), is_busy)) {
      watch_.begin_probe(monotonic_now());
      probe_ = std::make_unique<UpstreamCall>(
          address_, upstream_request(address_, "GET", model_path(address_), ""));
    }
    if (!probe_) return;
    std::string ignored;
    probe_->look(ignored);
    const Instant now = monotonic_now();
    if (probe_->received() > 0) {
      watch_.hear(now);
    } else if (probe_->is_over()) {
      go(probe_->fault());  // nobody is there
    } else if (watch_.probe_is_late(now)) {
      watch_.miss_probe();
    } else {
      return;
    }
    probe_.reset();
    if (!watch_.is_lost()) return;
    go(fmt::format("the server said nothing for {:.3g} s, nor to a probe",
                   order_.silence_ms * 1e-3));
  }

  static void fail(SequenceOutput& output, const std::string& why) {
    output.end = SequenceEnd::failed;
    output.fault = why.substr(0, 1'000);
  }

  /// Events that are whole; lines that are no data are let pass.
  void take_events(Asked& one, SequenceOutput& output) {
    std::size_t from = 0;
    for (std::size_t end = one.body.find('\n'); end != std::string::npos;
         end = one.body.find('\n', from)) {
      std::string_view line = std::string_view(one.body).substr(from, end - from);
      from = end + 1;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.starts_with("data:")) continue;
      line.remove_prefix(5);
      while (line.starts_with(' ')) line.remove_prefix(1);
      if (line == "[DONE]") {
        output.end = one.end == SequenceEnd::none ? SequenceEnd::stop : one.end;
        break;
      }
      take_event(one, line, output);
      if (output.end != SequenceEnd::none) break;
    }
    one.body.erase(0, from);
  }

  static void take_event(Asked& one, std::string_view text, SequenceOutput& output) {
    const Result<JsonValue> value = read_json(text);
    if (!value) return fail(output, "the server's stream holds no JSON");
    if (value->find("error") != nullptr) return fail(output, fault_in(200, std::string(text)));
    if (const JsonValue* usage = value->find("usage")) {
      const JsonValue* prompt = usage->find("prompt_tokens");
      if (prompt != nullptr && prompt->is_integer && prompt->integer > 0) {
        output.prompt_tokens =
            static_cast<std::uint32_t>(std::min<std::int64_t>(prompt->integer, 100'000'000));
      }
    }
    const JsonValue* choices = value->find("choices");
    if (choices == nullptr || choices->items.empty()) return;
    const JsonValue& choice = choices->items.front();
    const JsonValue* delta = choice.find("delta");
    const JsonValue* said = delta != nullptr ? delta->find("content") : choice.find("text");
    if (said != nullptr && !said->text.empty()) {
      output.text += said->text;
      output.tokens.push_back(-1);
    }
    const JsonValue* reason = choice.find("finish_reason");
    if (reason == nullptr || reason->text.empty()) return;
    one.end = reason->text == "length" ? SequenceEnd::length : SequenceEnd::stop;
  }

  void take_vector(Asked& one, SequenceOutput& output) const {
    const Result<JsonValue> value = read_json(one.body);
    const JsonValue* rows = value ? value->find("data") : nullptr;
    const JsonValue* vector =
        rows == nullptr || rows->items.empty() ? nullptr : rows->items.front().find("embedding");
    if (vector == nullptr || vector->items.empty())
      return fail(output, "the server gave no vector");
    Tensor tensor{"embedding", TensorKind::f32, {1, std::ssize(vector->items)}, ""};
    for (const JsonValue& number : vector->items) {
      const auto narrow = static_cast<float>(number.number);
      tensor.bytes.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
    }
    output.outputs.push_back(std::move(tensor));
    output.end = SequenceEnd::stop;
  }

  /// The reply has the form of a request's inputs, under another name.
  static void take_tensors(Asked& one, SequenceOutput& output) {
    Result<std::vector<Tensor>> tensors =
        read_infer_reply(one.body, one.call->reply().header("inference-header-content-length"));
    if (!tensors) return fail(output, tensors.error().what);
    output.outputs = std::move(*tensors);
    output.end = SequenceEnd::stop;
  }

  LoadOrder order_;
  UpstreamAddress address_;
  Loaded loaded_;
  std::map<SequenceId, Asked> asked_;
  Instant last_word_;  ///< of any request
  ServerWatch watch_;
  std::unique_ptr<UpstreamCall> probe_;
  std::string why_gone_;
};

std::vector<Tensor> ports_in(const JsonValue* list) {
  std::vector<Tensor> ports;
  if (list == nullptr) return ports;
  for (const JsonValue& one : list->items) {
    const JsonValue* name = one.find("name");
    const JsonValue* datatype = one.find("datatype");
    const JsonValue* shape = one.find("shape");
    if (name == nullptr || datatype == nullptr || shape == nullptr || ports.size() >= 64) continue;
    Tensor port;
    port.name = name->text;
    port.kind = tensor_kind(datatype->text).value_or(TensorKind::f32);
    for (const JsonValue& extent : shape->items) {
      if (port.shape.size() < 16) port.shape.push_back(extent.integer);
    }
    ports.push_back(std::move(port));
  }
  return ports;
}

/// Asks the server whether it serves the model.
std::optional<Error> look_for_model(const UpstreamAddress& address, Loaded& loaded) {
  if (address.is_kserve) {
    const Result<JsonValue> model = whole_reply(address, model_path(address));
    if (!model) return model.error();
    loaded.inputs = ports_in(model->find("inputs"));
    loaded.outputs = ports_in(model->find("outputs"));
    return std::nullopt;
  }
  const Result<JsonValue> models = whole_reply(address, model_path(address));
  if (!models) return models.error();
  const JsonValue* list = models->find("data");
  if (list != nullptr) {
    for (const JsonValue& one : list->items) {
      const JsonValue* id = one.find("id");
      if (id != nullptr && id->text == address.model) return std::nullopt;
    }
  }
  return refused("the server does not serve `" + address.model + "`");
}

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_remote_model(const LoadOrder& order,
                                                       const std::string& key) {
  Result<UpstreamAddress> address = read_upstream(order.file);
  if (!address) return address.error();
  const bool is_plain =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!is_plain) return refused("the key for other servers holds characters that no key holds");
  address->key = key;
  Loaded loaded;
  if (auto error = look_for_model(*address, loaded)) return *error;
  loaded.engine = "server at " + address->host + ":" + address->port;
  loaded.model = address->model;
  loaded.sequences = order.sequences;
  loaded.can_park = true;
  loaded.can_continue = false;
  loaded.gathers = true;
  return std::unique_ptr<LoadedModel>(
      std::make_unique<RemoteModel>(order, *address, std::move(loaded)));
}

}  // namespace islet
