// The program: reads the command line, runs one subcommand of the table, ends with its exit code.
#include <malloc.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "report/plan_json.h"

namespace islet {
namespace {

/// The subcommand that the words got to, for help that fits.
const CLI::App* deepest(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? &app : deepest(*chosen.front());
}

/// Options and subcommands that could have been meant.
std::vector<std::string> words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands(nullptr)) words.push_back(command->get_name());
  return words;
}

bool asks_for_json(const std::vector<std::string>& words) {
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string& word = words[index];
    if (word == "--format=json" || word == "-fjson") return true;
    const bool names_format = word == "--format" || word == "-f";
    if (names_format && index + 1 < words.size() && words[index + 1] == "json") return true;
  }
  return false;
}

/// "unknown option `--fromat`", with what was meant.
Error error_of(const CLI::ParseError& fault, const CLI::App& app) {
  const CLI::App& command = *deepest(app);
  std::string name = "islet";
  if (&command != &app) name += " " + command.get_name();
  Error error{{}, fault.what(), "Try `" + name + " --help`.", "", ""};
  if (dynamic_cast<const CLI::ExtrasError*>(&fault) == nullptr) return error;
  const std::vector<std::string> rest = app.remaining(true);
  if (rest.empty()) return error;
  const std::string word = rest.front().substr(0, rest.front().find('='));
  const bool is_option = word.starts_with("-");
  const bool is_command = !is_option && &command == &app;
  error.what = (is_option    ? "unknown option `"
                : is_command ? "unknown command `"
                             : "one word too many: `") +
               word + "`";
  if (const auto meant = closest(word, words_of(command))) {
    error.hint = "Did you mean `" + *meant + "`?";
  }
  return error;
}

ExitCode wrong_use(const CLI::ParseError& fault, const CLI::App& app,
                   const std::vector<std::string>& words) {
  const Error error = error_of(fault, app);
  show(console_for(ColourChoice::automatic), {error});
  if (asks_for_json(words) && write_result(failure_json("islet/error/1", {error}))) {
    return ExitCode::outside_failed;
  }
  return ExitCode::wrong_use;
}

ExitCode run_program(const std::vector<std::string>& words) {
  catch_interrupts();
  std::vector<std::unique_ptr<Command>> commands;
  CLI::App app("", "islet");
  declare_program(app, commands);
  try {
    // CLI11 takes the words from the back.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    return write_result(deepest(app)->help()) ? ExitCode::outside_failed : ExitCode::done;
  } catch (const CLI::CallForVersion& asked) {
    return write_result(std::string(asked.what()) + "\n") ? ExitCode::outside_failed
                                                          : ExitCode::done;
  } catch (const CLI::ParseError& fault) {
    return wrong_use(fault, app, words);
  }
  // From here on the options are read; exactly one command runs.
  for (std::size_t index = 0; index < commands.size(); ++index) {
    if (app.got_subcommand(command_table()[index].name)) return commands[index]->run();
  }
  write_message(app.help());
  return ExitCode::wrong_use;
}

/// Years of hours come and go by the thousand: without this glibc hands each back to the system and
/// asks for it anew, page by page, which took a fifth of the time of planning many sites.
void keep_freed_memory() {
#ifdef __GLIBC__
  (void)mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);  // the most it takes
  (void)mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
#endif
}

}  // namespace
}  // namespace islet

int main(int argc, char** argv) {
  islet::keep_freed_memory();
  try {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    return static_cast<int>(islet::run_program(words));
  } catch (const std::exception& fault) {
    islet::write_message("error: our fault: " + std::string(fault.what()) + "\n");
    return static_cast<int>(islet::ExitCode::our_fault);
  }
}
