#include "audit/engine_file_modes.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_files = 1000;

class FileCollector {
 public:
  FileCollector(const MachineTree& tree, const Accounts& accounts, MachineView& view)
      : tree_(tree), accounts_(accounts), view_(view) {}

  /// Whether something stands there.
  bool add(const EngineFile& kind, const std::string& path) {
    std::vector<MachineFile>& files = view_.machine.files;
    if (!path.starts_with('/') || files.size() == most_files) return false;
    if (std::ranges::find(files, path, &MachineFile::path) != files.end()) return true;
    FileStatus status;
    const Sight sight = tree_.status(path, status);
    if (sight == Sight::hidden) view_.hidden.push_back(path);
    const bool is_socket = status.kind == FileStatus::Kind::socket;
    if (sight != Sight::there || (kind.is_socket && !is_socket)) return false;
    files.push_back({.kind = &kind,
                     .path = path,
                     .is_folder = status.kind == FileStatus::Kind::folder,
                     .is_socket = is_socket,
                     .mode = status.mode,
                     .owner = name_or_number(accounts_.users, status.uid),
                     .group = name_or_number(accounts_.groups, status.gid),
                     .site = view_.place(path)});
    return true;
  }

 private:
  const MachineTree& tree_;
  const Accounts& accounts_;
  MachineView& view_;
};

const EngineFile& kind_at(std::string_view path) {
  return *std::ranges::find_if(engine_files(), [&](const EngineFile& each) {
    const auto paths = split(each.paths, ' ');
    return std::ranges::find(paths, path) != paths.end();
  });
}

// "-w /etc/docker -p rwxa -k docker", "-a always,exit -F dir=/etc/docker -F perm=wa"
void read_audit_line(std::string_view line, std::vector<AuditWatch>& watches) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' ')) {
    if (!trim(word).empty()) words.push_back(trim(word));
  }
  if (words.empty() || words[0].starts_with('#')) return;
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string_view value = words[at + 1];
    if (words[at] == "-w") {
      watches.push_back({std::string(value), true});
    } else if (words[at] == "-F" && value.starts_with("dir=")) {
      watches.push_back({std::string(value.substr(4)), true});
    } else if (words[at] == "-F" && value.starts_with("path=")) {
      watches.push_back({std::string(value.substr(5)), false});
    } else if (words[at] == "-W") {
      std::erase_if(watches, [&](const AuditWatch& watch) { return watch.path == value; });
    }
  }
  if (words[0] == "-D") watches.clear();
}

}  // namespace

void look_at_engine_files(const MachineTree& tree, const Accounts& accounts,
                          const std::vector<LiveEngine>& engines,
                          const std::vector<EngineSettings>& daemons, MachineView& view) {
  FileCollector files(tree, accounts, view);
  for (const EngineFile& kind : engine_files()) {
    for (const std::string_view path : split(kind.paths, ' ')) {
      if (files.add(kind, std::string(path))) break;
    }
  }
  for (const LiveEngine& engine : engines) {
    // That of a user is theirs.
    const bool is_docker = engine.name == "docker", is_podman = engine.name == "podman";
    if (!is_docker && !is_podman) continue;
    files.add(kind_at(is_docker ? "/run/docker.sock" : "/run/podman/podman.sock"),
              without_var_run(engine.endpoint));
  }
  for (const EngineSettings& daemon : daemons) {
    if (daemon.is_rootless) continue;
    files.add(kind_at("/etc/docker/daemon.json"), daemon.config_path);
    files.add(authority_file, daemon.authority);
    files.add(certificate_file, daemon.certificate);
    files.add(key_file, daemon.key);
    files.add(kind_at("/var/lib/docker"), daemon.data_folder);
  }
  const std::string registries = "/etc/docker/certs.d";
  std::vector<std::string> hosts, names;
  if (tree.list(registries, hosts) != Sight::there) return;
  for (const std::string& host : hosts) {
    const std::string folder = registries + "/" + host;
    if (tree.list(folder, names) != Sight::there) continue;
    for (const std::string& name : names) {
      if (name.ends_with(".key")) {
        files.add(registry_key_file, folder + "/" + name);
      } else if (name.ends_with(".crt") || name.ends_with(".cert")) {
        files.add(registry_certificate_file, folder + "/" + name);
      }
    }
  }
}

void look_at_audit_rules(const MachineTree& tree, MachineView& view) {
  std::vector<AuditWatch> watches;
  std::vector<std::string> names;
  const std::string folder = "/etc/audit/rules.d";
  const Sight sight = tree.list(folder, names);
  std::string text;
  const Sight whole = tree.read("/etc/audit/audit.rules", text);
  if (sight == Sight::hidden || whole == Sight::hidden) {
    view.hidden.push_back("the rules of auditd");
    return;
  }
  const auto read = [&](const std::string& rules) {
    for (const std::string_view line : split(rules, '\n')) read_audit_line(line, watches);
  };
  // What augenrules(8) makes of the folder stands in the file; both count, as either may be used.
  if (whole == Sight::there) read(text);
  std::vector<AuditWatch> of_file = std::exchange(watches, {});
  for (const std::string& name : names) {
    if (name.ends_with(".rules") && tree.read(folder + "/" + name, text) == Sight::there) {
      read(text);
    }
  }
  std::ranges::move(of_file, std::back_inserter(watches));
  view.machine.watches = std::move(watches);
}

}  // namespace boltseal
