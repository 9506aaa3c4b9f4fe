#include "cli/command.h"
#include "cli/result_output.h"
#include "report/site_reference.h"

namespace islet {
namespace {

class SchemaCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_flag("--vscode", vscode_, "print the settings line of the editor instead");
    app.add_option("-o,--output", output_.file, "write it there");
    app.add_flag("--force", output_.force, "overwrite the file");
  }

  ExitCode run() override {
    if (vscode_) {
      return put_result(output_,
                        "\"yaml.schemas\": {\"./site-1.schema.json\": [\"site.yaml\", "
                        "\"*.site.yaml\"]}\n",
                        ExitCode::done);
    }
    if (const auto refusal = output_refusal(output_)) {
      return put_failure(output_, "islet/schema/1", {*refusal}, 0, ExitCode::wrong_use);
    }
    return put_result(output_, site_schema(), ExitCode::done);
  }

 private:
  bool vscode_ = false;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_schema_command() { return std::make_unique<SchemaCommand>(); }

}  // namespace islet
