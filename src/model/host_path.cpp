#include "model/host_path.h"

#include <array>
#include <string>

#include "base/files.h"

namespace boltseal {
namespace {

struct Known {
  std::string_view path;
  HostPathKind kind;
  std::string_view holds;
  bool with_children;  ///< Everything below it is of the same kind.
  bool discloses = false;
};

using enum HostPathKind;

// Sockets: the engines' documented defaults. /var/run is a link to /run on every current
// distribution, so both spellings count. /var as a whole does not reach /run: the link leads to the
// container's own /run.
constexpr std::array table = {
    Known{"/", sensitive, "the whole host", false, true},
    Known{"/run", engine_socket, "the sockets of all engines", false},
    Known{"/run/docker.sock", engine_socket, "Docker's socket", false},
    Known{"/run/docker", engine_socket, "Docker's runtime folder", true},
    Known{"/run/podman", engine_socket, "Podman's socket", true},
    Known{"/run/containerd", engine_socket, "containerd's socket", true},
    Known{"/run/crio", engine_socket, "CRI-O's socket", true},
    Known{"/run/cri-dockerd.sock", engine_socket, "cri-dockerd's socket", false},
    Known{"/run/dockershim.sock", engine_socket, "the kubelet's Docker socket", false},
    Known{"/run/k3s", engine_socket, "containerd's socket", false},
    Known{"/run/k3s/containerd", engine_socket, "containerd's socket", true},
    Known{"/run/buildkit", engine_socket, "BuildKit's socket", true},
    Known{"/run/incus", engine_socket, "Incus's runtime folder", true},
    Known{"/var/lib/incus/unix.socket", engine_socket, "Incus's socket", false},
    Known{"/var/lib/lxd/unix.socket", engine_socket, "LXD's socket", false},
    Known{"/var/snap/lxd/common/lxd", engine_socket, "LXD's socket", false},
    Known{"/var/snap/lxd/common/lxd/unix.socket", engine_socket, "LXD's socket", false},
    Known{"/run/systemd", sensitive, "the init system's control sockets", true, true},
    Known{"/run/dbus", sensitive, "the system bus", true, true},
    Known{"/run/secrets", sensitive, "secrets of the host", true, true},
    Known{"/etc", sensitive, "the configuration of the host", false, true},
    Known{"/etc/shadow", sensitive, "the password hashes of the host", false, true},
    Known{"/etc/passwd", sensitive, "the users of the host", false},
    Known{"/etc/sudoers", sensitive, "who may become root on the host", false},
    Known{"/etc/sudoers.d", sensitive, "who may become root on the host", true},
    Known{"/etc/ssh", sensitive, "the host's SSH keys", true, true},
    Known{"/etc/pam.d", sensitive, "how the host checks passwords", true},
    Known{"/etc/cron.d", sensitive, "commands that the host runs as root", true},
    Known{"/etc/crontab", sensitive, "commands that the host runs as root", false},
    Known{"/etc/systemd", sensitive, "the services of the host", true},
    Known{"/etc/docker", sensitive, "Docker's configuration and keys", true},
    Known{"/etc/kubernetes", sensitive, "the cluster's keys", true, true},
    Known{"/root", sensitive, "root's home with its keys", true, true},
    Known{"/home", sensitive, "everybody's home", false, true},
    Known{"/boot", sensitive, "the kernel of the host", true},
    Known{"/dev", sensitive, "the devices of the host", false, true},
    Known{"/dev/mem", sensitive, "the memory of the host", false, true},
    Known{"/dev/kmem", sensitive, "the memory of the kernel", false, true},
    Known{"/proc", sensitive, "the processes and kernel settings of the host", true},
    Known{"/sys", sensitive, "the kernel's devices and settings", false},
    Known{"/sys/fs/cgroup", sensitive, "the control groups of the host", true},
    Known{"/sys/kernel", sensitive, "the kernel's settings and debugging files", true},
    Known{"/bin", sensitive, "the programs of the host", true},
    Known{"/sbin", sensitive, "the programs of the host", true},
    Known{"/lib", sensitive, "the libraries of the host", false},
    Known{"/lib64", sensitive, "the libraries of the host", false},
    Known{"/lib/modules", sensitive, "the kernel modules of the host", true},
    Known{"/usr", sensitive, "the programs of the host", false},
    Known{"/usr/bin", sensitive, "the programs of the host", true},
    Known{"/usr/sbin", sensitive, "the programs of the host", true},
    Known{"/usr/lib", sensitive, "the libraries of the host", false},
    Known{"/usr/local/bin", sensitive, "the programs of the host", true},
    Known{"/var", sensitive, "the data of all services of the host", false, true},
    Known{"/var/lib", sensitive, "the data of all services of the host", false, true},
    Known{"/var/log", sensitive, "the logs of the host", false},
    Known{"/var/spool/cron", sensitive, "commands that the host runs", true},
    // Log collectors read here; that they may is settled practice, that they may write is not.
    Known{"/var/lib/docker/containers", sensitive, "the logs and settings of all containers", true},
    Known{"/var/lib/docker", sensitive, "the images and volumes of all containers", true, true},
    Known{"/var/lib/containers", sensitive, "the images and volumes of all containers", true, true},
    Known{"/var/lib/containerd", sensitive, "the images and volumes of all containers", true, true},
    Known{"/var/lib/kubelet", sensitive, "the secrets and volumes of all pods", true, true},
    Known{"/var/lib/etcd", sensitive, "the cluster's database", true, true},
};

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// A socket in a rootless user's runtime folder, or moved elsewhere but with its own name.
bool is_socket_name(std::string_view name) {
  constexpr std::array<std::string_view, 7> names = {
      "docker.sock",      "podman.sock",     "containerd.sock", "crio.sock",
      "cri-dockerd.sock", "dockershim.sock", "buildkitd.sock"};
  for (const std::string_view known : names) {
    if (name == known) return true;
  }
  return false;
}

// Folders of a home that hold keys. In a project's own folder they are the project's matter.
bool is_key_folder(const Text& source) {
  const std::string& path = source.bytes();
  if (path.empty()) return false;
  const bool in_a_home = path[0] == '~' || !source.is_known_at(0) || path.starts_with("/home/");
  if (!in_a_home) return false;
  for (const std::string_view name : {"/.ssh", "/.aws", "/.kube", "/.gnupg", "/.azure"}) {
    if (source.ends_with(name) == Truth::yes) return true;
  }
  return false;
}

}  // namespace

HostPath classify_host_path(const Text& source) {
  if (is_key_folder(source)) return {sensitive, "somebody's keys", true};
  if (!source.is_known()) {
    // "$XDG_RUNTIME_DIR/docker.sock": what is known may be enough.
    const std::size_t slash = source.rfind('/');
    if (slash != std::string::npos && source.substr(slash).is_known() &&
        is_socket_name(std::string_view(source.bytes()).substr(slash + 1))) {
      return {engine_socket, "an engine's socket", true};
    }
    return {unknown, {}, false};
  }
  // A path seen from the project's folder is the project's own, unless it is a socket by its name.
  if (!source.bytes().starts_with('/')) {
    if (is_socket_name(base_name(source.bytes())))
      return {engine_socket, "an engine's socket", true};
    return {};
  }
  std::string path = resolve("/", source.bytes());
  if (path == "/var/run" || path.starts_with("/var/run/")) path.erase(0, 4);
  for (const Known& known : table) {
    if (path == known.path || (known.with_children && is_below(path, known.path)))
      return {known.kind, known.holds, known.discloses};
  }
  if (is_socket_name(base_name(path))) return {engine_socket, "an engine's socket", true};
  return {};
}

}  // namespace boltseal
