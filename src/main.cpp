#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "cli/command.h"
#include "cli/runtime.h"

int main(int argc, char** argv) {
  static constexpr std::array commands = {
      &boltseal::check_command,   &boltseal::scan_command,   &boltseal::audit_command,
      &boltseal::gate_command,    &boltseal::seal_command,   &boltseal::verify_command,
      &boltseal::why_command,     &boltseal::db_command,     &boltseal::rules_command,
      &boltseal::explain_command, &boltseal::vercmp_command, &boltseal::completions_command,
      &boltseal::help_command,
  };
  if (argc > 0 && boltseal::base_name(argv[0]) == "boltseal-runtime") {
    return boltseal::run_runtime(std::vector<std::string>(argv + 1, argv + argc));
  }
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(boltseal::run(commands, words));
}
