#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/change.h"
#include "model/shell_command.h"
#include "sources/commands/image_build.h"
#include "sources/document.h"
#include "sources/reader.h"
#include "sources/shell/shell.h"

namespace boltseal::commands {

/// Adds the containers, images and networks of docker, podman and nerdctl commands to the
/// inventory. `document` is where the commands stand: it names their project. For commands that
/// somebody else parsed, as a Dockerfile's RUN.
void read_commands(const Document& document, std::span<const ShellCommand> commands,
                   Reader& reader);

/// Parses a shell text, adds what its commands declare and the groups that they put people in, and
/// reads the files that it writes with the sources that know them. Errors go to the inventory.
shell::Script read_script(const Document& document, Reader& reader,
                          const shell::Options& options = {});

/// One of the shell texts that a file holds.
struct Part {
  Document document;
  shell::Options options;
  std::optional<Folder> folder = {};  ///< Where it starts; nothing when that is not known.
  bool continues = false;             ///< The shell of the part before it reads it as well.
};
/// Reads all shell texts of a file as one: their containers and networks belong to one project.
/// Changes are written in the parts. Answers what they run, in order.
std::vector<ShellCommand> read_parts(const Document& document, std::span<const Part> parts,
                                     Reader& reader);

/// How the words of commands stand in their document.
enum class Spelling : std::uint8_t {
  shell,  ///< A shell text: words can be added.
  list,   ///< One YAML scalar a word: only what stands there can be changed.
};

/// The edits, in local offsets of `document`, that make a change true in one of its commands.
Result<std::vector<Edit>> write_commands(const Document& document,
                                         std::span<const ShellCommand> commands,
                                         const Change& change, Spelling spelling);
/// The same for a document that is a shell text.
Result<std::vector<Edit>> write_script(const Document& document, const Change& change);

/// The flag that states a change: `--user 10001`; empty when there is none.
std::string spell(const Document& document, const Change& change);

}  // namespace boltseal::commands
