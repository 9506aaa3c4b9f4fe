#include "live/batch_runner.h"

#include <charconv>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::size_t most_running = 256;
constexpr std::size_t most_lines = 50'000;
constexpr std::size_t lines_at_once = 500;
constexpr Duration repeat_after = 2.0 * second;
constexpr Duration look_every = 5.0 * second;

std::string member(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  return value == nullptr ? "" : value->text;
}

/// Why a line cannot be taken; "" when it can.
std::string fault_of_line(const JsonValue& line, const BatchOrder& order,
                          std::set<std::string>& ids) {
  const std::string id = member(line, "custom_id");
  if (id.empty() || id.size() > 512) return "custom_id is missing or too long";
  if (!ids.insert(id).second) return "custom_id " + json_text(id) + " comes twice";
  if (member(line, "method") != "POST") return "method must be POST";
  if (member(line, "url") != order.endpoint) return "url must be the batch's endpoint";
  const JsonValue* body = line.find("body");
  return body != nullptr && body->is(JsonValue::Kind::object) ? "" : "body must be an object";
}

}  // namespace

BatchPhase BatchPhase::read(std::string_view text) {
  BatchPhase phase;
  const Result<JsonValue> value = read_json(text);
  if (!value) return phase;
  for (std::size_t i = 0; i < value->names.size(); ++i) {
    const JsonValue& item = value->items[i];
    const bool is_text = item.is(JsonValue::Kind::text);
    if (value->names[i] == "status") {
      if (is_text) phase.status = item.text;
    } else if (value->names[i] == "error") {
      if (is_text) phase.error = item.text;
    } else if (item.is_integer) {
      phase.at[value->names[i]] = item.integer;
    }
  }
  return phase;
}

std::string BatchPhase::text() const {
  std::string out = "{\"status\":" + json_text(status);
  if (!error.empty()) out += ",\"error\":" + json_text(error);
  for (const auto& [name, moment] : at) out += fmt::format(",{}:{}", json_text(name), moment);
  return out + "}";
}

BatchPhase& BatchPhase::become(std::string_view next, std::string_view stamp, WallTime now) {
  status = next;
  at[std::string(stamp)] = now.unix_s();
  return *this;
}

std::optional<BatchOrder> BatchOrder::read(std::string_view text) {
  const Result<JsonValue> value = read_json(text);
  if (!value) return std::nullopt;
  BatchOrder order;
  order.input_file = member(*value, "input_file_id");
  order.endpoint = member(*value, "endpoint");
  order.window = member(*value, "completion_window");
  if (const JsonValue* metadata = value->find("metadata")) order.metadata = metadata->written();
  return order;
}

std::string BatchOrder::text() const {
  return fmt::format(
      "{{\"input_file_id\":{},\"endpoint\":{},\"completion_window\":{},\"metadata\":{}}}",
      json_text(input_file), json_text(endpoint), json_text(window), metadata);
}

std::optional<Duration> window_of(std::string_view text) {
  int many = 0;
  const auto got = std::from_chars(text.data(), text.data() + text.size(), many);
  const std::string_view unit(got.ptr, text.data() + text.size());
  if (got.ec != std::errc() || many < 1 || many > 100'000) return std::nullopt;
  const Duration one = unit == "m" ? minute : unit == "h" ? hour : unit == "d" ? day : Duration();
  const Duration whole = static_cast<double>(many) * one;
  if (whole < minute || whole > 90.0 * day) return std::nullopt;
  return whole;
}

std::optional<ApiKind> kind_of_endpoint(std::string_view endpoint) {
  if (endpoint == "/v1/chat/completions") return ApiKind::chat;
  if (endpoint == "/v1/completions") return ApiKind::completion;
  if (endpoint == "/v1/embeddings") return ApiKind::embedding;
  return std::nullopt;
}

/// The answer of one line, on its way to the journal.
class BatchRunner::LineSink final : public AnswerSink {
 public:
  LineSink(BatchRunner& runner, JobId line) : runner_(runner), line_(line) {}
  void whole(HttpReply reply) override { runner_.answered(line_, reply); }
  void part(std::string_view) override {}
  void end_of_parts() override {}

 private:
  BatchRunner& runner_;
  JobId line_;
};

BatchRunner::BatchRunner(EventLoop& loop, FrontDesk& desk, Journal& journal, const KeyRing& keys,
                         const ModelList& models)
    : loop_(loop),
      desk_(desk),
      journal_(journal),
      keys_(keys),
      models_(models),
      again_(loop),
      clock_(loop) {}

void BatchRunner::write(const JournalStep& step,
                        const std::function<void(const StepOutcome&)>& then) {
  journal_.write(step, [this, step, then](const Result<StepOutcome>& outcome) {
    if (outcome) return loop_.post([then, got = *outcome] { then(got); });
    // The disk will come back: what was done stays in hand until it is written.
    loop_.post([this, step, then] {
      auto timer = std::make_shared<LoopTimer>(loop_);
      timer->set(after(monotonic_now(), repeat_after),
                 [this, step, then, timer] { write(step, then); });
    });
  });
}

void BatchRunner::start() {
  for (const Job& batch : journal_.reader().open_jobs(JobKind::batch, JobId::none, 10'000)) {
    if (BatchPhase::read(batch.phase).status == "validating") {
      validate(batch.id);
      continue;
    }
    open_[batch.id] = journal_.reader().lines_of(batch.id).open;
    if (open_[batch.id] == 0) close(batch.id, JobState::done);
  }
  feed();
  look_at_time();
}

void BatchRunner::validate(JobId batch) {
  const auto job = journal_.reader().job(batch);
  const auto order = job ? BatchOrder::read(job->payload) : std::nullopt;
  if (!order) return fail(batch, "the batch cannot be read");
  std::int64_t number = 0;
  const std::string_view digits = std::string_view(order->input_file)
                                      .substr(std::min<std::size_t>(5, order->input_file.size()));
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto file = journal_.reader().file(FileId{number});
  if (!file || file->tenant != job->tenant) return fail(batch, "the input file is gone");
  std::vector<std::string> lines;
  std::set<std::string> ids;
  std::string_view rest = file->bytes;
  for (int place = 1; !rest.empty(); ++place) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    const Result<JsonValue> value = read_json(line);
    const std::string fault =
        value ? fault_of_line(*value, *order, ids) : std::string(value.error().what);
    if (!fault.empty()) return fail(batch, fmt::format("line {}: {}", place, fault));
    if (lines.size() >= most_lines) return fail(batch, "there are over 50000 lines");
    lines.emplace_back(line);
  }
  if (lines.empty()) return fail(batch, "the input file holds no line");
  add_lines(batch, std::move(lines), 0);
}

/// A piece at a time, so that a large batch holds nobody up. Repeated after a stop without harm.
void BatchRunner::add_lines(JobId batch, std::vector<std::string> lines, std::size_t from) {
  const std::size_t until = std::min(lines.size(), from + lines_at_once);
  AddLines step;
  step.parent = batch;
  step.first_line = static_cast<int>(from);
  for (std::size_t i = from; i < until; ++i) step.payloads.push_back(lines[i]);
  const bool is_last = until == lines.size();
  if (is_last) {
    const auto job = journal_.reader().job(batch);
    BatchPhase phase = BatchPhase::read(job ? job->phase : "");
    step.phase = phase.become("in_progress", "in_progress_at", wall_now()).text();
  }
  write(std::move(step),
        [this, batch, lines = std::move(lines), until, is_last](const StepOutcome& got) {
          if (!got.changed) return;  // it was cancelled meanwhile
          if (!is_last) return add_lines(batch, lines, until);
          open_[batch] = journal_.reader().lines_of(batch).open;
          feed();
        });
}

void BatchRunner::fail(JobId batch, const std::string& why) {
  const auto job = journal_.reader().job(batch);
  BatchPhase phase = BatchPhase::read(job ? job->phase : "");
  phase.error = why;
  write(CloseBatch{batch, JobState::failed, phase.become("failed", "failed_at", wall_now()).text()},
        [](const StepOutcome&) {});
}

void BatchRunner::feed() {
  while (running_.size() < most_running) {
    const int room = static_cast<int>(most_running - running_.size());
    const std::vector<Job> jobs = journal_.reader().open_jobs(JobKind::line, fed_, room);
    if (jobs.empty()) return;
    for (const Job& job : jobs) {
      fed_ = job.id;
      // Lines of a batch that is still being read wait for its last one.
      if (open_.contains(job.parent)) ask(job);
    }
  }
}

void BatchRunner::ask(const Job& job) {
  Line& line = running_[job.id];
  line.id = job.id;
  line.batch = job.parent;
  const Result<JsonValue> value = read_json(job.payload);
  const JsonValue* body = value ? value->find("body") : nullptr;
  const auto kind = value ? kind_of_endpoint(member(*value, "url")) : std::nullopt;
  const Tenant* tenant = keys_.by_name(job.tenant);
  line.custom_id = value ? member(*value, "custom_id") : "";
  ApiFault fault;
  fault.message = "the line cannot be read, or its tenant is gone";
  if (job.state == JobState::damaged || body == nullptr || !kind || tenant == nullptr) {
    return answered(job.id, reply_of(fault));
  }
  HttpRequest head;
  head.headers.push_back({"x-islet-class", "batch"});
  ApiRead read = read_api_request(*kind, body->written(), head, models_, WorkClass::batch);
  if (const auto* wrong = std::get_if<ApiFault>(&read)) return answered(job.id, reply_of(*wrong));
  ApiRequest request = std::get<ApiRequest>(read);
  request.streams = false;
  request.urgency.residency = tenant->residency;
  request.urgency.deferrable = true;
  if (job.due != no_end) {
    const double left_ms =
        static_cast<double>(std::max<std::int64_t>(1, job.due.ms - journal_.now().ms));
    request.urgency.deadline = left_ms * millisecond;
  }
  std::vector<RequestId> ids =
      ask_api(desk_, request, tenant->id, std::make_shared<LineSink>(*this, job.id), account_);
  const auto place = running_.find(job.id);
  if (place != running_.end()) place->second.requests = std::move(ids);
}

void BatchRunner::answered(JobId id, const HttpReply& reply) {
  const auto place = running_.find(id);
  if (place == running_.end()) return;
  if (reply.status == 429 || reply.status == 503) {
    to_repeat_.insert(id);
    again_.set(after(monotonic_now(), repeat_after), [this] {
      for (const JobId one : std::exchange(to_repeat_, {})) {
        const auto job = journal_.reader().job(one);
        if (running_.erase(one) > 0 && job && job->state == JobState::open) ask(*job);
      }
      feed();
    });
    return;
  }
  if (reply.status == 499) {
    running_.erase(place);
    return;
  }
  FinishJob step;
  step.id = id;
  const bool is_done = reply.status < 400;
  step.ending.state = is_done ? JobState::done : JobState::failed;
  step.ending.code = reply.status;
  step.ending.body = fmt::format(
      "{{\"id\":\"batch_req_{}\",\"custom_id\":{},\"response\":{{\"status_code\":{},\"request_id\":"
      "\"batch_req_{}\",\"body\":{}}},\"error\":null}}",
      number_in(id), json_text(place->second.custom_id), reply.status, number_in(id), reply.body);
  write(std::move(step),
        [this, id, batch = place->second.batch](const StepOutcome&) { written(id, batch); });
}

void BatchRunner::written(JobId line, JobId batch) {
  running_.erase(line);
  const auto open = open_.find(batch);
  if (open != open_.end() && --open->second <= 0) close(batch, JobState::done);
  if (running_.size() < most_running / 2) feed();
}

void BatchRunner::close(JobId batch, JobState state) {
  open_.erase(batch);
  const auto job = journal_.reader().job(batch);
  BatchPhase phase = BatchPhase::read(job ? job->phase : "");
  phase.become("finalizing", "finalizing_at", wall_now());
  const bool is_done = state == JobState::done;
  phase.become(is_done ? "completed" : "expired", is_done ? "completed_at" : "expired_at",
               wall_now());
  write(CloseBatch{batch, state, phase.text()}, [](const StepOutcome&) {});
}

void BatchRunner::forget(JobId batch) {
  open_.erase(batch);
  std::vector<RequestId> requests;
  for (const auto& [id, line] : running_) {
    if (line.batch == batch)
      requests.insert(requests.end(), line.requests.begin(), line.requests.end());
  }
  for (const RequestId id : requests) desk_.cancel(id);
}

void BatchRunner::look_at_time() {
  const JournalTime now = journal_.now();
  std::vector<JobId> over;
  for (const auto& [batch, open] : open_) {
    const auto job = journal_.reader().job(batch);
    if (job && job->due <= now) over.push_back(batch);
  }
  for (const JobId batch : over) {
    forget(batch);
    close(batch, JobState::expired);
  }
  clock_.set(after(monotonic_now(), look_every), [this] { look_at_time(); });
}

}  // namespace islet
