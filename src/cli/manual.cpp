#include <string>

#include "base/text.h"
#include "cli/command.h"

namespace boltseal {
namespace {

// roff takes a backslash for an escape, a leading dot or apostrophe for a request, and turns a
// plain
// "-" into a hyphen that cannot be copied into a shell.
std::string roff(std::string_view text) {
  std::string safe;
  bool bold = false;
  for (const char c : text) {
    if (safe.empty() && (c == '.' || c == '\'')) safe += "\\&";
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else if (c == '`') {
      bold = !bold;
      safe += bold ? "\\fB" : "\\fR";
    } else {
      safe += c;
    }
  }
  return safe;
}

void paragraphs(std::string& page, std::string_view text) {
  for (const std::string_view paragraph : split(text, '\n')) {
    if (!paragraph.empty()) page += ".PP\n" + roff(paragraph) + "\n";
  }
}

void describe(std::string& page, std::span<const Flag> flags) {
  for (const Flag& flag : flags) {
    page += ".TP\n";
    if (flag.letter != 0) page += "\\fB\\-" + std::string(1, flag.letter) + "\\fR, ";
    page += "\\fB" + roff("--" + std::string(flag.name)) + "\\fR";
    if (!flag.value.empty()) {
      const std::string value = "=\\fI" + roff(flag.value) + "\\fR";
      page += flag.implied.empty() ? value : "[" + value + "]";
    }
    page += "\n" + roff(flag.help) + (flag.repeatable ? "; repeatable" : "") + ".\n";
  }
}

}  // namespace

std::string manual_page(std::span<const CliCommand* const> commands) {
  std::string page = ".TH BOLTSEAL 1 \"\" \"Boltseal " + std::string(version()) +
                     "\" \"User Commands\"\n.SH NAME\n"
                     "boltseal \\- secure containerized applications through their whole life\n"
                     ".SH SYNOPSIS\n";
  for (const CliCommand* command : commands) {
    page += ".B boltseal " + std::string(command->name) + "\n";
    page += (command->flags.empty() ? "" : "[FLAG...] ") + roff(command->arguments) + "\n.br\n";
  }
  for (const CliCommand* command : commands) {
    page += ".SH " + roff("boltseal " + std::string(command->name)) + "\n" +
            roff(command->summary) + ".\n";
    paragraphs(page, command->description);
    describe(page, command->flags);
    for (const Example& example : command->examples) {
      page += ".PP\n" + roff(example.purpose) + ":\n.PP\n.RS\n.nf\n" + roff(example.command) +
              "\n.fi\n.RE\n";
    }
  }
  page += ".SH FLAGS OF EVERY COMMAND\n";
  describe(page, common_flags());
  page +=
      ".SH EXIT STATUS\n.TP\n0\nclean.\n.TP\n1\nfindings at or above \\-\\-fail\\-on.\n.TP\n2\n"
      "wrong usage or configuration.\n.TP\n3\nsomething could not be examined.\n"
      ".SH ENVIRONMENT\n.TP\n\\fBBOLTSEAL_CONFIG\\fR, \\fBBOLTSEAL_PROFILE\\fR, "
      "\\fBBOLTSEAL_FAIL_ON\\fR\n"
      "stand for \\-\\-config, \\-\\-profile and \\-\\-fail\\-on; flags win.\n.TP\n"
      "\\fBNO_COLOR\\fR, \\fBFORCE_COLOR\\fR\nturn colours off and on.\n"
      ".SH FILES\n.TP\n.I boltseal.yaml\nthe policy of a project: the nearest one upwards.\n.TP\n"
      ".I $XDG_CONFIG_HOME/boltseal/boltseal.yaml\nyour own policy, below the project's.\n.TP\n"
      ".I .boltsealignore\nwhat is not checked, in the words of .gitignore.\n";
  return page;
}

}  // namespace boltseal
