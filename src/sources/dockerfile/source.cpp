#include <algorithm>
#include <array>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/host.h"
#include "sources/dockerfile/dockerfile.h"
#include "sources/dockerfile/scan.h"
#include "sources/dockerfile/words.h"
#include "sources/dockerfile/write.h"
#include "sources/dockerfile/write_stage.h"

namespace boltseal {

extern const Source script_source;

namespace {

// What may stand after "Dockerfile." without being a Dockerfile: templates that some other program
// turns into one, and files about it.
constexpr std::array<std::string_view, 16> other_endings = {
    ".dockerignore", ".template", ".tmpl", ".tpl", ".j2",   ".jinja", ".jinja2", ".erb",
    ".mustache",     ".gotmpl",   ".md",   ".txt", ".json", ".yaml",  ".yml",    ".sh"};

// Programs that deal with Dockerfiles: dockerfile.go, DockerfileParser's Dockerfile.java. The same
// endings say what a Dockerfile is for when it is written as people write that name, Dockerfile.go,
// unless the language has its file names in capitals.
constexpr std::array<std::string_view, 14> program_endings = {
    "c", "cc", "cpp", "ex", "go", "h", "hs", "js", "lua", "php", "pl", "py", "rb", "rs"};
constexpr std::array<std::string_view, 9> class_endings = {"cs",    "groovy", "java", "kt", "scala",
                                                           "swift", "ts",     "tsx",  "vue"};

bool is_program(std::string_view name) {
  const std::string_view ending = name.substr(name.rfind('.') + 1);
  const auto is_one_of = [&](const auto& endings) {
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
  };
  return is_one_of(class_endings) ||
         (name.starts_with("dockerfile.") && is_one_of(program_endings));
}

bool claims_path(std::string_view path) {
  if (is_program(base_name(path))) return false;
  const std::string name = to_lower(base_name(path));
  for (const std::string_view ending : other_endings) {
    if (name.ends_with(ending)) return false;
  }
  return name == "dockerfile" || name == "containerfile" || name.starts_with("dockerfile.") ||
         name.starts_with("containerfile.") || name.ends_with(".dockerfile") ||
         name.ends_with(".containerfile");
}

// A FROM line in capitals with nothing else on it, after comments and ARGs; mails, SQL and prose
// that begin with the word do not look so.
bool claims_text(std::string_view, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int lines = 0; lines < 200 && !text.empty(); ++lines) {
    const std::size_t feed = text.find('\n');
    const std::string_view line = trim(text.substr(0, feed));
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
    if (line.empty() || line.starts_with('#') || line.starts_with("ARG ")) continue;
    if (!line.starts_with("FROM ") || line.size() > 1000) return false;
    std::size_t from = 5;
    dockerfile::read_flags(line, from, '\\');
    const auto words = dockerfile::plain_words(line, from);
    return words.size() == 1 ||
           (words.size() == 3 &&
            equals_ignoring_case(line.substr(words[1].begin, words[1].end - words[1].begin), "AS"));
  }
  return false;
}

// The context is the Dockerfile's folder or one not far above it.
constexpr int context_depth = 4;

Value<bool> find_ignore_file(const Document& document, const Files& files) {
  if (document.is_embedded() || document.path() == "-") return {};
  const Origin whole = document.origin({0, 0});
  const auto known = [&](bool found) { return Value<bool>::known(found, whole); };
  if (files.exists(document.path() + ".dockerignore")) return known(true);
  std::string folder = directory_of(document.path());
  for (int depth = 0; depth < context_depth; ++depth) {
    for (const char* name : {".dockerignore", ".containerignore"}) {
      if (files.exists(resolve(folder, name))) return known(true);
    }
    const std::string above = directory_of(folder);
    if (folder == "." || above == folder) break;
    folder = above;
  }
  return known(false);
}

void read(const Document& document, Reader& reader) {
  dockerfile::RunScripts scripts;
  Build build = dockerfile::read_build(document, {}, reader.inventory.errors, &scripts);
  if (build.stages.empty()) return;
  build.has_ignore_file = find_ignore_file(document, reader.files);
  for (const Document& text : scripts.texts) reader.remember(text, script_source);
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (!instruction.commands.empty()) {
        commands::read_commands(document, instruction.commands, reader);
        commands::read_logins(instruction.commands, reader);
      }
    }
  }
  for (const shell::WrittenFile& file : scripts.written) {
    if (file.is_whole()) reader.embed(file.document);
  }
  const auto read = std::make_shared<const Build>(std::move(build));
  dockerfile::StageWriter::keep(document, read);
  for (Image& image : dockerfile::images_of(*read)) {
    reader.inventory.images.push_back(std::move(image));
  }
  reader.inventory.workloads.push_back(dockerfile::workload_of(*read));
  reader.inventory.builds.push_back(read);
}

}  // namespace

extern const Source dockerfile_source{
    .name = "dockerfile",
    .title = "Dockerfile",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = dockerfile::write,
    .spell = dockerfile::spell,
};

}  // namespace boltseal
