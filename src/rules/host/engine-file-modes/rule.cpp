#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::string octal(unsigned mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + ((mode >> shift) & 7));
  return text;
}

// What only says who may become root is access/engine-file.
void check(const Machine& machine, Findings& findings) {
  for (const MachineFile& file : machine.files) {
    const EngineFile& kind = *file.kind;
    const bool is_group = file.group == "root" || file.group == kind.group;
    const unsigned more = file.mode & ~kind.most_mode & 0777;
    // Only root's own: nothing that somebody else could use.
    const bool is_loose = (more & 0077) != 0 && (more & 0002) == 0;
    const bool grants = !is_group && (file.mode & 0020) == 0;
    if (file.owner != "root" || (!is_loose && !grants)) continue;
    const std::string_view item = is_loose ? kind.mode_item : kind.owner_item;
    std::string says = file.path + " is " + octal(file.mode) + " " + file.owner + ":" + file.group;
    says += is_loose ? ", and " + octal(kind.most_mode) + " is the most that it needs"
                     : ", and its group should be " + std::string(kind.group);
    if (!item.empty()) says += " (CIS " + std::string(item) + ")";
    findings
        .add(file.site, "files[" + file.path + "]." + (is_loose ? "mode" : "group"),
             std::move(says))
        .remedy = is_loose ? "chmod " + octal(file.mode & kind.most_mode) + " " + file.path
                           : "chgrp " + std::string(kind.group) + " " + file.path;
  }
}

}  // namespace

extern const Rule host_engine_file_modes{
    .summary = "A file of the engine has a looser mode than it needs",
    .what =
        "On this machine, a unit, setting, certificate, socket or program of an engine has a mode "
        "or a group beyond what the CIS Docker Benchmark asks for, without making anybody root by "
        "itself (that is `access/engine-file`): a certificate with 0644, a folder of data that "
        "everybody lists. Speaks in `boltseal audit`.",
    .why =
        "It shows who may not know it what is configured and stored, and the next mistake, such as "
        "a wrong member of a group, finds the door open.",
    .remedy = "Set the mode and the group that the finding names.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 3.1–3.24", "CWE-732"},
    .machine = check,
};

}  // namespace boltseal
