#include "report/text_parts.h"

#include "base/text.h"
#include "check/mask.h"

namespace boltseal {

Paint paint_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return Paint::critical;
    case Severity::high: return Paint::high;
    case Severity::medium: return Paint::medium;
    case Severity::low: return Paint::low;
    case Severity::info: break;
  }
  return Paint::faint;
}

std::string location(const Place& place) {
  std::string text = place.path == "-" ? "<stdin>" : sanitize(place.path);
  if (place.begin.line > 0) {
    text.append(":").append(std::to_string(place.begin.line));
    text.append(":").append(std::to_string(place.begin.column));
  }
  return text;
}

std::string step_of(const Place& place) {
  if (!place.note.empty()) return std::string(place.note);
  switch (place.kind) {
    case OriginKind::literal: return {};
    case OriginKind::argument: return "through this variable";
    case OriginKind::environment: return "from this environment file";
    case OriginKind::base_image: return "from the base image";
    case OriginKind::engine_default: break;
  }
  return "the engine's default";
}

std::string reason_of(const Accepted& accepted) {
  if (accepted.by == Accepted::By::baseline) return "it is in the baseline";
  if (accepted.by == Accepted::By::revision) return "it was there before";
  return "because " + shown(accepted.reason);
}

}  // namespace boltseal
