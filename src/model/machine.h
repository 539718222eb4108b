#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/engine_files.h"
#include "model/facts.h"
#include "model/kernel_settings.h"
#include "model/network_map.h"
#include "model/outdated_package.h"
#include "model/running_container.h"
#include "model/swarm.h"

namespace boltseal {

/// A file of an engine as it stands on the disk.
struct MachineFile {
  const EngineFile* kind = nullptr;  ///< Static, not null.
  std::string path;
  bool is_folder = false, is_socket = false;
  unsigned mode = 0;         ///< Permission bits.
  std::string owner, group;  ///< Names; numbers where there is none.
  Origin site;               ///< The file as a whole.
};

/// What the kernel says of one of its settings.
struct MachineSetting {
  const KernelSetting* setting = nullptr;  ///< Static, not null.
  std::int64_t value = 0;
  Origin site;
};

/// A path that the kernel is told to record the use of (auditctl(8)).
struct AuditWatch {
  std::string path;
  bool with_all_below = false;
};

struct MachineGroup {
  std::string name;
  std::vector<Item> members;  ///< Each with its place; also those whose own group it is.
};

/// Where a process of an engine waits for others over TCP, and what it answered to a question on
/// this machine.
struct EngineListener {
  enum class Answer : std::uint8_t {
    unknown,     ///< Nobody asked, nobody answered, or it is not the engine's API.
    plain,       ///< The engine's API, to everybody, unencrypted.
    unverified,  ///< The same over TLS, without asking for a certificate.
  };
  std::string program;  ///< "dockerd"
  std::string address;  ///< "0.0.0.0", "::", "127.0.0.1"
  int port = 0;
  bool is_local = false;  ///< Only this machine reaches it.
  Answer answer = Answer::unknown;
  Origin site;
};

/// An engine of this machine, beside its containers and its settings.
struct MachineEngine {
  std::string name;     ///< "docker", "docker of alice"
  std::string product;  ///< As in model/end_of_life.h: "Docker Engine".
  std::string version;  ///< "20.10.24"; empty when a distribution maintains it, or nobody says.
  std::string data_folder;
  bool is_rootless = false;
  Origin site;
  std::optional<Swarm> swarm;
  std::vector<EngineNetwork> networks;
  /// What is there, and how much of it is in use.
  std::size_t containers = 0, running = 0, images = 0, images_in_use = 0;
};

/// One machine as it is. What could not be seen is nothing; a place is that of a file of the
/// machine.
struct Machine {
  Origin site;           ///< The machine as a whole.
  std::int64_t now = 0;  ///< Seconds since 1970.

  std::vector<MachineFile> files;
  std::vector<MachineSetting> settings;
  std::optional<std::vector<AuditWatch>> watches;
  std::vector<MachineGroup> groups;
  std::vector<KernelMount> mounts;
  std::vector<MachineEngine> engines;
  std::vector<EngineListener> listeners;
  std::shared_ptr<const NetworkMap> network;  ///< May be null: nobody looked.

  /// Modules that guard access: "apparmor", "selinux", "yama" …
  std::optional<std::vector<std::string>> security_modules;
  std::string lockdown;  ///< "none", "integrity", "confidentiality"; empty: not known.
  Origin lockdown_origin;

  std::string kernel;                ///< The release that runs: "6.1.0-18-amd64".
  std::string newest_kernel;         ///< Of those installed that are of the same kind.
  bool wants_reboot = false;         ///< A package asked for one.
  std::vector<std::string> pending;  ///< Which packages did.
  Origin reboot_origin;

  std::string package_manager;                   ///< "apt", "dnf"; empty: none that is known.
  std::optional<std::int64_t> packages_changed;  ///< When the last one was installed; as `now`.
  Origin packages_origin;
  std::optional<bool> upgrades_itself;  ///< Unattended upgrades are on.
  Origin upgrades_origin;
  SystemPackages packages;  ///< What advisories say of them; nothing where nobody looked.
};

/// By what others than root can act through a file of an engine.
enum class Exposure : std::uint8_t {
  none,
  owner,      ///< It belongs to somebody else.
  everybody,  ///< Every user may write to it.
  group,      ///< A group may write to it that is not meant to.
  readers,    ///< It is a secret, and not root's alone.
};
Exposure exposure_of(const MachineFile& file);

/// "0644"
std::string octal(unsigned mode);

/// Whether one release of a kernel comes after another of the same kind, and is of the same kind:
/// "6.1.0-21-amd64" after "6.1.0-18-amd64", not "6.6.0-1-rt-amd64".
bool is_newer_kernel(std::string_view release, std::string_view than);

}  // namespace boltseal
