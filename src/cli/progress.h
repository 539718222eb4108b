#pragma once

#include <string>

#include "base/text.h"
#include "cli/command.h"

namespace boltseal {

/// One line that says what is done now, on a terminal only; gone at its end.
class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::string& what) {
    if (console_.err_width == 0) return;
    clear();
    console_.err.write(sanitize(what).substr(0, console_.err_width - 1));
  }
  void clear() {
    if (console_.err_width > 0) console_.err.write("\r\033[K");
  }

 private:
  Console& console_;
};

}  // namespace boltseal
