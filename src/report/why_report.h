#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/output.h"
#include "scan/scan.h"

namespace boltseal {

/// How `boltseal why` shows what it knows.
struct WhyOptions {
  std::string_view version;
  bool color = false;
  std::size_t width = 0;  ///< Of the terminal, in columns; 0: not a terminal, lines are not broken.
};

/// Of each of these packages (places in the inventory): what brought it, who requires it, and what
/// is known to be wrong with it.
void write_why_text(const ScanResult& result, const std::vector<std::size_t>& packages,
                    const WhyOptions& options, Output& out);
/// The same for programs (docs/schema/why-1.json).
void write_why_json(const ScanResult& result, const std::vector<std::size_t>& packages,
                    const WhyOptions& options, Output& out);

}  // namespace boltseal
