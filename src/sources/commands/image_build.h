#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/image_build.h"
#include "model/shell_command.h"

namespace boltseal::commands {

/// Where the commands of a text start.
struct Folder {
  std::string path;      ///< As Files knows it.
  bool is_sure = false;  ///< Else they may start in any folder above it as well.
};

/// The images that `docker build`, `docker buildx build`, `podman build`, `buildah bud` and the
/// like build, with the names that they and `docker tag` give them. Follows `cd` (docs.docker.com,
/// "docker buildx build"; podman-build(1)).
class ImageBuildReader {
 public:
  /// @param script_folder where the file that holds the commands lies: "$(dirname "$0")".
  ImageBuildReader(std::optional<Folder> start, std::string script_folder)
      : start_(std::move(start)), script_folder_(std::move(script_folder)), here_(start_) {}

  /// A text that its own shell reads begins: in the start folder, or in another one.
  void begin(std::optional<Folder> folder);
  void begin() { begin(start_); }
  /// The commands of one text, in order.
  void read(std::span<const ShellCommand> commands);

  std::vector<ImageBuild> builds;

 private:
  std::optional<Folder> resolved(const Item& word) const;
  void subshells(const Origin& before, const Origin& now);
  void change_folder(const ShellCommand& command);
  void build(const ShellCommand& command, std::size_t verb);
  void tag(const ShellCommand& command, std::size_t verb);

  std::optional<Folder> start_;
  std::string script_folder_;
  std::optional<Folder> here_;
  std::vector<std::optional<Folder>> outer_;   // of subshells
  std::vector<std::optional<Folder>> pushed_;  // by pushd
};

/// The Dockerfile of a build from a folder: `path` is that of the file as it stands there.
std::string dockerfile_in(std::string_view context, std::string_view dockerfile);

/// Whether a build's context is an address, or standard input.
bool is_remote_context(std::string_view context);

}  // namespace boltseal::commands
