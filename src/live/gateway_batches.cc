// Files and batches of the OpenAI interface.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "live/gateway.h"
#include "net/multipart.h"

namespace islet {
namespace {

constexpr int usual_page = 20;
constexpr int longest_page = 100;

ApiFault wrong(const std::string& param, const std::string& what) {
  ApiFault fault;
  fault.message = what;
  fault.param = param;
  return fault;
}

ApiFault missing(const char* what) {
  ApiFault fault;
  fault.status = 404;
  fault.message = std::string("there is no such ") + what;
  fault.code = "not_found";
  return fault;
}

ApiFault not_durable(const Error& error) {
  ApiFault fault;
  fault.status = 503;
  fault.type = "server_error";
  fault.message = error.what;
  fault.code = "not_durable";
  fault.retry_after = 5.0 * second;
  return fault;
}

std::string file_text(const StoredFile& file) {
  return fmt::format(
      "{{\"id\":\"file-{}\",\"object\":\"file\",\"bytes\":{},\"created_at\":{},\"filename\":{},"
      "\"purpose\":{},\"status\":\"processed\"}}",
      number_in(file.id), file.size, file.created_wall.unix_s(), json_text(file.name),
      json_text(file.purpose));
}

ListPart page_of(const GatewayCall& call, std::string_view prefix) {
  ListPart part;
  part.tenant = call.tenant->name;
  part.after = id_in(call.request.parameter("after"), prefix);
  const std::int64_t limit = id_in(call.request.parameter("limit"), "");
  part.limit =
      static_cast<int>(limit == 0 ? usual_page : std::min<std::int64_t>(limit, longest_page));
  return part;
}

/// {"object":"list","data":[..],"first_id":..,"last_id":..,"has_more":..}
std::string list_text(const std::vector<std::string>& rows, const std::vector<std::string>& ids,
                      bool has_more) {
  std::string body = "{\"object\":\"list\",\"data\":[";
  for (std::size_t i = 0; i < rows.size(); ++i) body += (i > 0 ? "," : "") + rows[i];
  return body + fmt::format("],\"first_id\":{},\"last_id\":{},\"has_more\":{}}}",
                            ids.empty() ? "null" : json_text(ids.front()),
                            ids.empty() ? "null" : json_text(ids.back()), has_more);
}

}  // namespace

bool Gateway::has_journal(GatewayCall& call) {
  if (journal_ != nullptr) return true;
  ApiFault fault;
  fault.status = 501;
  fault.message = "this gateway runs without a journal: no files and no batches";
  refuse(call, fault);
  return false;
}

void Gateway::put_file(GatewayCall& call) {
  if (!has_journal(call)) return;
  const auto form = read_form(call.request.header("content-type"), call.request.body);
  if (!form) return refuse(call, wrong("file", form.error().what));
  PutFile step;
  step.tenant = call.tenant->name;
  bool has_file = false;
  for (const FormPart& part : *form) {
    if (part.name == "purpose") step.purpose = std::string(part.bytes.substr(0, 64));
    if (part.name != "file") continue;
    has_file = true;
    step.name = part.file_name.substr(0, 256);
    step.bytes = std::string(part.bytes);
  }
  if (!has_file) return refuse(call, wrong("file", "the part `file` is missing"));
  if (step.purpose != "batch") return refuse(call, wrong("purpose", "purpose must be batch"));
  auto kept = std::make_shared<GatewayCall>(std::move(call));
  journal_->write(std::move(step), [this, kept](const Result<StepOutcome>& outcome) {
    desk_.loop().post([this, kept, outcome] {
      if (!outcome) return refuse(*kept, not_durable(outcome.error()));
      const auto file = journal_->reader().file_head(FileId{outcome->id});
      file ? answer(*kept, 200, file_text(*file)) : refuse(*kept, missing("file"));
    });
  });
}

void Gateway::list_files(GatewayCall& call) {
  if (!has_journal(call)) return;
  ListPart part = page_of(call, "file-");
  ++part.limit;
  std::vector<StoredFile> files = journal_->reader().files(part);
  const bool has_more = std::ssize(files) >= part.limit;
  if (has_more) files.pop_back();
  std::vector<std::string> rows, ids;
  for (const StoredFile& file : files) {
    rows.push_back(file_text(file));
    ids.push_back(fmt::format("file-{}", number_in(file.id)));
  }
  answer(call, 200, list_text(rows, ids, has_more));
}

std::optional<StoredFile> Gateway::own_file(GatewayCall& call) {
  if (!has_journal(call)) return std::nullopt;
  auto file = journal_->reader().file_head(FileId{id_in(call.names[0], "file-")});
  // Another tenant's file is not there.
  if (file && file->tenant == call.tenant->name) return file;
  refuse(call, missing("file"));
  return std::nullopt;
}

void Gateway::show_file(GatewayCall& call) {
  if (const auto file = own_file(call)) answer(call, 200, file_text(*file));
}

void Gateway::file_content(GatewayCall& call) {
  const auto head = own_file(call);
  if (!head) return;
  auto file = journal_->reader().file(head->id);
  if (!file) return refuse(call, missing("file"));
  HttpReply reply;
  reply.type = "application/octet-stream";
  reply.body = std::move(file->bytes);
  answer(call, std::move(reply));
}

void Gateway::drop_file(GatewayCall& call) {
  const auto file = own_file(call);
  if (!file) return;
  auto kept = std::make_shared<GatewayCall>(std::move(call));
  journal_->write(DropFile{file->id, file->tenant}, [this, kept, id = file->id](
                                                        const Result<StepOutcome>& outcome) {
    desk_.loop().post([this, kept, outcome, id] {
      if (!outcome) return refuse(*kept, not_durable(outcome.error()));
      answer(*kept, 200,
             fmt::format("{{\"id\":\"file-{}\",\"object\":\"file\",\"deleted\":true}}",
                         number_in(id)));
    });
  });
}

std::string Gateway::batch_text(const Job& job) {
  const BatchPhase phase = BatchPhase::read(job.phase);
  const BatchOrder order = BatchOrder::read(job.payload).value_or(BatchOrder());
  const auto files = journal_->reader().files_of(job.id);
  const LineCounts counts = journal_->reader().lines_of(job.id);
  const auto file_named = [&](const char* purpose) {
    const auto found = files.find(purpose);
    return found == files.end() ? "null" : fmt::format("\"file-{}\"", number_in(found->second));
  };
  std::string stamps;
  for (const char* name : {"in_progress_at", "finalizing_at", "completed_at", "failed_at",
                           "expired_at", "cancelling_at", "cancelled_at"}) {
    const auto found = phase.at.find(name);
    stamps += fmt::format(",\"{}\":{}", name,
                          found == phase.at.end() ? "null" : std::to_string(found->second));
  }
  const std::int64_t created = job.accepted_wall.unix_s();
  const std::int64_t expires =
      job.due == no_end ? created + 86'400 : created + (job.due.ms - job.accepted.ms) / 1000;
  const std::string errors =
      phase.error.empty()
          ? "null"
          : "{\"object\":\"list\",\"data\":[{\"code\":\"invalid_batch\",\"message\":" +
                json_text(phase.error) + ",\"param\":null,\"line\":null}]}";
  return fmt::format(
      "{{\"id\":\"batch_{}\",\"object\":\"batch\",\"endpoint\":{},\"errors\":{},\"input_file_id\":{"
      "},"
      "\"completion_window\":{},\"status\":{},\"output_file_id\":{},\"error_file_id\":{},"
      "\"created_at\":{},\"expires_at\":{}{},\"request_counts\":{{\"total\":{},\"completed\":{},"
      "\"failed\":{}}},\"metadata\":{}}}",
      number_in(job.id), json_text(order.endpoint), errors, json_text(order.input_file),
      json_text(order.window), json_text(phase.status), file_named("batch_output"),
      file_named("batch_error"), created, expires, stamps, counts.total, counts.done, counts.failed,
      order.metadata);
}

namespace {

/// The order in a body, or why it is none.
std::variant<BatchOrder, ApiFault> order_in(const std::string& body) {
  const Result<JsonValue> value = read_json(body);
  if (!value) return wrong("", value.error().what);
  std::optional<BatchOrder> read = BatchOrder::read(body);
  CHECK(read.has_value());
  BatchOrder& order = *read;
  if (!kind_of_endpoint(order.endpoint)) {
    return wrong("endpoint",
                 "endpoint must be /v1/chat/completions, /v1/completions or /v1/embeddings");
  }
  if (!window_of(order.window)) {
    return wrong("completion_window", "completion_window must be such as 24h, 72h or 7d");
  }
  const JsonValue* metadata = value->find("metadata");
  if (metadata != nullptr && (metadata->items.size() > 16 || order.metadata.size() > 16'384)) {
    return wrong("metadata", "metadata must be at most 16 pairs");
  }
  return std::move(order);
}

}  // namespace

void Gateway::put_batch(GatewayCall& call) {
  if (!has_journal(call)) return;
  const auto read = order_in(call.request.body);
  if (const auto* fault = std::get_if<ApiFault>(&read)) return refuse(call, *fault);
  const BatchOrder& order = std::get<BatchOrder>(read);
  const auto file = journal_->reader().file_head(FileId{id_in(order.input_file, "file-")});
  if (!file || file->tenant != call.tenant->name || file->purpose != "batch") {
    return refuse(call, wrong("input_file_id", "there is no such file of purpose batch"));
  }
  AcceptJob step;
  step.kind = JobKind::batch;
  step.tenant = call.tenant->name;
  step.key = std::string(call.request.header("idempotency-key").substr(0, 256));
  step.payload = order.text();
  step.phase = BatchPhase().text();
  step.due_in = window_of(order.window);
  auto kept = std::make_shared<GatewayCall>(std::move(call));
  journal_->write(std::move(step), [this, kept](const Result<StepOutcome>& outcome) {
    desk_.loop().post([this, kept, outcome] {
      if (!outcome) return refuse(*kept, not_durable(outcome.error()));
      if (outcome->conflict) {
        ApiFault fault = wrong("", "the idempotency key was used for another request");
        fault.status = 422;
        fault.code = "idempotency_key_reused";
        return refuse(*kept, fault);
      }
      const auto job = journal_->reader().job(JobId{outcome->id});
      if (!job) return refuse(*kept, missing("batch"));
      answer(*kept, 200, batch_text(*job));
      if (outcome->changed) batches_->validate(job->id);
    });
  });
}

void Gateway::list_batches(GatewayCall& call) {
  if (!has_journal(call)) return;
  ListPart part = page_of(call, "batch_");
  ++part.limit;
  std::vector<Job> jobs = journal_->reader().jobs(JobKind::batch, part);
  const bool has_more = std::ssize(jobs) >= part.limit;
  if (has_more) jobs.pop_back();
  std::vector<std::string> rows, ids;
  for (const Job& job : jobs) {
    rows.push_back(batch_text(job));
    ids.push_back(fmt::format("batch_{}", number_in(job.id)));
  }
  answer(call, 200, list_text(rows, ids, has_more));
}

std::optional<Job> Gateway::own_batch(GatewayCall& call) {
  if (!has_journal(call)) return std::nullopt;
  auto job = journal_->reader().job(JobId{id_in(call.names[0], "batch_")});
  if (job && job->tenant == call.tenant->name && job->kind == JobKind::batch) return job;
  refuse(call, missing("batch"));
  return std::nullopt;
}

void Gateway::show_batch(GatewayCall& call) {
  if (const auto job = own_batch(call)) answer(call, 200, batch_text(*job));
}

void Gateway::cancel_batch(GatewayCall& call) {
  const auto job = own_batch(call);
  if (!job) return;
  if (job->state != JobState::open) return answer(call, 200, batch_text(*job));
  BatchPhase phase = BatchPhase::read(job->phase);
  phase.become("cancelling", "cancelling_at", wall_now());
  phase.become("cancelled", "cancelled_at", wall_now());
  auto kept = std::make_shared<GatewayCall>(std::move(call));
  journal_->write(CancelJob{job->id, phase.text()},
                  [this, kept, id = job->id](const Result<StepOutcome>& outcome) {
                    desk_.loop().post([this, kept, outcome, id] {
                      if (!outcome) return refuse(*kept, not_durable(outcome.error()));
                      batches_->forget(id);
                      const auto now = journal_->reader().job(id);
                      now ? answer(*kept, 200, batch_text(*now)) : refuse(*kept, missing("batch"));
                    });
                  });
}

}  // namespace islet
