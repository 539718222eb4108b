#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/output.h"
#include "model/verdict.h"
#include "rules/profile.h"

namespace boltseal {

struct AuditedContainer;  // audit/audited_container.h
struct NetworkMap;        // model/network_map.h

/// How a verdict is to be shown. Formats for programs look only at `profile` and `version`.
struct ReportOptions {
  std::string_view version;
  AskedProfile profile;
  std::string_view place = "file";  ///< What the paths of the verdict name.
  bool color = false;
  std::size_t width = 0;  ///< Of the terminal, in columns; 0: not a terminal, lines are not broken.
  bool quiet = false;     ///< Findings and errors, one line each, and nothing else.
  bool verbose = false;   ///< With the reason and the general remedy of each rule.
  std::optional<double> milliseconds;   ///< What the check took.
  const NetworkMap* network = nullptr;  ///< Of an audit; may be null.
  /// Of an audit, each with a page in HTML; may be null.
  const std::vector<AuditedContainer>* containers = nullptr;
};

/// One output format.
struct Report {
  std::string_view name;   ///< As in `--format json`.
  std::string_view title;  ///< For people.
  void (*write)(const Verdict& verdict, const ReportOptions& options, Output& out);
};

/// The table; the first is the default.
std::span<const Report* const> all_reports();
const Report* find_report(std::string_view name);

/// How many findings each practice and each severity has.
struct Tally {
  explicit Tally(const Verdict& verdict);

  std::vector<std::size_t> by_practice;  ///< In the order of all_practices().
  std::vector<Severity> worst;           ///< Of each practice; meaningful where there is a finding.
  std::array<std::size_t, 5> by_severity = {};
  std::size_t fixable = 0;
  std::size_t files = 0;  ///< Files that have a finding.
};

}  // namespace boltseal
