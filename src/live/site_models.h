// The models that a site serves, each on an engine of its own, as a file lists them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/engine_pool.h"
#include "live/openai_request.h"
#include "serving/tail_monitor.h"

namespace islet {

/// What a model is asked for.
enum class ModelTask : std::uint8_t { language, embedding, network };

struct SiteAdapter {
  std::string name;  ///< what clients call the model with it
  std::string file;

  friend bool operator==(const SiteAdapter&, const SiteAdapter&) = default;
};

/// Another name for a model, and how urgent requests by it are that say nothing of it.
struct SiteAlias {
  std::string name;
  WorkClass usual = WorkClass::normal;

  friend bool operator==(const SiteAlias&, const SiteAlias&) = default;
};

struct SiteModel {
  std::string name;  ///< what clients call it
  ModelTask task = ModelTask::language;
  std::string file;     ///< of the model, or the address of another server's
  std::string engine;   ///< "llama", "onnx", "opencv", "remote", "fake"
  std::string program;  ///< of the engine's worker
  std::string draft;    ///< a smaller model that guesses ahead; empty: none
  std::vector<SiteAdapter> adapters;
  std::vector<SiteAlias> also;
  Residency where = Residency::site;
  Power idle{};           ///< draw while it is up
  Power full{};           ///< at most; 0: not known
  bool switches = false;  ///< may be turned off where nobody needs it, and on again
  Duration start_time{};  ///< with `switches`: from off to up
  int slots = 8;
  int threads = 1;
  std::int64_t context_tokens = 4'096;
  std::optional<TailLimits> watch;   ///< alarms of its response times
  Duration silence = 5.0 * second;   ///< another server may say nothing for so long, nor to a probe
  Duration answer = 120.0 * second;  ///< and nothing of a request while it answers probes

  friend bool operator==(const SiteModel&, const SiteModel&) = default;
};

/// `{"models": [{"name": "chat", "file": "chat.gguf", ...}]}`. Members of a model, all but the
/// first two with a default:
///
///     name, file       as clients call it; files are looked for beside `path`
///     task             language, embedding or network; by the file's kind
///     engine           llama, onnx, opencv, remote or fake; by the file's kind
///     draft            a smaller model that guesses ahead
///     adapters         [{"name": ..., "file": ...}], each another name for the model with it
///     also             [{"name": ..., "class": "high"}]: other names, and how urgent they are
///     where            site, country or anywhere: how far requests go to reach it
///     idle_w, full_w   draw of its device while it is up, and at most
///     switches, start_s  it may be turned off and on, and how long it takes to come up
///     slots, threads, context_tokens
///     watch            {"window_s": 10, "within_ms": 100, "jitter_ms": 1}: an alarm in a window
///                      with a slower answer, or greater jitter
///     silence_s        another server with requests may say nothing, nor to a probe, for so long
///                      (5; 1 to 3600); then it has gone
///     answer_s         it may say nothing of a request while it answers probes (120; 1 to 86400)
///
/// Entries of one name are engines for one model; the scheduler chooses between them.
///
/// Errors G6: the text is not that.
Result<std::vector<SiteModel>> read_site_models(std::string_view text, const std::string& path);

/// A model of the site with the numbers by which the scheduler knows it.
struct PlacedModel {
  SiteModel model;
  EngineId engine{};
  ModelId id{};  ///< that of the first entry of its name
};

/// Numbers for all: what `before` holds keeps its own, the others get such as nobody has. Error
/// when there are more than the scheduler can tell apart.
Result<std::vector<PlacedModel>> placed(const std::vector<SiteModel>& models,
                                        const std::vector<PlacedModel>& before);

/// The names that clients use: each model's own, and one for each adapter.
std::vector<ServedModel> served_models(const std::vector<PlacedModel>& models);
/// The engine of one of them.
PoolEngine pool_engine(const PlacedModel& placed);

}  // namespace islet
