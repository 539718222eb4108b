#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audit/machine_tree.h"
#include "model/machine.h"

namespace boltseal {

/// A machine with the texts that its places are in, and what of it could not be seen.
struct MachineView {
  Machine machine;
  std::vector<std::unique_ptr<File>> files;
  std::vector<std::string> hidden;  ///< For people: "the rules of auditd".

  /// A place in a text of the machine. `text` without bytes: the file as a whole.
  Origin place(const std::string& path, std::string text = {}, ByteSpan span = {}) {
    files.push_back(std::make_unique<File>(File{path, std::move(text)}));
    Origin origin;
    origin.file = files.back().get();
    origin.span = span;
    return origin;
  }
};

/// The first line of a small file, without white space around it; empty when it cannot be read.
std::string first_line(const MachineTree& tree, const std::string& path);

/// "/var/run" is a link to "/run" everywhere: one name for the same socket.
std::string without_var_run(std::string path);

}  // namespace boltseal
