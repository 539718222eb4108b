#include <string>
#include <string_view>
#include <utility>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// What is wrong, which part of it, and how it is mended.
struct Fault {
  std::string_view fact;
  std::string says, mends;
};

Fault fault_of(const MachineFile& file) {
  const EngineFile& kind = *file.kind;
  const std::string closes = "chmod " + octal(kind.most_mode) + " " + file.path;
  switch (exposure_of(file)) {
    case Exposure::none: return {};
    case Exposure::owner:
      return {"owner", "belongs to " + file.owner + ", who is root with it",
              "chown root " + file.path};
    case Exposure::everybody:
      return {"mode",
              std::string(file.is_socket ? "may be used" : "may be written") +
                  " by every user of the machine, who is root with it",
              closes};
    case Exposure::group:
      return {"group",
              "may be written by the group " + file.group + ", whose members are root with it",
              "chgrp " + std::string(kind.group) + " " + file.path};
    case Exposure::readers: break;
  }
  return {"mode", "may be read by others than root, who can pose as its owner with it", closes};
}

void check(const Machine& machine, Findings& findings) {
  for (const MachineFile& file : machine.files) {
    Fault fault = fault_of(file);
    if (fault.says.empty()) continue;
    const std::string_view name = file.kind->name;
    findings
        .add(file.site, "files[" + file.path + "]." + std::string(fault.fact),
             (name.empty() ? "" : std::string(name) + " ") + file.path + " (" + octal(file.mode) +
                 " " + file.owner + ":" + file.group + ") " + fault.says)
        .remedy = std::move(fault.mends);
  }
}

}  // namespace

extern const Rule access_engine_file{
    .summary = "Others than root may change what an engine runs as root",
    .what =
        "On this machine, a program, setting, unit, socket or data folder of Docker, containerd, "
        "Podman or CRI-O belongs to somebody else than root, may be written by every user or by a "
        "group that is neither root's nor the one that the engine gives it to; or the private key "
        "of its TLS certificate can be read by others. Speaks in `boltseal audit`.",
    .why =
        "The engine runs as root and does what these files say. Who may write one starts a "
        "container that owns the host, or replaces the program that makes all of them; nothing "
        "else has to be broken into.",
    .remedy =
        "Give the files to root and take away what the packages do not set: units and settings "
        "0644, folders 0755, keys 0400, sockets 0660 with the engine's own group.",
    .severity = Severity::high,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 3.1, 3.3, 3.5, 3.7, 3.9, 3.11, 3.13, 3.15, 3.17, 3.19, 3.22, "
                   "3.23",
                   "CIS Docker 1.6.0 3.14, 3.16, 3.24", "NIST SP 800-190 4.5.5", "CWE-732"},
    .machine = check,
};

}  // namespace boltseal
