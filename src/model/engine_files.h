#pragma once

#include <span>
#include <string_view>

namespace boltseal {

/// A file of a container engine that decides who is root: what its mode may be at most, whose it
/// is, and which items of the CIS Docker Benchmark 1.6.0 ask for it.
struct EngineFile {
  std::string_view name;  ///< "the key of the engine's TLS certificate"; empty: its path says it.
  /// Where it may stand, between spaces; the first that is there counts. Empty: the engine's
  /// settings say where.
  std::string_view paths;
  unsigned most_mode = 0644;
  std::string_view group = "root";  ///< Beside root's own: who may write, or connect to a socket.
  bool is_secret = false;           ///< Whoever reads it can be the engine.
  bool is_socket = false;           ///< Anything else of this name is not looked at.
  std::string_view owner_item = {}, mode_item = {};  ///< "3.17", "3.18"
  std::string_view audit_item = {};  ///< "1.1.11": the kernel should record who uses it.
};

/// All of them; the order is that of reports.
std::span<const EngineFile> engine_files();

// Those whose places the engine's settings say.
extern const EngineFile registry_certificate_file, registry_key_file;
extern const EngineFile authority_file, certificate_file, key_file;

}  // namespace boltseal
