#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "policy/allowance.h"
#include "policy/gate_settings.h"
#include "rules/rule.h"

namespace boltseal {

/// What a project says of one rule.
struct RuleSetting {
  bool on = true;
  std::optional<Severity> severity;  ///< Instead of the rule's own.
};

/// What a boltseal.yaml says of the advisories that `boltseal db update` fetches and scans read.
struct AdvisorySettings {
  std::vector<std::string> sources, without;  ///< Names; empty: not stated.
  std::string mirror;                         ///< A URL; empty: not stated.
  std::map<std::string, std::string> urls;    ///< By source.
  std::string key;                            ///< A path; empty: not stated.
};

/// What a policy says of seals (`boltseal seal`, `boltseal verify`).
struct SealSettings {
  std::string trust;  ///< The file that says whose seals count; empty: not stated.
  int valid_for = 0;  ///< Days; 0: not stated.
};

/// What a boltseal.yaml says. Paths in it are patterns (base/glob.h), relative to its folder; after
/// reading they are relative to where the command was started, like all paths.
struct Policy {
  std::string path;                 ///< The file; empty when there is none.
  std::string digest = "built-in";  ///< Of the file's bytes, "sha256:…", when there is one.
  std::string profile;              ///< As --profile takes it; empty: not stated.
  std::string fail_on;              ///< As --fail-on takes it; empty: not stated.
  std::map<std::string, RuleSetting, std::less<>> rules;
  std::vector<std::string> trusted_registries;  ///< Hosts; empty: not stated.
  std::vector<std::string> only, exclude;       ///< Which files count, of those found by walking.
  std::vector<Allowance> allowances;
  AdvisorySettings advisories;
  GateSettings gate;
  SealSettings seal;

  /// Whether `trusted_registries` has the registry, or the part of it, that an image comes from;
  /// unknown when there is no such list or the image's name is not known so far.
  Truth trusts(const ImageReference& image) const;
  /// Whether a file that was found by walking counts.
  bool admits(std::string_view file) const;
};

inline constexpr std::string_view policy_file_name = "boltseal.yaml";

/// Reads one policy. `shown_folder` is what paths in it are relative to, as the user would name it
/// ("" for the folder where the command was started). The first thing that is wrong is the error:
/// an unknown key, rule, severity or date, each with the name that was probably meant.
Result<Policy> read_policy(const File& file, std::string_view shown_folder);

/// The severity of that name; nothing for another one ("never").
std::optional<Severity> severity_named(std::string_view name);
/// Why a text is no severity to fail on; "" when it is.
std::string refuse_fail_on(std::string_view text);

/// The path of the boltseal.yaml that holds for `folder`: the nearest from there upwards, not
/// beyond the root of a Git repository. Relative to `folder` ("../boltseal.yaml"); "" when there is
/// none.
std::string find_policy(const std::string& folder, const Files& files);

/// The JSON schema (draft 2020-12) of boltseal.yaml, from the same table that reads it.
std::string policy_schema();

}  // namespace boltseal
