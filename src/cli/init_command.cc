#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/written_file.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "cli/result_output.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = "islet/init/1";
constexpr std::size_t template_bytes_max = std::size_t{1} << 20;

/// The examples that are shipped beside the data folder, by name.
std::vector<std::string> templates_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class InitCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("FILE", output_.file, "the site file to write (site.yaml)");
    app.add_option("--template", name_, "the example to start from; `list` names them");
    app.add_flag("--force", output_.force, "overwrite the file");
  }

  ExitCode run() override {
    const Result<std::string> data = find_data_folder();
    if (!data) return fail(data.error(), ExitCode::data_missing);
    const fs::path folder = fs::path(*data).parent_path() / "examples";
    const std::vector<std::string> names = templates_in(folder);
    if (name_ == "list") return list(names);
    if (std::find(names.begin(), names.end(), name_) == names.end()) {
      return fail({{},
                   "no template is called `" + name_ + "`",
                   "islet init --template list names them.",
                   "D2",
                   ""},
                  ExitCode::data_missing);
    }
    if (output_.file.empty()) output_.file = "site.yaml";
    if (const auto refusal = output_refusal(output_)) return fail(*refusal, ExitCode::wrong_use);
    const Result<std::string> text =
        read_file((folder / (name_ + ".yaml")).string(), template_bytes_max);
    if (!text) return fail(text.error(), ExitCode::data_missing);
    const ExitCode code = put_result(output_, *text, ExitCode::done);
    if (code == ExitCode::done && !output_.to_stdout()) {
      write_message("wrote " + output_.file + "; next: islet check " + output_.file + "\n");
    }
    return code;
  }

 private:
  ExitCode list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += name + "\n";
    output_.file.clear();
    return put_result(output_, text, ExitCode::done);
  }

  ExitCode fail(const Error& error, ExitCode code) {
    output_.file.clear();
    return put_failure(output_, schema, {error}, 0, code);
  }

  std::string name_ = "ten-lines";
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_init_command() { return std::make_unique<InitCommand>(); }

}  // namespace islet
