#include <array>
#include <string_view>
#include <vector>

#include "cli/command.h"

int main(int argc, char** argv) {
  static constexpr std::array commands = {
      &boltseal::check_command,   &boltseal::scan_command,   &boltseal::audit_command,
      &boltseal::why_command,     &boltseal::db_command,     &boltseal::rules_command,
      &boltseal::explain_command, &boltseal::vercmp_command, &boltseal::completions_command,
      &boltseal::help_command,
  };
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(boltseal::run(commands, words));
}
