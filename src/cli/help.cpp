#include <algorithm>
#include <array>

#include "base/display_width.h"
#include "base/text.h"
#include "cli/command.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

constexpr std::size_t widest = 100;

std::size_t width_of(const Console& console) {
  return console.out_width == 0 ? 80 : std::min(console.out_width, widest);
}

class Page {
 public:
  explicit Page(const Console& console) : color_(console.out_color), width_(width_of(console)) {}

  void heading(std::string_view title) {
    if (!text_.empty()) text_ += '\n';
    text_ += paint(color_, Paint::strong, title);
    text_ += '\n';
  }
  void line(std::string_view content) { text_.append(content).append("\n"); }
  void prose(std::string_view content) {
    for (const std::string& part : wrap(content, width_)) line(paint_code(color_, part));
  }
  // A name with its meaning beside it; both columns of a list share `column`.
  void item(std::string_view name, std::size_t column, std::string_view meaning) {
    std::string before = "  " + paint(color_, Paint::code, name);
    const std::size_t used = 2 + display_width(name);
    before.append(used < column ? column - used : 2, ' ');
    for (const std::string& part : wrap(meaning, width_ - std::min(width_ / 2, column))) {
      line(before + paint_code(color_, part));
      before.assign(column, ' ');
    }
  }
  void example(const Example& example) {
    line("  " + paint(color_, Paint::faint, "# " + std::string(example.purpose)));
    line("  " + paint(color_, Paint::code, example.command));
  }
  const std::string& text() const { return text_; }

 private:
  bool color_;
  std::size_t width_;
  std::string text_;
};

std::string spell(const Flag& flag) {
  std::string text = flag.letter == 0 ? "    " : "-" + std::string(1, flag.letter) + ", ";
  text.append("--").append(flag.name);
  if (!flag.implied.empty()) {
    text.append("[=").append(flag.value).append("]");
  } else if (!flag.value.empty()) {
    text.append("=").append(flag.value);
  }
  return text;
}

ExitCode run_help(const Arguments& arguments, Console& console) {
  if (arguments.has("man")) {
    console.out.write(manual_page(console.commands));
    return ExitCode::clean;
  }
  if (arguments.positional().empty()) {
    console.out.write(overview(console));
    return ExitCode::clean;
  }
  const std::string& name = arguments.positional().front();
  for (const CliCommand* command : console.commands) {
    if (command->name == name) {
      write_help(*command, console);
      return ExitCode::clean;
    }
  }
  std::vector<std::string_view> names;
  for (const CliCommand* command : console.commands) names.push_back(command->name);
  return wrong_usage(console, {},
                     {"unknown command " + sanitize(name) + suggestion(name, names), {}, {}, {}});
}

constexpr std::array flags = {
    Flag{.name = "man", .help = "Write the manual page of all commands, for man(1)"},
};

constexpr std::array examples = {Example{"boltseal help check", "All that a command can do"}};

}  // namespace

void write_help(const CliCommand& command, Console& console) {
  Page page(console);
  page.prose(std::string(command.summary) + ".");
  page.heading("Examples");
  for (const Example& example : command.examples) page.example(example);
  page.heading("Usage");
  page.line("  boltseal " + std::string(command.name) +
            (command.flags.empty() ? "" : " [FLAG...]") +
            (command.arguments.empty() ? "" : " " + std::string(command.arguments)));
  if (!command.description.empty()) {
    page.line("");
    for (const std::string_view paragraph : split(command.description, '\n')) {
      page.prose(paragraph);
    }
  }
  page.heading("Flags");
  std::size_t column = 0;
  for (const auto flags : {command.flags, common_flags()}) {
    for (const Flag& flag : flags) column = std::max(column, spell(flag).size() + 4);
  }
  for (const auto flags : {command.flags, common_flags()}) {
    for (const Flag& flag : flags) {
      page.item(spell(flag), column,
                std::string(flag.help) + (flag.repeatable ? "; repeatable" : ""));
    }
  }
  console.out.write(page.text());
}

std::string overview(const Console& console) {
  Page page(console);
  page.prose(
      "Boltseal secures containerized applications: it finds what is unsafe in build and "
      "deployment files, and says what to write instead.");
  page.heading("Examples");
  for (const CliCommand* command : console.commands) {
    if (!command->examples.empty()) page.example(command->examples.front());
  }
  page.heading("Commands");
  for (const CliCommand* command : console.commands) page.item(command->name, 15, command->summary);
  page.heading("Flags");
  page.item("-h, --help", 18, "Show this help");
  page.item("-V, --version", 18, "Show the version");
  return page.text();
}

extern const CliCommand help_command{
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "Explain a command",
    .description = {},
    .examples = examples,
    .flags = flags,
    .most_arguments = 1,
    .run = run_help,
};

}  // namespace boltseal
