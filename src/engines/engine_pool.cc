#include "engines/engine_pool.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "engines/gguf_reader.h"
#include "engines/pool_member.h"

namespace islet {

Result<Bytes> expected_memory(const LoadOrder& load) {
  // Buffers of a step, the program and its libraries: measured 50 to 100 MB on small models.
  constexpr Bytes work_space = 100.0 * megabyte;
  Bytes sum = work_space;
  for (const std::string& file : {load.file, load.draft_file}) {
    if (file.empty()) continue;
    if (!file.ends_with(".gguf")) {
      std::error_code unknown;
      const std::uintmax_t bytes = std::filesystem::file_size(file, unknown);
      if (unknown) return Error{Place{file}, "cannot read `" + file + "`", "", "D1", ""};
      sum += 2.0 * static_cast<double>(bytes) * byte;
      continue;
    }
    const Result<GgufSummary> summary = read_gguf(file);
    if (!summary) return summary.error();
    sum += load_memory(*summary) + cache_memory(*summary, load.cache_tokens * token);
  }
  return sum;
}

EnginePool::EnginePool(const PoolSettings& settings, const std::vector<PoolEngine>& engines,
                       EngineStarter starter)
    : settings_(settings), starter_(std::move(starter)), works_(std::make_unique<Works>()) {
  if (!starter_) {
    starter_ = [this](const PoolModel& model, Instant now) {
      return start_worker(model.program, settings_.limits, now);
    };
  }
  for (const PoolEngine& engine : engines) {
    CHECK(!engine.models.empty());
    members_.push_back(std::make_unique<Member>(engine, *this));
  }
}

EnginePool::~EnginePool() = default;

void EnginePool::start(Instant now) {
  for (const auto& one : members_) one->turn(true, now);
}

void EnginePool::add_engine(const PoolEngine& engine, Instant now) {
  CHECK(!engine.models.empty() && member(engine.spec.id) == nullptr);
  members_.push_back(std::make_unique<Member>(engine, *this));
  members_.back()->turn(true, now);
}

void EnginePool::drop_engine(EngineId id) {
  std::erase_if(members_, [&](const auto& one) { return one->id() == id; });
}

EnginePool::Member* EnginePool::member(EngineId id) const {
  for (const auto& one : members_) {
    if (one->id() == id) return one.get();
  }
  return nullptr;
}

Bytes EnginePool::memory_beside(EngineId id) const {
  Bytes sum;
  for (const auto& one : members_) {
    if (one->id() != id) sum += one->memory();
  }
  return sum;
}

void EnginePool::add(RequestId request, WorkClass work_class, WorkContent content, bool streams) {
  std::visit([&](auto& start) { start.id = sequence_of(request); }, content);
  Work work;
  work.request = request;
  work.work_class = work_class;
  work.streams = streams;
  if (const auto* text = std::get_if<StartSequence>(&content)) work.said = text->said;
  work.content = std::move(content);
  works_->add(std::move(work));
}

void EnginePool::forget(RequestId request) {
  for (const auto& one : members_) one->let_go(request);
  works_->remove(request);
}

void EnginePool::carry_out(Instant now, std::span<const Decision> decisions) {
  const auto on = [&](EngineId id, auto act) {
    if (Member* one = member(id)) act(*one);
  };
  for (const Decision& decision : decisions) {
    if (const auto* start = std::get_if<Start>(&decision)) {
      on(start->engine, [&](Member& one) { one.begin(start->request, now); });
    } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
      on(preempt->engine, [&](Member& one) { one.stop(preempt->request, preempt->parks); });
    } else if (const auto* resume = std::get_if<Resume>(&decision)) {
      on(resume->engine, [&](Member& one) { one.resume(resume->request, now); });
    } else if (const auto* ended = std::get_if<End>(&decision)) {
      forget(ended->request);
    } else if (const auto* rejected = std::get_if<Reject>(&decision)) {
      forget(rejected->request);
    } else if (const auto* load = std::get_if<LoadModel>(&decision)) {
      on(load->engine, [&](Member& one) { one.load(load->model, now); });
    } else if (const auto* cap = std::get_if<SetCap>(&decision)) {
      on(cap->engine, [&](Member& one) { one.cap(cap->cap); });
    } else if (const auto* turned = std::get_if<SwitchEngine>(&decision)) {
      on(turned->engine, [&](Member& one) { one.turn(turned->on, now); });
    }
  }
}

void EnginePool::look(Instant now, std::vector<Event>& events, std::vector<WorkOutput>& outputs) {
  const PoolNews news{events, outputs};
  for (const auto& one : members_) one->look(now, news);
  for (const auto& one : members_) {
    if (one->is_overdue(now)) one->eject(now, news);
  }
}

std::vector<EnginePool::Descriptor> EnginePool::descriptors() const {
  std::vector<Descriptor> list;
  for (const auto& one : members_) {
    const Descriptor descriptor = one->descriptor();
    if (descriptor.number >= 0) list.push_back(descriptor);
  }
  return list;
}

Instant EnginePool::next_look() const {
  Instant first = never;
  for (const auto& one : members_) first = std::min(first, one->next_look());
  return first;
}

std::vector<EngineState> EnginePool::states() const {
  std::vector<EngineState> list;
  for (const auto& one : members_) list.push_back(one->state());
  return list;
}

std::size_t EnginePool::open_requests() const { return works_->size(); }

}  // namespace islet
