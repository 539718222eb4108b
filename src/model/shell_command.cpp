#include "model/shell_command.h"

#include <utility>

#include "base/files.h"

namespace boltseal {

ShellCommand::ShellCommand(std::vector<Item> all) : words(std::move(all)) {
  const Text& first = words.front().text;
  if (!first.is_known()) return;
  program_ = base_name(first.bytes());
  packages_ = read_package_command(words, program_);
}

}  // namespace boltseal
