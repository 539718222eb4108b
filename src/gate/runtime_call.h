#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// How an engine calls its OCI runtime: `runc [global options] COMMAND [options] ID …`, as runc,
/// crun and youki understand it.
struct RuntimeCall {
  std::string command;  ///< "create"; empty: none, as in `runc --version`.
  std::string id;       ///< Of the container; may be empty.
  std::string root;     ///< --root; empty: the runtime's own.
  std::string bundle;   ///< --bundle; empty: the working directory.
  std::string config;   ///< --config of crun: the file in the place of the bundle's config.json.
  std::string process;  ///< --process of exec; empty: the words of the command line.
  std::string log;      ///< --log: where the engine looks for the reason when it fails.
  bool logs_json = false;
  std::size_t globals = 0;  ///< How many words stand before the command.
  /// The first option that nobody here knows, or that lacks its value: whatever stands behind it
  /// may mean something else to the runtime. Empty: there is none.
  std::string unknown;
  /// Options of the command, without dashes, with their values ("user", "0"), as given.
  std::vector<std::pair<std::string, std::string>> options;
};

/// @param words without the program's own name
RuntimeCall read_runtime_call(std::span<const std::string> words);

}  // namespace boltseal
