#include <array>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr unsigned group_writes = 0020, others_write = 0002, group_reads = 0040, others_read = 0004;

std::string octal(unsigned mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + ((mode >> shift) & 7));
  return text;
}

void check(const Machine& machine, Findings& findings) {
  for (const MachineFile& file : machine.files) {
    const EngineFile& kind = *file.kind;
    const bool is_ours = file.group == "root" || file.group == kind.group;
    const std::string what = kind.name.empty() ? std::string() : std::string(kind.name) + " ";
    std::string says, mends;
    std::string_view fact = "mode";
    if (file.owner != "root") {
      says = "belongs to " + file.owner + ", who is root with it";
      mends = "chown root " + file.path;
      fact = "owner";
    } else if ((file.mode & others_write) != 0) {
      says = file.is_socket
                 ? "may be used by every user of the machine, who is root with it"
                 : "may be written by every user of the machine, who is root with it";
      mends = "chmod " + octal(kind.most_mode & file.mode) + " " + file.path;
    } else if ((file.mode & group_writes) != 0 && !is_ours) {
      says = "may be written by the group " + file.group + ", whose members are root with it";
      mends = "chgrp " + std::string(kind.group) + " " + file.path;
      fact = "group";
    } else if (kind.is_secret && ((file.mode & others_read) != 0 ||
                                  ((file.mode & group_reads) != 0 && file.group != "root"))) {
      says = "may be read by others than root, who can pose as its owner with it";
      mends = "chmod " + octal(kind.most_mode) + " " + file.path;
    } else {
      continue;
    }
    findings
        .add(file.site, "files[" + file.path + "]." + std::string(fact),
             what + file.path + " (" + octal(file.mode) + " " + file.owner + ":" + file.group + ") " +
                 says)
        .remedy = std::move(mends);
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
