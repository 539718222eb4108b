#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/environment.h"
#include "base/text.h"

namespace boltseal {
bool wants_color(int descriptor, std::string_view when) {
  if (when == "always") return true;
  if (when == "never") return false;
  if (!environment_variable("NO_COLOR").empty()) return false;
  const std::string force = environment_variable("FORCE_COLOR");
  if (!force.empty()) return force != "0" && force != "false";
  return ::isatty(descriptor) == 1 && environment_variable("TERM") != "dumb";
}

std::size_t terminal_width(int descriptor) {
  if (::isatty(descriptor) != 1) return 0;
  // A person who sets COLUMNS means it.
  if (const auto columns = parse_int(environment_variable("COLUMNS")); columns && *columns > 0) {
    return static_cast<std::size_t>(std::min<std::int64_t>(*columns, 1000));
  }
  struct winsize size = {};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace boltseal
