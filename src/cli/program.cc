// The help page and the tree of commands that the command line is read by.
#include <string>
#include <utility>

#include "cli/command.h"
#include "report/text_width.h"
#include "report/version.h"

namespace islet {
namespace {

/// Where the words of an option begin, and how wide a page is.
constexpr std::size_t first_column = 32;
constexpr std::size_t page_width = 100;

/// Help with the examples first and one line for each subcommand.
class HelpPage : public CLI::Formatter {
 public:
  HelpPage() { column_width(first_column); }

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const override {
    const std::string page = CLI::Formatter::make_help(app, std::move(name), {});
    std::string out;
    for (const char c : page) {
      // CLI11 leaves two empty lines between groups.
      if (c != '\n' || !out.ends_with("\n\n")) out += c;
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    // Of two empty lines `make_help` takes one out.
    if (app->get_parent() == nullptr) return "\nUsage: islet COMMAND [OPTIONS]\n";
    for (const CLI::App* above = app->get_parent(); above != nullptr; above = above->get_parent()) {
      std::string path = above->get_name();
      path += ' ';
      path += name;
      name = std::move(path);
    }
    return "\n" + CLI::Formatter::make_usage(app, name);
  }

  /// Those that say more than their name.
  std::string make_positionals(const CLI::App* app) const override {
    std::string out;
    const auto options = app->get_options([](const CLI::Option* option) {
      return option->get_positional() && !option->get_description().empty();
    });
    for (const CLI::Option* each : options) out += make_option(each, true);
    return out.empty() ? out : "\nArguments:\n" + out;
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::string out = "  " + make_option_name(option, is_positional);
    if (!is_positional) out += make_option_opts(option);
    bool is_first = out.size() < first_column;
    if (!is_first) out += "\n";
    for (const std::string& line : wrapped(option->get_description(), page_width - first_column)) {
      out += std::string(is_first ? first_column - out.size() : first_column, ' ') + line + "\n";
      is_first = false;
    }
    return out;
  }

  std::string make_subcommand(const CLI::App* subcommand) const override {
    const std::string text = subcommand->get_description();
    std::string line = "  " + subcommand->get_name();
    line.append(line.size() < 12 ? 12 - line.size() : 1, ' ');
    return line + text.substr(0, text.find('\n')) + "\n";
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    std::string out;
    if (option->get_type_size() != 0) {
      if (!option->get_type_name().empty()) out += " " + word_of(option->get_type_name());
      if (!option->get_default_str().empty()) out += " [" + option->get_default_str() + "]";
    }
    return out;
  }

 private:
  /// What the library calls numbers.
  static std::string word_of(const std::string& type) {
    if (type == "INT" || type == "UINT") return "N";
    return type == "FLOAT" ? "NUMBER" : type;
  }
};

}  // namespace

void declare_program(CLI::App& app, std::vector<std::unique_ptr<Command>>& commands) {
  app.description(
      "Islet right-sizes AI inference for places without a dependable grid.\n\n"
      "Examples:\n"
      "  islet plan examples/mine.yaml      what to buy, what it will do and cost\n"
      "  islet check examples/mine.yaml     is the site file right\n"
      "  islet catalog show l4              what is known of a machine, and from where\n");
  app.formatter_fn([](const CLI::App* page, std::string name, CLI::AppFormatMode mode) {
    return HelpPage().make_help(page, std::move(name), mode);
  });
  app.set_help_flag("-h,--help", "print this help");
  app.set_version_flag("--version", "islet " + version(), "print the version");
  app.require_subcommand(0, 1);
  app.footer("\nislet COMMAND --help tells more; islet help exit-codes lists the exit codes.");
  for (const CommandEntry& entry : command_table()) {
    CLI::App* subcommand = app.add_subcommand(
        entry.name, std::string(entry.summary) + "\n\nExamples:\n" + entry.examples);
    subcommand->footer("");
    commands.push_back(entry.make());
    commands.back()->declare(*subcommand);
  }
}

}  // namespace islet
