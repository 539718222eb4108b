#include "rules/rule.h"

namespace boltseal {

std::string_view name_of(Profile profile) {
  switch (profile) {
    case Profile::minimal: return "minimal";
    case Profile::standard: return "standard";
    case Profile::strict: return "strict";
    case Profile::pss_baseline: return "pss-baseline";
    case Profile::pss_restricted: break;
  }
  return "pss-restricted";
}

const NamedRule* find_rule(std::string_view id) {
  for (const NamedRule& rule : all_rules()) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

namespace {

// Confidence belongs to the origin: bytes that stand there are certain, tables and variables less
// so.
Confidence confidence_of(const Origin& origin) {
  switch (origin.kind) {
    case OriginKind::literal: return Confidence::high;
    case OriginKind::argument:
    case OriginKind::environment:
    case OriginKind::engine_default: return Confidence::medium;
    case OriginKind::base_image: break;
  }
  return Confidence::medium;
}

}  // namespace

Finding& Findings::add(const Origin& site, std::string fact, std::string message) {
  Finding& finding = into_.emplace_back();
  finding.rule = rule_.id;
  finding.severity = rule_.rule->severity;
  finding.confidence = confidence_of(site);
  finding.site = site;
  finding.fact = std::move(fact);
  finding.message = std::move(message);
  finding.subjects.emplace_back(subject_);
  return finding;
}

std::string fact_path(Fact fact, std::string_view element, std::string_view field) {
  std::string path(name_of(fact));
  if (!element.empty()) path.append("[").append(element).append("]");
  if (!field.empty()) path.append(".").append(field);
  return path;
}

}  // namespace boltseal
