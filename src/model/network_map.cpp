#include "model/network_map.h"

namespace boltseal {

std::string_view name_of(Reach reach) {
  switch (reach) {
    case Reach::unknown: return "unknown";
    case Reach::no: return "no";
    case Reach::yes: return "yes";
  }
  return {};
}

std::string_view name_of(ReachEvidence evidence) {
  switch (evidence) {
    case ReachEvidence::configuration: return "configuration";
    case ReachEvidence::rules: return "rules";
    case ReachEvidence::probe: return "probe";
  }
  return {};
}

std::string_view name_of(ReachBy by) {
  switch (by) {
    case ReachBy::same_bridge: return "same bridge";
    case ReachBy::icc: return "icc";
    case ReachBy::routes: return "routes";
    case ReachBy::published_port: return "published port on the host";
    case ReachBy::shared_namespace: return "shared namespace";
    case ReachBy::host_network: return "host network";
  }
  return {};
}

}  // namespace boltseal
