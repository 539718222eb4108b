#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/lines.h"
#include "base/result.h"
#include "model/verdict.h"

namespace boltseal {

/// A finding that somebody accepts, with a reason and, best, an end.
struct Allowance {
  std::vector<std::string> rules;            ///< "user/root", or "user/*" for a practice.
  std::vector<std::string> vulnerabilities;  ///< Instead of rules: "CVE-2023-44487", "GHSA-…".
  std::vector<std::string> packages;  ///< Patterns, of vulnerable ones; empty: every package.
  std::vector<std::string> images;    ///< Patterns: scans of these alone; empty: everything.
  std::vector<std::string> paths;     ///< Patterns (base/glob.h); empty: every file.
  std::vector<std::string> subjects;  ///< Patterns: "service web"; empty: everybody.
  std::string reason, owner;
  std::optional<Date> until;  ///< The last day on which it holds.
  Place place;                ///< Where it is written.
  /// Of a comment: the lines, in its own file, whose findings it accepts.
  std::uint32_t first_line = 0, last_line = 0;

  bool is_inline() const { return first_line != 0; }
  /// Whatever `images` says.
  bool covers(const ShownFinding& finding) const;
  /// `ids` and `names` are all that the vulnerability and the package are called.
  bool covers(std::span<const std::string_view> ids, std::span<const std::string_view> names) const;
  /// Whether it speaks of an image, or of any; `names` are all that it is called.
  bool admits_image(std::span<const std::string_view> names) const;
};

/// The allowances in the comments of one file, and what is wrong with those that cannot be read:
///
///     # boltseal: allow(user/root, health/none) until=2027-01-31 owner=web because a legacy init
///
/// A comment at the end of a line speaks of that line. One on a line of its own speaks of the next
/// line that is no comment, of its continuation, and of all that is indented below it: in front of
/// a Compose service, of the service.
struct InlineAllowances {
  std::vector<Allowance> allowances;
  std::vector<Error> errors;
};
InlineAllowances inline_allowances(const File& file);

/// "user/root" or "user/*": why this names no rule, or "" when it does.
std::string refuse_rule_pattern(std::string_view pattern);
bool matches_rule(std::string_view pattern, std::string_view rule);

}  // namespace boltseal
