#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "model/finding.h"
#include "sources/yaml/yaml.h"

namespace boltseal {

/// What a seal says: docs/schema/seal-1.json.
inline constexpr std::string_view seal_predicate_type =
    "https://github.com/boltseal/boltseal/seal/v1";
/// A bill of materials (in-toto, "CycloneDX"); cosign calls it cyclonedx.
inline constexpr std::string_view sbom_predicate_type = "https://cyclonedx.org/bom";

/// By what something is judged: enough to tell whether another policy would let pass what this one
/// did.
struct RuleBook {
  std::string policy;   ///< The digest of the policy's file, or "built-in".
  std::string profile;  ///< "standard", "pss-restricted@v1.30"
  std::string fail_on;  ///< A severity, or "never".
  std::map<std::string, Severity, std::less<>> rules;  ///< Those that are applied.
  std::vector<std::string> trusted_registries;         ///< Empty: all are.
  bool honours_comments = true;                        ///< Allowances in the files count.
};

/// "sha256:…" of the rules and their severities.
std::string digest_of_rules(const RuleBook& book);

/// An allowance without which it would not have passed.
struct UsedAllowance {
  std::string rule;                        ///< Of the finding; empty for a vulnerability.
  std::vector<std::string> vulnerability;  ///< All its ids.
  std::vector<std::string> package;        ///< All names of the package that has it.
  std::string path;                        ///< Of the finding; may be empty.
  std::vector<std::string> subjects;       ///< Whom it concerns.
  std::string reason, owner;
  std::optional<Date> until;
  bool in_comment = false;  ///< It stands in the file itself.

  friend bool operator==(const UsedAllowance&, const UsedAllowance&) = default;
};

/// One of several images under one name.
struct SealedImage {
  std::string platform;  ///< "linux/arm64"; empty where none is said.
  std::string digest;    ///< Of its manifest.
  std::string sbom;      ///< As SealPredicate::sbom.
};

/// "linux/amd64, linux/arm64"; the digest of one for which no platform is said.
std::string shown(const std::vector<SealedImage>& images);

struct SealPredicate {
  std::string version;                ///< Of boltseal.
  std::string sealed_at, expires_at;  ///< "2026-11-25T22:00:00Z"
  RuleBook book;
  std::map<std::string, std::size_t, std::less<>> tolerated;  ///< Findings that did not count.
  std::map<std::string, std::size_t, std::less<>> tolerated_vulnerabilities;  ///< By rating.
  std::size_t gaps = 0;  ///< What could not be examined and was accepted (--allow-gaps).
  std::vector<UsedAllowance> allowances;
  std::string advisories_digest, advisories_date;  ///< Of images; empty without advisories.
  std::string sbom;  ///< The digest of the statement with the bill of materials; may be empty.
  std::vector<SealedImage> images;  ///< Of an index: all that were examined below it.
  /// Files that would have been read as well, and were not there.
  std::vector<std::string> absent;
};

std::string write_predicate(const SealPredicate& predicate);
Result<SealPredicate> read_predicate(const yaml::Node& predicate);

}  // namespace boltseal
