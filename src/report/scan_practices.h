#pragma once

#include <string>
#include <string_view>

#include "report/scan_report.h"

namespace boltseal {

/// Where a finding stands: "history step 5: RUN …", "layer 2", "configuration: USER root"; "" for
/// what the configuration does not have.
std::string place_of(const PracticeFinding& finding);

/// The part of the text report on the practices, by rule; with `quiet` one line for each finding.
void write_practices(const ScanResult& result, const ScanReportOptions& options, Output& out);
/// "The practices: 1 high, 2 low." as the end of the report says it.
std::string summary_of_practices(const ScanResult& result);

}  // namespace boltseal
