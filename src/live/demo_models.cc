#include "live/demo_models.h"

#include <filesystem>

#include "engines/shape_model.h"
#include "engines/worker_program.h"

namespace islet {
namespace {

struct DemoModel {
  const char* name;
  const char* shape;
  ModelTask task;
  const char* engine;
};

constexpr DemoModel demos[] = {
    {"chat-0.2b", "chat-0.2b", ModelTask::language, "llama"},
    {"embed-tiny", "tiny", ModelTask::embedding, "llama"},
    {"vision-tiny", "tiny-vision", ModelTask::network, "onnx"},
};

std::optional<Error> make_file(const DemoModel& demo, const std::string& path) {
  std::error_code fault;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), fault);
  if (std::filesystem::exists(path, fault)) return std::nullopt;
  ShapeWish wish;
  wish.model = demo.shape;
  const bool is_network = demo.task == ModelTask::network;
  wish.format = is_network ? ShapeFormat::onnx : ShapeFormat::gguf;
  const Result<ShapeMade> made = make_shape_model(wish, Catalog(), path);
  return made ? std::nullopt : std::optional(made.error());
}

}  // namespace

Result<std::vector<SiteModel>> demo_models(const std::string& folder, int threads) {
  std::vector<SiteModel> models;
  for (const DemoModel& demo : demos) {
    const Result<std::string> program = worker_program(demo.engine);
    if (!program && models.empty()) return program.error();
    if (!program) continue;
    SiteModel model;
    model.name = demo.name;
    model.task = demo.task;
    model.engine = demo.engine;
    model.program = *program;
    model.threads = threads;
    model.file = folder + "/" + demo.shape + (demo.task == ModelTask::network ? ".onnx" : ".gguf");
    if (auto error = make_file(demo, model.file)) return *error;
    models.push_back(std::move(model));
  }
  return models;
}

std::optional<Error> find_workers(std::vector<SiteModel>& models) {
  for (SiteModel& model : models) {
    if (!model.program.empty()) continue;
    const Result<std::string> program = worker_program(model.engine);
    if (!program) return program.error();
    model.program = *program;
  }
  return std::nullopt;
}

}  // namespace islet
