#pragma once

#include <string>
#include <vector>

#include "report/scan_report.h"

namespace boltseal {

/// A finding that is allowed, for people.
struct AllowedLine {
  std::string what;  ///< "CVE-2023-44487 in nghttp2-libs 1.55.1-r0"
  std::string why;   ///< "no HTTP/2 is served (platform, until 2027-01-31)"
};
/// In the order of the findings; packages of one vulnerability that are allowed alike, together.
std::vector<AllowedLine> allowed_lines(const ScanResult& result);
/// "(platform, until 2027-01-31)" behind a reason; nothing of it is sanitized.
std::string reason_text(const Acceptance& why);

/// The part of the text report on them, and on what is wrong with allowances.
void write_allowed(const ScanResult& result, const ScanReportOptions& options, Output& out);
/// One line for each allowance that something is wrong with.
void write_notices(const ScanResult& result, const ScanReportOptions& options, Output& out,
                   std::string_view indent = {});

}  // namespace boltseal
