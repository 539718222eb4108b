#include "sources/commands/image_build.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace boltseal::commands {
namespace {

// More than any project builds in one file.
constexpr std::size_t most_builds = 1000;
constexpr std::size_t most_nested = 100;

// Options of `docker build`, `docker buildx build`, `podman build` and `buildah bud` that take no
// value; any other long one without "=" takes the next word.
constexpr auto switches =
    std::to_array<std::string_view>({"--check",       "--compress",
                                     "--debug",       "--disable-content-trust",
                                     "--force-rm",    "--layers",
                                     "--load",        "--no-cache",
                                     "--no-hosts",    "--pull",
                                     "--push",        "--quiet",
                                     "--rm",          "--skip-unused-stages",
                                     "--squash",      "--stream",
                                     "--squash-all",  "--tls-verify",
                                     "--pull-always", "--no-rm"});

bool is_engine(std::string_view program) {
  return program == "docker" || program == "podman" || program == "nerdctl" || program == "buildah";
}

/// Index of the word `build`, `bud` or `tag` of an engine's client; 0: another command.
std::size_t verb_of(const ShellCommand& command) {
  if (!is_engine(command.program())) return 0;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string& word = command.words[at].text.bytes();
    if (word == "build" || word == "bud" || word == "tag") return at;
    const bool leads = word == "buildx" || word == "image" || word == "builder" ||
                       word.starts_with("-") || command.words[at].may_split;
    if (!leads) return 0;
  }
  return 0;
}

std::string without(std::string_view text, std::string_view unwanted) {
  std::string rest;
  for (const char c : text) {
    if (unwanted.find(c) == std::string_view::npos) rest += c;
  }
  return rest;
}

/// How a script names the folder that it lies in: `$(dirname "$0")`, `$(cd "$(dirname "$0")/.." &&
/// pwd)`. The path from there ("" or "/.."); nothing for any other expansion.
std::optional<std::string> from_script_folder(std::string_view written) {
  std::string text = without(written, "\" ");
  std::string_view rest = text;
  const bool is_cd = rest.starts_with("$(cd");
  if (is_cd) {
    rest.remove_prefix(4);
    if (!rest.ends_with(')')) return std::nullopt;
    rest.remove_suffix(1);
    const std::size_t then = rest.find("&&pwd");
    if (then == std::string_view::npos) return std::nullopt;
    const std::string_view flag = rest.substr(then + 5);
    if (!flag.empty() && flag != "-P" && flag != "-L") return std::nullopt;
    rest = rest.substr(0, then);
    for (const std::string_view quiet : {">/dev/null2>&1", ">/dev/null", "&>/dev/null"}) {
      if (rest.ends_with(quiet)) rest.remove_suffix(quiet.size());
    }
  }
  if (rest.starts_with("--")) rest.remove_prefix(2);
  for (const std::string_view own :
       {"$(dirname$0)", "$(dirname--$0)", "$(dirname${0})", "$(dirname${BASH_SOURCE[0]})",
        "$(dirname--${BASH_SOURCE[0]})", "$(dirname${BASH_SOURCE})", "$(dirname$BASH_SOURCE)",
        "${BASH_SOURCE%/*}", "${BASH_SOURCE[0]%/*}", "${0%/*}"}) {
    if (!rest.starts_with(own)) continue;
    const std::string_view path = rest.substr(own.size());
    if (!path.empty() && (!is_cd || path.front() != '/')) return std::nullopt;
    if (path.find_first_of("$`") != std::string_view::npos) return std::nullopt;
    return std::string(path);
  }
  return std::nullopt;
}

Setting argument_of(const Item& item) {
  const std::size_t equals = item.text.find('=');
  Setting setting;
  setting.name = item.text.bytes().substr(0, equals);
  // Without a value it is the environment's.
  setting.value = equals == std::string::npos ? Text::unknown("$" + setting.name)
                                              : item.text.substr(equals + 1);
  setting.origin = item.origin;
  return setting;
}

}  // namespace

bool is_remote_context(std::string_view context) {
  return context == "-" || context.find("://") != std::string_view::npos ||
         context.starts_with("git@") || context.starts_with("github.com/");
}

std::string dockerfile_in(std::string_view context, std::string_view dockerfile) {
  return resolve(context, dockerfile.empty() ? "Dockerfile" : dockerfile);
}

void ImageBuildReader::begin(std::optional<Folder> folder) {
  here_ = std::move(folder);
  outer_.clear();
  pushed_.clear();
}

std::optional<Folder> ImageBuildReader::resolved(const Item& word) const {
  const Text& path = word.text;
  if (path.is_known()) {
    if (!here_ || path.bytes().starts_with('/') || path.bytes().starts_with('~')) {
      return std::nullopt;
    }
    return Folder{resolve(here_->path, path.bytes()), here_->is_sure};
  }
  // One unknown part, at the beginning: the script's own folder?
  std::size_t end = 0;
  while (end < path.bytes().size() && !path.is_known_at(end)) ++end;
  const Text rest = path.substr(end);
  if (end == 0 || !rest.is_known()) return std::nullopt;
  std::optional<std::string> inside =
      from_script_folder(std::string_view(path.bytes()).substr(0, end));
  // "$ROOT": what it was assigned is a step behind the word.
  for (auto step = word.origin.via; step && !inside; step = step->via) {
    if (!step->has_place()) continue;
    inside = from_script_folder(
        std::string_view(step->file->text).substr(step->span.begin, step->span.size()));
  }
  if (!inside) return std::nullopt;
  if (!rest.empty() && !rest.bytes().starts_with('/')) return std::nullopt;
  return Folder{resolve(script_folder_, "." + *inside + rest.bytes()), true};
}

// A subshell ends in the folder that it began in. What stands between two commands tells where one
// begins and ends; the parentheses of `case` have no beginning there and are passed over.
void ImageBuildReader::subshells(const Origin& before, const Origin& now) {
  if (!now.has_place()) return;
  const std::string_view text = now.file->text;
  std::size_t begin = before.span.end;
  if (!before.has_place()) {
    // The first command of a text, which may stand anywhere in its file.
    begin = now.span.begin;
    while (begin > 0 && (is_space(text[begin - 1]) || text[begin - 1] == '(')) --begin;
  } else if (before.file != now.file) {
    return;
  }
  if (begin > now.span.begin) return;
  for (const char c : text.substr(begin, now.span.begin - begin)) {
    if (c == '(' && outer_.size() < most_nested) outer_.push_back(here_);
    if (c == ')' && !outer_.empty()) {
      here_ = outer_.back();
      outer_.pop_back();
    }
  }
}

void ImageBuildReader::change_folder(const ShellCommand& command) {
  const std::string_view program = command.program();
  if (program == "popd") {
    here_ = pushed_.empty() ? std::nullopt : pushed_.back();
    if (!pushed_.empty()) pushed_.pop_back();
    return;
  }
  if (program == "pushd" && pushed_.size() < most_nested) pushed_.push_back(here_);
  const Item* to = nullptr;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string& word = command.words[at].text.bytes();
    if (word == "--" || word == "-P" || word == "-L") continue;
    if (to != nullptr) return;
    to = &command.words[at];
  }
  here_ = to == nullptr || to->text.bytes().starts_with('-') ? std::nullopt : resolved(*to);
}

void ImageBuildReader::build(const ShellCommand& command, std::size_t verb) {
  const std::vector<Item>& words = command.words;
  std::vector<ImageReference> names;
  std::vector<const Item*> operands;
  const Item* file = nullptr;
  BuildRequest request;
  request.origin = command.origin;
  bool may_hide = false;
  for (std::size_t at = verb + 1; at < words.size(); ++at) {
    const std::string& word = words[at].text.bytes();
    if (words[at].may_split) {
      may_hide = true;
      continue;
    }
    if (word.size() < 2 || !word.starts_with("-") || !words[at].text.is_known_at(0)) {
      operands.push_back(&words[at]);
      continue;
    }
    const std::size_t equals =
        word.starts_with("--") ? words[at].text.find('=') : std::string::npos;
    std::string name = word.substr(0, equals);
    Item value = words[at];
    if (equals != std::string::npos) {
      value.text = words[at].text.substr(equals + 1);
    } else if (std::ranges::find(switches, name) != switches.end() || name == "-q" ||
               name == "-D") {
      continue;
    } else if (!word.starts_with("--") && word.size() > 2) {  // -tNAME
      name = word.substr(0, 2);
      value.text = words[at].text.substr(2);
    } else if (at + 1 < words.size()) {
      value = words[++at];
    }
    if (name == "-t" || name == "--tag") {
      names.push_back(parse_image_reference(value.text));
    } else if (name == "-f" || name == "--file") {
      request.dockerfile = value.text.is_known() ? value.text.bytes() : std::string();
      file = &words[at];
      may_hide = may_hide || !value.text.is_known();
    } else if (name == "--target") {
      request.target = value.text;
    } else if (name == "--build-arg") {
      request.arguments.push_back(argument_of(value));
    }
  }
  std::optional<Folder> folder;
  std::string dockerfile;
  // A word that may hide options may name another Dockerfile, unless one is named.
  if (operands.size() == 1 && (!may_hide || !request.dockerfile.empty())) {
    const Text& context = operands.front()->text;
    if (!is_remote_context(context.bytes())) folder = resolved(*operands.front());
    if (file != nullptr) {
      folder = request.dockerfile == "-" ? std::nullopt : here_;
      dockerfile = request.dockerfile;
      if (dockerfile.starts_with('/')) folder.reset();
    } else {
      dockerfile = "Dockerfile";
    }
  }
  request.dockerfile = folder ? dockerfile : std::string();
  for (ImageReference& name : names) {
    if (builds.size() >= most_builds) return;
    builds.push_back({std::move(name), request, folder ? folder->path : std::string(),
                      folder && folder->is_sure});
  }
}

/// `docker tag SOURCE NAME`: what was built before has a further name.
void ImageBuildReader::tag(const ShellCommand& command, std::size_t verb) {
  if (command.words.size() != verb + 3 || builds.size() >= most_builds) return;
  const ImageReference from = parse_image_reference(command.words[verb + 1].text);
  const auto built = std::ranges::find_if(builds, [&](const ImageBuild& each) {
    return each.name.registry == from.registry && each.name.repository == from.repository;
  });
  if (built == builds.end()) return;
  ImageBuild renamed = *built;
  renamed.name = parse_image_reference(command.words[verb + 2].text);
  builds.push_back(std::move(renamed));
}

void ImageBuildReader::read(std::span<const ShellCommand> commands) {
  Origin before;
  for (const ShellCommand& command : commands) {
    subshells(before, command.origin);
    before = command.origin;
    const std::string_view program = command.program();
    if (program == "cd" || program == "pushd" || program == "popd") {
      change_folder(command);
    } else if (const std::size_t verb = verb_of(command); verb > 0) {
      command.words[verb].text.bytes() == "tag" ? tag(command, verb) : build(command, verb);
    }
  }
}

}  // namespace boltseal::commands
