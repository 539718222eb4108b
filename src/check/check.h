#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "check/judge.h"
#include "check/statements.h"
#include "model/verdict.h"
#include "policy/policy.h"
#include "rules/profile.h"

namespace boltseal {

struct CheckOptions {
  std::vector<std::string> paths;  ///< Files and folders; "-" is standard input.
  AskedProfile profile;
  std::vector<const NamedRule*>
      rules;                ///< Only these, whatever their profile; empty: those of the profile.
  std::string_view source;  ///< How to read the named files (a Source's name); empty: recognized.
  bool repairs = false;     ///< Also ask the sources how they would mend each finding.
  unsigned threads = 0;     ///< 0: one for each core.
  const Policy* policy = nullptr;  ///< What the project says of itself; may be null.
  bool whole_project = false;      ///< The paths hold everything that the policy speaks of.
  bool honour_comments = true;     ///< Allowances in the files count.
  bool note_subjects = false;      ///< Also say whom the rules looked at.
  Date today = boltseal::today();  ///< Against which the ends of allowances are held.
};

/// What findings call all manifests of the paths together.
inline constexpr std::string_view name_of_manifests = "the manifests";

/// The rules that a check with these options applies: those of the profile, without those that the
/// policy turns off and with those that it turns on; or the named ones alone.
RuleSet rules_of(const CheckOptions& options);

/// The plan of `boltseal check`: find the files, read each with the source that knows it, link them
/// (a service with the Dockerfile it builds), run the rules, say everything once. Never fails as a
/// whole: what could not be examined is an error in the verdict.
Verdict check(const CheckOptions& options, const Files& files);

/// What one of several checks of a tree says.
struct Reading {
  Verdict verdict;
  /// What everybody states, by file; null where a file counts as a part of another one. What was
  /// not read again is the same object as before.
  std::vector<std::shared_ptr<const Statements>> statements;
};

class TreeCheck;

/// A check that can be asked again after some files have changed: only what depends on them is read
/// and judged again.
class Examination {
 public:
  /// Both are borrowed.
  Examination(const CheckOptions& options, const Files& files);
  ~Examination();

  Reading read();
  /// Looks at the same files.
  /// @param changed paths as Files knows them, whose text has changed or which came or went
  Reading read_again(const std::set<std::string>& changed);

 private:
  std::unique_ptr<TreeCheck> check_;
};

}  // namespace boltseal
