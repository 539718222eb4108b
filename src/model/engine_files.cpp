#include "model/engine_files.h"

#include <array>

namespace boltseal {
namespace {

// systemd.unit(5), "System Unit Search Path".
constexpr std::array table = {
    EngineFile{.paths = "/etc/systemd/system/docker.service /run/systemd/system/docker.service "
                        "/usr/local/lib/systemd/system/docker.service "
                        "/usr/lib/systemd/system/docker.service /lib/systemd/system/docker.service",
               .owner_item = "3.1",
               .mode_item = "3.2",
               .audit_item = "1.1.7"},
    EngineFile{.paths = "/etc/systemd/system/docker.socket /run/systemd/system/docker.socket "
                        "/usr/local/lib/systemd/system/docker.socket "
                        "/usr/lib/systemd/system/docker.socket /lib/systemd/system/docker.socket",
               .owner_item = "3.3",
               .mode_item = "3.4",
               .audit_item = "1.1.9"},
    EngineFile{.paths = "/etc/docker",
               .most_mode = 0755,
               .owner_item = "3.5",
               .mode_item = "3.6",
               .audit_item = "1.1.6"},
    EngineFile{.paths = "/run/docker.sock",
               .most_mode = 0660,
               .group = "docker",
               .is_socket = true,
               .owner_item = "3.15",
               .mode_item = "3.16"},
    EngineFile{.paths = "/etc/docker/daemon.json",
               .owner_item = "3.17",
               .mode_item = "3.18",
               .audit_item = "1.1.11"},
    EngineFile{.paths = "/etc/default/docker",
               .owner_item = "3.19",
               .mode_item = "3.20",
               .audit_item = "1.1.10"},
    EngineFile{.paths = "/etc/sysconfig/docker",
               .owner_item = "3.22",
               .mode_item = "3.21",
               .audit_item = "1.1.13"},
    EngineFile{.paths = "/run/containerd/containerd.sock",
               .most_mode = 0660,
               .is_socket = true,
               .owner_item = "3.23",
               .mode_item = "3.24",
               .audit_item = "1.1.8"},
    EngineFile{.paths = "/run/containerd", .most_mode = 0755, .audit_item = "1.1.4"},
    EngineFile{.paths = "/var/lib/docker", .most_mode = 0711, .audit_item = "1.1.5"},
    EngineFile{.paths = "/etc/containerd/config.toml", .audit_item = "1.1.12"},
    EngineFile{.paths = "/usr/bin/dockerd /usr/sbin/dockerd /usr/local/bin/dockerd",
               .most_mode = 0755,
               .audit_item = "1.1.3"},
    EngineFile{.paths = "/usr/bin/containerd /usr/local/bin/containerd",
               .most_mode = 0755,
               .audit_item = "1.1.14"},
    EngineFile{.paths = "/usr/bin/containerd-shim", .most_mode = 0755, .audit_item = "1.1.15"},
    EngineFile{
        .paths = "/usr/bin/containerd-shim-runc-v1", .most_mode = 0755, .audit_item = "1.1.16"},
    EngineFile{
        .paths = "/usr/bin/containerd-shim-runc-v2", .most_mode = 0755, .audit_item = "1.1.17"},
    EngineFile{.paths = "/usr/bin/runc /usr/sbin/runc /usr/local/sbin/runc",
               .most_mode = 0755,
               .audit_item = "1.1.18"},
    // The same of Podman and of what it shares with CRI-O and Buildah: no item asks for it.
    EngineFile{.paths = "/run/podman/podman.sock",
               .most_mode = 0660,
               .group = "podman",
               .is_socket = true},
    EngineFile{.paths = "/run/crio/crio.sock", .most_mode = 0660, .is_socket = true},
    EngineFile{.paths = "/var/lib/containers", .most_mode = 0755},
    EngineFile{.paths = "/etc/containers/policy.json"},
    EngineFile{.paths = "/etc/containers/registries.conf"},
    EngineFile{.paths = "/etc/containers/containers.conf"},
    EngineFile{.paths = "/etc/containers/storage.conf"},
    EngineFile{.paths = "/usr/bin/podman /usr/local/bin/podman", .most_mode = 0755},
    EngineFile{.paths = "/usr/bin/crun", .most_mode = 0755},
    EngineFile{.paths = "/usr/bin/docker /usr/local/bin/docker", .most_mode = 0755},
};

}  // namespace

std::span<const EngineFile> engine_files() { return table; }

const EngineFile registry_certificate_file{.name = "a certificate of a registry",
                                           .paths = {},
                                           .most_mode = 0444,
                                           .owner_item = "3.7",
                                           .mode_item = "3.8"};
const EngineFile registry_key_file{.name = "the key that is shown to a registry",
                                   .paths = {},
                                   .most_mode = 0400,
                                   .is_secret = true,
                                   .owner_item = "3.7",
                                   .mode_item = "3.8"};
const EngineFile authority_file{.name = "the authority of the engine's TLS clients",
                                .paths = {},
                                .most_mode = 0444,
                                .owner_item = "3.9",
                                .mode_item = "3.10"};
const EngineFile certificate_file{.name = "the engine's TLS certificate",
                                  .paths = {},
                                  .most_mode = 0444,
                                  .owner_item = "3.11",
                                  .mode_item = "3.12"};
const EngineFile key_file{.name = "the key of the engine's TLS certificate",
                          .paths = {},
                          .most_mode = 0400,
                          .is_secret = true,
                          .owner_item = "3.13",
                          .mode_item = "3.14"};

}  // namespace boltseal
