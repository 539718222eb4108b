#include "cli/output_value.h"

#include <algorithm>

#include "base/text.h"
#include "cli/write_file.h"
#include "report/text_layout.h"

namespace boltseal {

Result<OutputValue> read_output_value(std::string_view value,
                                      const std::vector<std::string_view>& names) {
  const std::size_t equals = value.find('=');
  const std::string_view name = value.substr(0, equals);
  if (equals == std::string_view::npos || equals + 1 == value.size()) {
    return fail("--output needs a format and a file: --output=sarif=result.sarif");
  }
  if (std::ranges::find(names, name) == names.end()) {
    return fail("--output does not know the format \"" + sanitize(name) + "\"" +
                suggestion(name, names));
  }
  return OutputValue{std::string(name), std::string(value.substr(equals + 1))};
}

bool write_output(const std::string& path, std::string_view text, Console& console) {
  const Result<void> done = write_file(path, text);
  if (done) return true;
  console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                    sanitize(done.error().path) + " " + done.error().message + "\n");
  return false;
}

}  // namespace boltseal
