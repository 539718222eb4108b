#include <string>
#include <string_view>
#include <utility>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineFile& file : machine.files) {
    if (exposure_of(file) != Exposure::none) continue;
    const EngineFile& kind = *file.kind;
    const bool is_loose = (file.mode & ~kind.most_mode & 0777) != 0;
    if (!is_loose && (file.group == "root" || file.group == kind.group)) continue;
    const std::string_view item = is_loose ? kind.mode_item : kind.owner_item;
    std::string says = file.path + " is " + octal(file.mode) + " " + file.owner + ":" + file.group;
    says += is_loose ? ", and " + octal(kind.most_mode) + " is the most that it needs"
                     : ", and its group should be " + std::string(kind.group);
    if (!item.empty()) says += " (CIS " + std::string(item) + ")";
    findings
        .add(file.site, "files[" + file.path + "]." + (is_loose ? "mode" : "group"),
             std::move(says))
        .remedy = is_loose ? "chmod " + octal(kind.most_mode) + " " + file.path
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
