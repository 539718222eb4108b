#include "model/pod.h"

#include <algorithm>

namespace boltseal {

std::string_view path_of(PodField field) {
  switch (field) {
    case PodField::host_network: return "hostNetwork";
    case PodField::host_pid: return "hostPID";
    case PodField::host_ipc: return "hostIPC";
    case PodField::host_users: return "hostUsers";
    case PodField::os_name: return "os.name";
    case PodField::sysctl: return "securityContext.sysctls";
    case PodField::run_as_non_root: return "securityContext.runAsNonRoot";
    case PodField::run_as_user: return "securityContext.runAsUser";
    case PodField::seccomp_type: return "securityContext.seccompProfile.type";
    case PodField::app_armor_type: return "securityContext.appArmorProfile.type";
    case PodField::host_process: return "securityContext.windowsOptions.hostProcess";
    case PodField::se_linux_type: return "securityContext.seLinuxOptions.type";
    case PodField::se_linux_user: return "securityContext.seLinuxOptions.user";
    case PodField::se_linux_role: return "securityContext.seLinuxOptions.role";
    case PodField::privileged: return "securityContext.privileged";
    case PodField::allow_privilege_escalation: return "securityContext.allowPrivilegeEscalation";
    case PodField::proc_mount: return "securityContext.procMount";
    case PodField::added_capability: return "securityContext.capabilities.add";
    case PodField::drops_all: return "securityContext.capabilities.drop";
    case PodField::host_port: return "ports.hostPort";
    case PodField::handler_host: return "handlers.host";
    case PodField::volume_source: break;
  }
  return "volumes";
}

const PodStatement* PodPart::find(PodField field) const {
  const auto found = std::ranges::find(statements, field, &PodStatement::field);
  return found == statements.end() ? nullptr : &*found;
}

Truth PodPart::states(PodField field, std::string_view value) const {
  const PodStatement* const stated = find(field);
  if (stated != nullptr) return stated->value.equals(value);
  return open ? Truth::unknown : Truth::no;
}

}  // namespace boltseal
