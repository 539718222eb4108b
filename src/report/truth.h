#pragma once

#include "base/output.h"
#include "check/truth.h"
#include "report/report.h"

namespace boltseal {

/// One workload for people: who says what, and the verdict of each practice.
void write_truth(const WorkloadTruth& truth, const ReportOptions& options, Output& out);

/// For programs: docs/schema/workload-1.json.
void write_truth_json(const Explanation& explanation, const ReportOptions& options, Output& out);

}  // namespace boltseal
