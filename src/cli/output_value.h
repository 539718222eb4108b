#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace boltseal {

/// A value of --output: "sarif=result.sarif".
struct OutputValue {
  std::string format, path;
};

/// Fails, with a suggestion, when the format is none of the names.
Result<OutputValue> read_output_value(std::string_view value,
                                      const std::vector<std::string_view>& names);

/// Writes what a format made; says on standard error when it cannot.
bool write_output(const std::string& path, std::string_view text, Console& console);

}  // namespace boltseal
