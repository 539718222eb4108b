#include "model/finding.h"

namespace boltseal {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::low: return "low";
    case Severity::medium: return "medium";
    case Severity::high: return "high";
    case Severity::critical: break;
  }
  return "critical";
}

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::low: return "low";
    case Confidence::medium: return "medium";
    case Confidence::high: break;
  }
  return "high";
}

}  // namespace boltseal
