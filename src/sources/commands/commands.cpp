#include "sources/commands/commands.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/engine_access.h"
#include "sources/commands/host.h"
#include "sources/commands/invocation.h"
#include "sources/commands/workload.h"
#include "sources/daemon/daemon.h"
#include "sources/source.h"

namespace boltseal {

extern const Source script_source;

namespace commands {
namespace {

// Files of `--env-file` are read up to this many lines.
constexpr int env_file_lines = 2000;

/// What commands of one document declare together.
class Collector {
 public:
  Collector(const Document& document, std::span<const ShellCommand> commands, Reader& reader)
      : document_(document), reader_(reader) {
    project_.name = document.path();
    project_.open = true;  // what else runs on that machine is not known
    for (const ShellCommand& command : commands) {
      for (const Text& name : built_images(command)) built_.insert(with_tag(name.bytes()));
      starts_ = starts_ || calls(command, "start");
      copies_ = copies_ || calls(command, "cp");
    }
    for (const Workload& workload : reader.inventory.workloads) names_.insert(workload.name);
  }

  void read(const ShellCommand& command) {
    if (read_daemon(command)) return;
    const std::optional<Invocation> invocation = read_invocation(command);
    if (!invocation) return;
    if (invocation->command.ends_with("network create")) {
      project_.platform = invocation->platform;
      project_.networks.push_back(read_network(*invocation));
    } else if (invocation->command.ends_with("volume create")) {
      const Mount volume = read_volume(*invocation);
      if (volume.kind == MountKind::nfs && !invocation->operands.empty()) {
        volumes_[invocation->operands.front().text.bytes()] = volume;
      }
    } else {
      container(*invocation);
    }
  }

  void finish() {
    if (!project_.networks.empty() || project_.members.size() > 1) {
      reader_.inventory.projects.push_back(std::move(project_));
    }
  }

 private:
  /// `dockerd …`, or `docker daemon …` of old.
  bool read_daemon(const ShellCommand& command) {
    const std::string_view program = command.program();
    const bool old = program == "docker" && command.words.size() > 1 &&
                     command.words[1].text.bytes() == "daemon";
    if (program != "dockerd" && !old) return false;
    // These print something and end.
    for (const Item& word : command.words) {
      const std::string& text = word.text.bytes();
      if (text == "--version" || text == "-v" || text == "--help" || text == "-h" ||
          text == "--validate") {
        return true;
      }
    }
    std::vector<Item> words = command.words;
    if (old) words.erase(words.begin());
    daemon::read_dockerd_flags(document_, words, reader_);
    return true;
  }

  void container(const Invocation& invocation) {
    Workload workload = read_workload(invocation);
    if (workload.levels.empty()) return;
    unique_name(workload.name);
    // `docker create`, `docker cp`: a container that is only there to take files out of its image.
    const bool is_created = invocation.command.ends_with(" create") &&
                            invocation.command.find("service") == std::string::npos;
    if (is_created && copies_ && !starts_) workload.is_job = true;
    Level& level = workload.levels.back();
    for (const Option& option : invocation.options) {
      if (option.name == "env-file") env_file(option.value, level.facts);
    }
    resolve_volumes(level.facts);
    const auto& image = level.facts.get(fact::image);
    // What is built here is not pulled.
    if (image.is_known() && !built_.contains(with_tag(image->written.bytes()))) {
      reader_.inventory.images.push_back(
          Image{*image, Image::Role::run, workload.name, image.origin()});
    }
    project_.platform = workload.platform;
    project_.members.push_back(member_of(invocation, level));
    project_.members.back().name = workload.name;
    reader_.inventory.workloads.push_back(std::move(workload));
  }

  /// `docker VERB` or `docker container VERB`, of any engine.
  static bool calls(const ShellCommand& command, std::string_view verb) {
    const std::string_view program = command.program();
    if (program != "docker" && program != "podman" && program != "nerdctl") return false;
    for (std::size_t at = 1; at < command.words.size() && at < 3; ++at) {
      const std::string& word = command.words[at].text.bytes();
      if (word == verb) return true;
      if (word != "container") return false;
    }
    return false;
  }

  static std::string with_tag(std::string name) {
    const std::size_t slash = name.rfind('/');
    const std::size_t colon = name.find(':', slash == std::string::npos ? 0 : slash);
    if (colon == std::string::npos && !name.ends_with('}')) name += ":latest";
    return name;
  }

  void unique_name(std::string& name) {
    if (names_.insert(name).second) return;
    int& count = repeated_[name];
    std::string next;
    do {
      next = name + " (" + std::to_string(++count + 1) + ")";
    } while (!names_.insert(next).second);
    name = std::move(next);
  }

  static Member member_of(const Invocation& invocation, const Level& level) {
    Member member;
    member.site = invocation.site;
    const Facts& facts = level.facts;
    if (facts.get(fact::labels).is_known()) member.labels = *facts.get(fact::labels);
    if (facts.get(fact::networks).is_known()) member.networks = *facts.get(fact::networks);
    if (facts.get(fact::network_mode).is_known())
      member.network_mode = *facts.get(fact::network_mode);
    if (facts.get(fact::links).is_known()) member.links = *facts.get(fact::links);
    member.publishes = facts.states(Fact::published_ports);
    return member;
  }

  /// A named volume that `volume create` made of an NFS export.
  void resolve_volumes(Facts& facts) {
    const auto& before = facts.get(fact::mounts);
    if (volumes_.empty() || !before.is_known()) return;
    Mounts mounts = *before;
    for (Mount& mount : mounts) {
      const auto volume = volumes_.find(mount.source.bytes());
      if (mount.kind != MountKind::volume || volume == volumes_.end()) continue;
      mount.kind = MountKind::nfs;
      mount.source = volume->second.source;
      mount.origin = with_step(mount.origin, volume->second.origin);
      if (mount.read_only.is_absent()) mount.read_only = volume->second.read_only;
      mount.options.insert(mount.options.end(), volume->second.options.begin(),
                           volume->second.options.end());
    }
    const Origin origin = before.origin();
    facts.set(fact::mounts, std::move(mounts), origin);
  }

  /// NAME=value lines (docs.docker.com, "docker container run", --env-file).
  void env_file(const Item& value, Facts& facts) {
    if (!value.text.is_known() || document_.is_embedded()) return;
    const std::string path = resolve(directory_of(document_.path()), value.text.bytes());
    if (value.text.bytes().starts_with('/') || !reader_.files.exists(path)) return;
    const Result<const File*> file = reader_.open(path);
    if (!file) return;
    const Document lines(**file);
    std::uint32_t begin = 0;
    const std::string_view text = lines.text();
    for (int count = 0; count < env_file_lines && begin < text.size(); ++count) {
      const std::size_t feed = text.find('\n', begin);
      const auto end =
          static_cast<std::uint32_t>(feed == std::string_view::npos ? text.size() : feed);
      std::string_view line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::size_t equals = line.find('=');
      if (!line.starts_with('#') && equals != std::string_view::npos && equals > 0) {
        Origin origin = lines.origin({begin, begin + static_cast<std::uint32_t>(line.size())},
                                     OriginKind::environment);
        facts.add(fact::environment, Setting{std::string(line.substr(0, equals)),
                                             Text(std::string(line.substr(equals + 1))),
                                             with_step(std::move(origin), value.origin)});
      }
      begin = end + 1;
    }
  }

  const Document& document_;
  Reader& reader_;
  Project project_;
  std::unordered_set<std::string> names_, built_;
  bool starts_ = false, copies_ = false;  ///< `docker start`, `docker cp` is among the commands.
  std::unordered_map<std::string, int> repeated_;
  std::unordered_map<std::string, Mount> volumes_;
};

void add_builds(std::vector<ImageBuild> builds, Reader& reader) {
  std::ranges::move(builds, std::back_inserter(reader.inventory.image_builds));
}

}  // namespace

void read_commands(const Document& document, std::span<const ShellCommand> commands,
                   Reader& reader) {
  Collector collector(document, commands, reader);
  for (const ShellCommand& command : commands) collector.read(command);
  collector.finish();
  read_engine_access(document, commands, reader);
}

shell::Script read_script(const Document& document, Reader& reader, const shell::Options& options) {
  shell::Script script = shell::parse(document, options);
  read_commands(document, script.commands, reader);
  if (!document.is_embedded()) {
    // It may be started in its own folder, or in one above it.
    const std::string folder = directory_of(document.path());
    ImageBuildReader images(Folder{folder, false}, folder);
    images.read(script.commands);
    add_builds(std::move(images.builds), reader);
  }
  read_memberships(script.commands, reader);
  read_logins(script.commands, reader);
  for (const Error& error : script.errors) reader.inventory.errors.push_back(error);
  for (const shell::WrittenFile& file : script.written) {
    if (file.is_whole()) reader.embed(file.document);
  }
  return script;
}

std::vector<ShellCommand> read_parts(const Document& document, std::span<const Part> parts,
                                     Reader& reader) {
  std::vector<ShellCommand> commands;
  std::vector<shell::WrittenFile> written;
  ImageBuildReader images({}, directory_of(document.path()));
  for (const Part& part : parts) {
    reader.remember(part.document, script_source);
    shell::Script script = shell::parse(part.document, part.options);
    if (!part.continues) images.begin(part.folder);
    images.read(script.commands);
    std::move(script.commands.begin(), script.commands.end(), std::back_inserter(commands));
    std::move(script.written.begin(), script.written.end(), std::back_inserter(written));
    for (Error& error : script.errors) reader.inventory.errors.push_back(std::move(error));
  }
  add_builds(std::move(images.builds), reader);
  const std::size_t before = reader.inventory.workloads.size();
  read_commands(document, commands, reader);
  // A step of a pipeline and a recipe of make end when what they run ends.
  for (std::size_t at = before; at < reader.inventory.workloads.size(); ++at) {
    Workload& workload = reader.inventory.workloads[at];
    workload.is_job = workload.is_job || workload.is_attached;
  }
  read_memberships(commands, reader);
  read_logins(commands, reader);
  for (const shell::WrittenFile& file : written) {
    if (file.is_whole()) reader.embed(file.document);
  }
  return commands;
}

}  // namespace commands
}  // namespace boltseal
