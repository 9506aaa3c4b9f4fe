#include "cli/run_options.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "knowledge/operands.h"

namespace islet {
namespace {

Error unknown_name(const char* kind, const std::string& name, const std::vector<std::string>& near,
                   const char* list) {
  std::string hint;
  for (const std::string& word : near) hint += (hint.empty() ? "Did you mean " : ", ") + word;
  return {{},
          fmt::format("no {} is called `{}`", kind, name),
          hint.empty() ? fmt::format("`islet catalog list {}` names them.", list) : hint + "?",
          "D2",
          ""};
}

/// Names near to one, of devices alone or of models and choices alone.
std::vector<std::string> near_names(const Catalog& catalog, const std::string& name, bool devices) {
  std::vector<std::string> near;
  for (const std::string& word : names_like(catalog, name)) {
    if ((find_accelerator(catalog, word) != nullptr) == devices) near.push_back(word);
  }
  return near;
}

/// Ways to write an engine: "llama.cpp" is `llama_cpp`.
std::optional<std::string> engine_named(const std::string& word) {
  const std::vector<std::string>& names = engine_names();
  std::string small = lower_case(word);
  if (std::find(names.begin(), names.end(), small) != names.end()) return small;
  std::string family(engine_family(small));
  if (family == "other" || std::find(names.begin(), names.end(), family) == names.end()) {
    return std::nullopt;
  }
  return family;
}

Error unknown_engine(const std::string& word) {
  const std::optional<std::string> near = closest(word, engine_names());
  std::string all;
  for (const std::string& name : engine_names()) all += (all.empty() ? "" : ", ") + name;
  return {{},
          "no engine is called `" + word + "`",
          near ? "Did you mean " + *near + "?" : "One of " + all + ".",
          "D2",
          ""};
}

Error unknown_precision(const std::string& word) {
  return {{},
          "`--precision` is \"" + word + "\", must be fp32, fp16, fp8, int8, fp4 or int4",
          "int4 stands for q4 and its kin, int8 for q8.",
          "V3",
          ""};
}

RunRefusal refused(const Refusal& refusal) {
  const bool is_input =
      refusal.rule == "heads" || refusal.rule == "layers" || refusal.rule == "split";
  const char* hint = "`islet catalog show` tells what a device can do.";
  if (is_input) hint = "Take a split that divides the model, or --replicas.";
  if (refusal.rule.starts_with("R"))
    hint = "Take --pipeline or --replicas, or devices with NVLink.";
  return {{{{}, refusal.why, hint, "V5", ""}},
          is_input ? ExitCode::wrong_input : ExitCode::no_answer};
}

RunRefusal faulty(std::vector<Error> list) {
  const ExitCode code = exit_code_for(list);
  return {std::move(list), code};
}

}  // namespace

void RunOptions::declare(CLI::App& app) {
  app.add_option("MODEL", model_, "id, alias or choice, such as llama-3.1-8b or chat/8b-q4")
      ->required();
  declare_engine(app);
  app.add_option("--batch", batch_, "requests or inputs at one time in each replica")
      ->capture_default_str();
  app.add_option("--prompt", prompt_, "tokens of a prompt")->capture_default_str();
  app.add_option("--reply", reply_, "tokens of a reply")->capture_default_str();
  app.add_option("--memory-share", memory_share_,
                 "of each device's memory that the engine may fill")
      ->capture_default_str();
  app.add_option("--cap", cap_, "power limit of each board, such as '200 W'");
  app.add_option("--clock", clock_, "clock that each board is locked to, a share of the highest")
      ->capture_default_str();
}

void RunOptions::set_model(const std::string& model, const std::string& engine) {
  model_ = model;
  if (engine_.empty()) engine_ = engine;
}

void RunOptions::declare_engine(CLI::App& app) {
  app.add_option("--engine", engine_,
                 "vllm, tensorrt_llm, llama_cpp, tensorrt, ...; else the usual");
  app.add_option("--precision", precision_,
                 "fp32, fp16, fp8, int8, fp4 or int4; else the widest "
                 "that fits");
  app.add_option("--tensor", tensor_, "devices that share each layer")->capture_default_str();
  app.add_option("--pipeline", pipeline_, "groups of them that hold layers in turn")
      ->capture_default_str();
  app.add_option("--replicas", replicas_, "copies of all that")->capture_default_str();
}

std::vector<Error> RunOptions::read_words(RunQuestion& question) const {
  std::vector<Error> list;
  question.engine = usual_engine(*question.model, *question.device);
  if (!engine_.empty()) {
    const std::optional<std::string> engine = engine_named(engine_);
    if (engine) question.engine = *engine;
    if (!engine) list.push_back(unknown_engine(engine_));
  }
  if (!cap_.empty()) {
    const bool bare = cap_.find_first_not_of("0123456789.-") == std::string::npos;
    const Result<Power> cap = quantity_operand<Power>(bare ? cap_ + " W" : cap_, "200 W");
    if (cap) question.cap = *cap;
    if (!cap) list.push_back(cap.error());
    if (cap && *cap == Power{}) {
      list.push_back({{}, "`--cap` is 0 W, must be above it", "Leave it out for none.", "V2", ""});
    }
  }
  return list;
}

std::variant<RunQuestion, RunRefusal> RunOptions::question(const Catalog& catalog,
                                                           const std::string& device) const {
  RunQuestion question;
  const ModelChoice* choice = find_choice(catalog, model_);
  question.model = find_model(catalog, choice != nullptr ? choice->model : model_);
  question.device = find_accelerator(catalog, device);
  std::vector<Error> unknown;
  if (question.model == nullptr) {
    unknown.push_back(unknown_name("model", model_, near_names(catalog, model_, false), "models"));
  }
  if (question.device == nullptr) {
    unknown.push_back(
        unknown_name("device", device, near_names(catalog, device, true), "accelerators"));
  }
  if (!unknown.empty()) return faulty(std::move(unknown));
  if (question.device->named_only) {
    return faulty({{{},
                    "only the name of " + question.device->name + " is known",
                    "Add its figures to a catalogue of your own: islet catalog add.",
                    "D5",
                    ""}});
  }
  question.layout.tensor = tensor_;
  question.layout.pipeline = pipeline_;
  question.layout.engine_share = memory_share_;
  question.replicas = replicas_;
  question.batch = batch_;
  question.prompt = prompt_ * token;
  question.reply = reply_ * token;
  question.clock = clock_;
  std::vector<Error> list = read_words(question);
  const std::optional<Precision> precision = precision_named(precision_);
  if (!precision_.empty() && !precision) list.push_back(unknown_precision(precision_));
  for (Error& error : faults_of(question)) list.push_back(std::move(error));
  if (!list.empty()) return faulty(std::move(list));
  const Precision chosen = choice != nullptr ? choice->weights : usual_precision(question);
  question = with_weights(question, precision.value_or(chosen));
  if (const auto no = refusal(*question.model, *question.device, question.layout)) {
    return refused(*no);
  }
  return question;
}

}  // namespace islet
