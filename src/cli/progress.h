#pragma once

#include <string>

#include "cli/command.h"

namespace boltseal {

/// One line on a terminal that is written over; gone at its end.
class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}
  ~Progress() { say(""); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void say(const std::string& line) {
    if (console_.err_width > 0) console_.err.write("\r\033[K" + line);
  }

 private:
  Console& console_;
};

}  // namespace boltseal
