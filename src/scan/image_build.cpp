#include "scan/image_build.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view heredoc_end = "BOLTSEAL_END_OF_STEP";
constexpr std::size_t most_text = 4 << 20;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// A word as ENV and ARG take it whole.
std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') text += '\\';
    text += c == '\n' || c == '\r' ? ' ' : c;
  }
  return text + "\"";
}

// The form of a JSON array that RUN, CMD … take.
std::string array_of(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) {
    text += text.size() > 1 ? ", \"" : "\"";
    for (const char c : word) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text += '\\', text += c;
      } else if (byte < 0x20) {
        text += "\\u00";
        text += digits[byte >> 4], text += digits[byte & 15];
      } else {
        text += c;
      }
    }
    text += '"';
  }
  return text + "]";
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  while (line.ends_with('\\') || line.ends_with(' ')) line.pop_back();
  return line;
}

bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_word);
}

// "A=1 B=two words C=" → its pairs: a word with a name before "=" begins one.
std::vector<std::pair<std::string, std::string>> pairs_in(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string_view word : split(text, ' ')) {
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos && is_name(word.substr(0, equals))) {
      pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!pairs.empty()) {
      pairs.back().second.append(" ").append(word);
    }
  }
  return pairs;
}

// Where the script begins behind "/bin/sh -c " or "/bin/bash -o pipefail -ec "; npos without a
// shell.
std::size_t script_begin(std::string_view text) {
  std::size_t at = 0;
  bool is_first = true;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const bool is_shell = word.starts_with('/') && word.ends_with("sh");
    if (is_first && !is_shell) return std::string_view::npos;
    if (word.size() > 1 && word.front() == '-' && word.back() == 'c')
      return std::min(end + 1, text.size());
    if (!is_first && word != "pipefail" && !word.starts_with('-')) return std::string_view::npos;
    is_first = false;
    at = end + 1;
  }
  return std::string_view::npos;
}

class Teller {
 public:
  explicit Teller(const ImageConfig& config) : config_(config) {}

  ToldBuild tell() {
    // The rules ask the image that it starts from for two things: whether it is one of Windows,
    // and what it declares, which the configuration has.
    add({}, config_.os == "windows" ? "FROM mcr.microsoft.com/windows/nanoserver" : "FROM scratch");
    for (std::size_t i = 0; i < config_.history.size() && told_.text.size() < most_text; ++i) {
      tell_step(i, config_.history[i].created_by);
    }
    tell_configuration();
    return std::move(told_);
  }

 private:
  void add(std::optional<std::size_t> step, std::string_view line) {
    told_.parts.push_back({static_cast<std::uint32_t>(told_.text.size()), step});
    told_.text.append(line).append("\n");
  }

  void tell_step(std::size_t step, std::string_view by) {
    constexpr std::string_view buildkit = " # buildkit";
    by = trim(by);
    if (by.ends_with(buildkit)) by = trim(by.substr(0, by.size() - buildkit.size()));
    // Where `docker build` did not run a command, it says so in a comment for the shell.
    const std::size_t nothing = by.find("#(nop) ");
    if (nothing != std::string_view::npos && script_begin(by) == nothing) {
      by = trim(by.substr(nothing + 7));
    } else if (by.starts_with('|') || script_begin(by) != std::string_view::npos) {
      return tell_run(step, by);
    }
    if (take(by, "RUN ")) {
      tell_run(step, trim(by));
    } else if (take(by, "ENV ")) {
      tell_variables(step, "ENV", trim(by));
    } else if (take(by, "ARG ")) {
      tell_variables(step, "ARG", trim(by));
    } else if (by.starts_with("COPY ") || by.starts_with("ADD ")) {
      tell_copy(step, by);
    }
  }

  // "|2 A=1 B=2 /bin/sh -c …": the arguments of the build that the step saw, with their values.
  void tell_run(std::size_t step, std::string_view run) {
    if (run.starts_with('|')) {
      const std::size_t shell = run.find(" /bin/");
      const std::size_t first = std::min(run.find(' '), run.size());
      if (shell == std::string_view::npos) return;
      tell_variables(step, "ARG", shell > first ? run.substr(first + 1, shell - first - 1) : "");
      run = run.substr(shell + 1);
    }
    if (const std::size_t script = script_begin(run); script != std::string_view::npos) {
      run = run.substr(script);
    }
    run = trim(run);
    if (run.empty()) return;
    const bool stands_alone = run.find_first_of("\n\r") == std::string_view::npos &&
                              run.find("<<") == std::string_view::npos && !run.ends_with('\\') &&
                              !run.starts_with("--");
    if (stands_alone) return add(step, "RUN " + std::string(run));
    if (run.find(heredoc_end) != std::string_view::npos) return;
    const std::string end(heredoc_end);
    add(step, "RUN <<'" + end + "'\n" + std::string(run) + "\n" + end);
  }

  void tell_variables(std::size_t step, std::string_view name, std::string_view text) {
    // With white space in it, a value that is still there tells where it ends.
    const bool is_whole = std::ranges::find(config_.environment, text) != config_.environment.end();
    auto pairs = pairs_in(text);
    if (is_whole && pairs.size() > 1) {
      const std::size_t equals = text.find('=');
      pairs = {{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))}};
    }
    for (const auto& [variable, value] : pairs) {
      if (!told_variables_.emplace(variable, value).second) continue;
      add(step, std::string(name) + " " + variable + "=" + quoted(value));
    }
  }

  // `docker build` writes "COPY file:0123… in /etc/"; the others their arguments.
  void tell_copy(std::size_t step, std::string_view copy) {
    std::string text = one_line(copy);
    if (const std::size_t in = text.find(" in "); in != std::string::npos) text.replace(in, 4, " ");
    add(step, text);
  }

  void tell_configuration() {
    if (!config_.user.empty()) add({}, "USER " + one_line(config_.user));
    for (const std::string& variable : config_.environment) {
      const std::size_t equals = variable.find('=');
      const std::string name = variable.substr(0, equals);
      const std::string value = equals == std::string::npos ? "" : variable.substr(equals + 1);
      if (!is_name(name) || told_variables_.contains({name, value})) continue;
      add({}, "ENV " + name + "=" + quoted(value));
    }
    if (!config_.working_folder.empty()) add({}, "WORKDIR " + one_line(config_.working_folder));
    for (const std::string& port : config_.exposed_ports) add({}, "EXPOSE " + one_line(port));
    if (!config_.volumes.empty()) add({}, "VOLUME " + array_of(config_.volumes));
    tell_health_check();
    if (!config_.entrypoint.empty()) add({}, "ENTRYPOINT " + array_of(config_.entrypoint));
    if (!config_.command.empty()) add({}, "CMD " + array_of(config_.command));
  }

  // OCI image specification has none; Docker's "Test" begins with its form.
  void tell_health_check() {
    if (!config_.health_check || config_.health_check->empty()) return;
    const std::vector<std::string>& test = *config_.health_check;
    if (test.front() == "NONE") {
      add({}, "HEALTHCHECK NONE");
    } else if (test.front() == "CMD-SHELL" && test.size() == 2) {
      add({}, "HEALTHCHECK CMD " + one_line(test[1]));
    } else if (test.front() == "CMD") {
      add({}, "HEALTHCHECK CMD " + array_of({test.begin() + 1, test.end()}));
    }
  }

  const ImageConfig& config_;
  ToldBuild told_;
  std::set<std::pair<std::string, std::string>> told_variables_;
};

}  // namespace

std::optional<std::size_t> ToldBuild::step_at(std::uint32_t offset) const {
  const auto behind = std::ranges::upper_bound(parts, offset, {}, &Part::begin);
  return behind == parts.begin() ? std::nullopt : std::prev(behind)->step;
}

ToldBuild tell_build(const ImageConfig& config) { return Teller(config).tell(); }

}  // namespace boltseal
