#pragma once

#include <vector>

#include "audit/accounts.h"
#include "audit/engine_settings.h"
#include "audit/machine_view.h"
#include "engines/live_engine.h"

namespace boltseal {

/// Whose the files of engines are and who may write to them: those of the table
/// (model/engine_files.h), and those that the daemons' settings name.
void look_at_engine_files(const MachineTree& tree, const Accounts& accounts,
                          const std::vector<LiveEngine>& engines,
                          const std::vector<EngineSettings>& daemons, MachineView& view);

/// The rules that auditd loads when it starts (audit.rules(7)). What somebody told the kernel
/// since is not seen.
void look_at_audit_rules(const MachineTree& tree, MachineView& view);

}  // namespace boltseal
