#include "model/program_files.h"

#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

using Copies = std::expected<std::vector<StageCopy>, std::string>;

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

// `java -jar FILE`, `java -cp PATH MAIN`.
Copies class_files(const std::vector<std::string>& words, const BuildSteps& steps) {
  if (words.front() != "java") {
    return refuse("it starts " + words.front() + ", which is not the java of every image");
  }
  std::string_view searched = ".";
  bool is_jar = false;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.starts_with('-')) {
      if (is_jar) searched = word;
      break;
    }
    if (word == "-jar") is_jar = true;
    if ((word == "-cp" || word == "-classpath" || word == "--class-path") &&
        at + 1 < words.size()) {
      searched = words[++at];
    }
  }
  if (searched.find('$') != std::string_view::npos) return refuse("what java runs is not known");
  std::vector<StageCopy> copies;
  for (const std::string_view each : split(searched, ':')) {
    std::string path = absolute(steps.all.back().folder, each);
    if (path.find('*') != std::string::npos) path = directory_of(path);
    // Libraries may lie beside a jar that Maven or Gradle made: its manifest says where.
    if (is_jar && steps.products().built(directory_of(path))) path = directory_of(path);
    if (!steps.products().built(path)) {
      return refuse("where " + std::string(each) +
                    ", which java runs, is built is not known from this file");
    }
    copies.push_back({path, path});
  }
  return copies;
}

Copies binary_file(const std::string& program, const BuildSteps& steps) {
  const bool is_path = program.find('/') != std::string::npos;
  const std::string path =
      is_path ? absolute(steps.all.back().folder, program) : steps.products().find_program(program);
  if (path.empty() || !steps.products().built(path)) {
    return refuse("where " + program + ", which it starts, is built is not known from this file");
  }
  std::string to = path;
  // Found through PATH, which the image for building had set.
  if (!is_path && directory_of(path) == steps.toolchain().programs) {
    to = "/usr/local/bin/" + program;
  }
  return std::vector{StageCopy{path, to}};
}

}  // namespace

Copies program_files(const std::expected<StartedProgram, std::string>& started,
                     const BuildSteps& steps) {
  const Language language = steps.language();
  const auto base = runtime_base(steps.image(), false, true);
  const bool is_script = language == Language::python || language == Language::node;
  const bool runs_anything = is_script && base && base->is_same;
  if (!started) return runs_anything ? Copies{} : refuse(started.error());
  const std::string& program = started->words.front();
  switch (language) {
    case Language::python:
      if (program.starts_with("/usr/")) {
        return refuse("it starts " + program + " by its path, past any environment");
      }
      return {};
    case Language::node:
      if (program == "node" || program == "npm" || program == "yarn" || runs_anything) return {};
      return refuse("what " + program + " needs while it runs is not known");
    case Language::java: return class_files(started->words, steps);
    case Language::c:
    case Language::go:
    case Language::rust: break;
  }
  return binary_file(program, steps);
}

}  // namespace boltseal
