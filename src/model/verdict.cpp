#include "model/verdict.h"

namespace boltseal {

// FNV-1a, 64 bits: fingerprints need to be stable and short, not secure.
std::string fingerprint_of(const ShownFinding& finding, std::string_view path) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xFF) * 0x100000001b3;  // a byte that UTF-8 does not have ends each part
  };
  mix(finding.rule);
  mix(finding.fact);
  mix(path);
  const std::string_view subject =
      finding.subjects.empty() ? std::string_view() : finding.subjects.front();
  // "image of web/Dockerfile" names the file as well.
  const std::string& shown = finding.place.path;
  if (shown != path && !shown.empty() && subject.ends_with(shown)) {
    mix(std::string(subject.substr(0, subject.size() - shown.size())).append(path));
  } else {
    mix(subject);
  }
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, hash >>= 4) {
    *digit = "0123456789abcdef"[hash & 0xF];
  }
  return text;
}

std::string fingerprint_of(const ShownFinding& finding) {
  return fingerprint_of(finding, finding.place.path);
}

std::string_view name_of(ShownFinding::Since since) {
  switch (since) {
    case ShownFinding::Since::unasked: return {};
    case ShownFinding::Since::added: return "added";
    case ShownFinding::Since::weakened: break;
  }
  return "weakened";
}

std::string_view name_of(Accepted::By by) {
  switch (by) {
    case Accepted::By::comment: return "comment";
    case Accepted::By::policy: return "policy";
    case Accepted::By::baseline: return "baseline";
    case Accepted::By::revision: break;
  }
  return "revision";
}

}  // namespace boltseal
