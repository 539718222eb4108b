#include <algorithm>
#include <array>
#include <vector>

#include "model/engine_installer.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_one_of(auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool downloads(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 6> programs = {"curl",   "wget", "fetch",
                                                               "aria2c", "http", "https"};
  return is_one_of(programs, command.program());
}

bool is_shell(std::string_view program) {
  static constexpr std::array<std::string_view, 6> shells = {"sh",  "bash", "dash",
                                                             "ash", "ksh",  "zsh"};
  return is_one_of(shells, program);
}

bool is_interpreter(std::string_view program) {
  static constexpr std::array<std::string_view, 7> interpreters = {
      "python", "python2", "python3", "perl", "ruby", "node", "php"};
  return is_shell(program) || is_one_of(interpreters, program);
}

// Whether a command runs what comes through its standard input: `bash`, `sh -s -- options`,
// `python3 -`; with a script, -c or -m the input is data.
bool runs_input(const ShellCommand& command) {
  if (!is_interpreter(command.program())) return false;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string& word = command.words[at].text.bytes();
    if (word == "-" || word == "/dev/stdin" || word == "-s" || word == "--") return true;
    if (word.starts_with('-') && !word.starts_with("--")) {
      if (is_shell(command.program()) && word.find('s') != std::string::npos) return true;
      if (word.find('c') != std::string::npos || word.find('m') != std::string::npos ||
          word.find('e') != std::string::npos || word.find('n') != std::string::npos) {
        // -e and -x of a shell are options; those of perl, ruby and node bring a program.
        if (!is_shell(command.program()) || word.find('c') != std::string::npos) return false;
      }
      continue;
    }
    if (word.starts_with("--")) continue;
    return false;
  }
  return true;
}

// A download inside $(…), `…` or <(…) of a word that is run: sh -c "$(curl …)", bash <(curl …).
bool runs_substituted(const ShellCommand& command) {
  const std::string_view program = command.program();
  if (!is_shell(program) && program != "eval" && program != "source" && program != ".") {
    return false;
  }
  static constexpr std::array<std::string_view, 3> opens = {"$(", "<(", "`"};
  for (const Item& item : command.words) {
    const std::string& word = item.text.bytes();
    for (const std::string_view open : opens) {
      for (const std::string_view tool : {"curl ", "wget "}) {
        if (word.find(std::string(open) + std::string(tool)) != std::string::npos) return true;
      }
    }
  }
  return false;
}

// The address, for people; empty when no word is one.
std::string address_of(const ShellCommand& command) {
  for (const Item& item : command.words) {
    const std::string& word = item.text.bytes();
    const std::size_t at = word.find("http");
    if (at == std::string::npos || word.find("://", at) == std::string::npos) continue;
    return word.substr(at, word.find_first_of(" )`\"'", at) - at).substr(0, 100);
  }
  return {};
}

// From the first byte of one command to the last of another, when both stand in one file.
Origin across(const Origin& first, const Origin& last) {
  Origin origin = first;
  if (first.file == last.file && first.span.begin <= last.span.end) {
    origin.span.end = std::max(first.span.end, last.span.end);
  }
  return origin;
}

// On a host the scripts that install an engine are host/engine-from-script.
void check(const Step& step, Findings& findings) {
  Origin last;  // `sudo bash` is listed as sudo and as bash: said once
  const auto say = [&](const Origin& site, const std::string& address) {
    if (last.file == site.file && last.span.begin == site.span.begin) return;
    last = site;
    if (step.is_host && engine_installer_at(address) != nullptr) return;
    const bool plain = address.starts_with("http://");
    Finding& finding = findings.add(
        site, "download[" + address + "]",
        "runs what " + (address.empty() ? std::string("a server") : address) + " sends" +
            (plain ? " or anybody on the way puts in its place" : " at that moment") +
            ", without checking it");
    if (plain) finding.severity = Severity::high;
  };
  for (std::size_t at = 0; at < step.commands.size(); ++at) {
    const ShellCommand& command = step.commands[at];
    if (runs_substituted(command)) {
      say(command.origin, address_of(command));
      continue;
    }
    if (!command.piped_from_previous || !runs_input(command)) continue;
    for (std::size_t before = at; before > 0 && at - before < 10; --before) {
      const ShellCommand& source = step.commands[before - 1];
      if (downloads(source)) {
        say(across(source.origin, command.origin), address_of(source));
        break;
      }
      if (!source.piped_from_previous) break;
    }
  }
}

}  // namespace

extern const Rule build_pipe_to_shell{
    .summary = "Download piped to a shell",
    .what =
        "A command of a Dockerfile's `RUN` or of a host's first-boot script fetches something with "
        "`curl` or `wget` and runs it at once: `curl … | sh`, `bash <(curl …)`, "
        "`sh -c \"$(curl …)\"`, `eval \"$(curl …)\"`, also with Python, Perl, Ruby, Node or PHP. "
        "Downloads that are only data for a program (`| python -m json.tool`, `| tar`) are not "
        "reported; a script that installs the engine on a host is `host/engine-from-script`.",
    .why =
        "Whoever controls the server, its name or the line to it decides what is run, as root, on "
        "the host or in the image. It can be another thing for every caller, nobody sees "
        "afterwards what it was, and a connection that breaks in the middle runs half a script.",
    .remedy =
        "Download to a file, compare it with a checksum or signature that stands in your own "
        "files (`echo \"…  install.sh\" | sha256sum -c`, `ADD --checksum=sha256:…`), then run it; "
        "better install a package from a signed repository.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.11", "NIST SP 800-190 4.1.5", "CWE-494"},
    .step = check,
    .on_images = true,
};

}  // namespace boltseal
