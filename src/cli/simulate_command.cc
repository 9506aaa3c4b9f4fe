#include <memory>

#include "cli/command.h"
#include "cli/pipeline_simulation.h"
#include "cli/result_output.h"
#include "cli/site_simulation.h"
#include "cli/trace_simulation.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/simulate/1";

class SimulateCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    trace_.declare(app);
    pipeline_.declare(app);
    site_.declare(app);
    catalog_.declare(app);
    output_.declare(app);
  }

  ExitCode run() override {
    if (const auto refusal = output_refusal(output_)) return fail(*refusal);
    if (site_.is_replay_alone() && !trace_.is_asked() && !pipeline_.is_asked()) {
      return site_.run(catalog_, output_);
    }
    if (const auto refusal = form_refusal()) return fail(*refusal);
    if (site_.is_asked()) {
      site_.keep_timeline(trace_.timeline());
      return site_.run(catalog_, output_);
    }
    if (const auto refusal = site_.policy_refusal()) return fail(*refusal);
    if (pipeline_.is_asked()) return pipeline_.run(site_.seed(), catalog_, output_);
    return trace_.run({site_.policy(), site_.compares(), site_.seed(), site_.threads(), site_.log(),
                       site_.replay()},
                      catalog_, output_);
  }

 private:
  ExitCode fail(const Error& error) const {
    return put_failure(output_, schema, {error}, 0, ExitCode::wrong_use);
  }

  /// Either a file, or requests with a model and a device.
  std::optional<Error> form_refusal() const {
    const int forms =
        (site_.is_asked() ? 1 : 0) + (trace_.is_asked() ? 1 : 0) + (pipeline_.is_asked() ? 1 : 0);
    if (forms == 1) return std::nullopt;
    return Error{{},
                 "`simulate` takes either a FILE or `--trace`",
                 "Give a site or a plan: islet simulate SITE.yaml; or --trace, --model and --on; "
                 "or --stages.",
                 "V1",
                 ""};
  }

  SiteSimulation site_;
  TraceSimulation trace_;
  PipelineSimulation pipeline_;
  CatalogOptions catalog_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_simulate_command() { return std::make_unique<SimulateCommand>(); }

}  // namespace islet
